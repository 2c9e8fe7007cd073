// A Worker whose jobs can be followed, over a library in which every video's state is chosen.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { basic, ORIGIN, PASSWORD, startWorker } from "./worker-run.mjs";

export const VIEWING = "only to look at it";
export const EDITOR = { ...basic(PASSWORD), origin: ORIGIN };
export const VIEWER = { ...basic(VIEWING), origin: ORIGIN };

// Without it a test that waits for what never comes would wait for ever.
const PATIENCE = 600_000;

/** A video by a letter of its own: `uid("a")` is its identifier. What has failed is ready when it is made anew. */
export function video(letter, downloads, more) {
  return { uid: uid(letter), created: "2026-07-01T00:00:00Z", duration: 10, downloads, ...more };
}
export const uid = (letter) => letter.repeat(32);
export const FAILED = { percent: 50, failsAt: 40 };

/** Polls until `look` gives something that is true, and gives that. */
export async function until(look) {
  for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `Waited in vain until ${look}`);
  }
}

/** Starts a Worker with these videos, whose downloads take at most `seconds` each. */
export async function startJobs(t, library, { seconds = 0.2, answers = [], script, variables, ...options } = {}) {
  const worker = await startWorker(
    t,
    { DASHBOARD_PASSWORD: PASSWORD, VIEWER_PASSWORD: VIEWING, ...variables },
    { library, script: { answers, speed: 1, ...script }, atMost: seconds, ...options },
  );
  const send = (method, path, body, headers = EDITOR) =>
    worker.ask(`/api${path}`, {
      method,
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const read = async (path) => (await send("GET", path)).body().result;
  const create = async (action, videos, types = ["default"]) => {
    const answer = await send("POST", "/jobs", { action, types, videos });
    assert.equal(answer.status, 201, answer.text);
    return answer.body().result;
  };
  const job = async (id) => (await read("/jobs")).jobs.find((one) => one.id === id);
  /** The job when it is as it should be, by default when it has ended. */
  const follow = (id, isSo = ({ state }) => state !== "running") =>
    until(async () => {
      const now = await job(id);
      return isSo(now) && now;
    });
  const requests = async () => (await worker.upstream()).map(({ method, url }) => ({ method, ...placeOf(url) }));
  /** What Cloudflare was told to change, as in "POST a default". */
  const writes = async () =>
    (await requests())
      .filter(({ method }) => method !== "GET")
      .map(({ method, letter, type }) => `${method} ${letter} ${type}`)
      .sort();
  return { ...worker, send, read, create, job, follow, requests, writes };
}

function placeOf(url) {
  const [, video = "", type = "default"] = /\/stream\/([^/?]+)\/downloads\/?(\w+)?/.exec(url) ?? [];
  return { video, letter: video[0], type };
}
