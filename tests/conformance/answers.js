// Answers that are not quite what Cloudflare documents, as its API, proxies and simulators give them:
// what is meant is clear, and a call resolves to it.

import { VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";

const URL_OF = (file) => `https://customer-x.cloudflarestream.com/v/downloads/${file}`;
const MP4 = { percentComplete: 100, status: "ready", url: URL_OF("default.mp4") };
const M4A = { percentComplete: 100, status: "ready", url: URL_OF("audio.m4a") };
const started = (more) => ({ percentComplete: 12, status: "inprogress", ...more });

// The method, the body, and what the call resolves to where it is not the result as it came.
const ANSWERS = {
  "an audio that is null": ["get", { result: { default: MP4, audio: null } }],
  "a url that is null": ["get", { result: { default: started({ url: null }) } }],
  "a percentage that is null": ["get", { result: { default: started({ percentComplete: null }) } }],
  "a percentage that is a text": [
    "get",
    { result: { default: { ...MP4, percentComplete: "100.000000" } } },
  ],
  "a list of no downloads": ["get", { result: [] }, {}],
  "a creation whose url is null": ["create", { result: { default: started({ url: null }) } }],
  "a flat creation whose url is null": [
    "create",
    { result: started({ url: null }) },
    { default: started({ url: null }) },
  ],
  "a deletion that gives an object": ["delete", { result: {} }, ""],
  "a deletion that gives a list": ["delete", { result: [] }, ""],
  "a deletion that gives true": ["delete", { result: true }, ""],
  "a deletion that gives what is left": ["delete", { result: { audio: M4A } }, ""],
  "a wait for what is ready in capitals": [
    "waitUntilReady",
    { result: { default: { ...MP4, status: "Ready", percentComplete: "100.000000" }, audio: null } },
  ],
};

// The method, the body, the error, and a part of its message.
const FAILURES = {
  "a deletion that failed": [
    "delete",
    { success: false, errors: [{ code: 10005, message: "Bad request" }], result: null },
    "APIResponseValidationError",
    "Bad request [code 10005]",
  ],
  "a wait for what failed, without a url": [
    "waitUntilReady",
    { result: { default: { percentComplete: 40, status: "error", url: null } } },
    "DownloadFailedError",
    "default",
  ],
};

export function answers({ QUnit, scenario, clientOf }) {
  QUnit.module("answers");

  async function call(method, body) {
    const { baseURL, requests } = await scenario({ body: { success: true, ...body } });
    const ended = clientOf({ baseURL }).stream.downloads[method](VIDEOS.bothReady);
    return { ended, requests };
  }

  QUnit.test.each(
    "it resolves to what is meant",
    ANSWERS,
    async (assert, [method, body, meant = body.result]) => {
      const { ended, requests } = await call(method, body);
      assert.strictEqual(JSON.stringify(await ended), JSON.stringify(meant));
      assert.strictEqual((await requests()).length, 1);
    },
  );

  QUnit.test.each(
    "a failure stays one",
    FAILURES,
    async (assert, [method, body, name, words]) => {
      const { ended, requests } = await call(method, body);
      const error = await failure(() => ended);
      assert.strictEqual(error.name, name, `${error}`);
      assert.true(error.message.includes(words), error.message);
      assert.strictEqual((await requests()).length, 1);
    },
  );
}
