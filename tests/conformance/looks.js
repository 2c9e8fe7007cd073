// Waits whose looks are answered from here, in made-up time.

import { VIDEOS } from "../stand-in/library.js";
import { skipTime } from "./hurry.js";
import { settled } from "./outcome.js";

const URL_OF = `https://customer-x.cloudflarestream.com/${VIDEOS.nothing}/downloads/default.mp4`;

export const progress = (percentComplete, more) => ({
  percentComplete,
  status: "inprogress",
  url: URL_OF,
  ...more,
});
export const READY = progress(100, { status: "ready" });
export const FAILED = progress(37.5, { status: "error" });

/** An answer whose parts come without a task of the platform's, so that no time passes meanwhile. */
export const answer = (status, body, headers) => ({
  status,
  ok: status < 300,
  headers: new Headers({ "content-type": "application/json", ...headers }),
  text: async () => JSON.stringify(body),
});
export const look = (result, headers) => answer(200, { success: true, result }, headers);
export const refusal = (status, headers) => answer(status, { success: false, errors: [] }, headers);

/**
 * A fetch that gives `answers` in turn, the last one for ever, and keeps what it was asked. An answer
 * is downloads, one of those above, or a function of fetch's options that gives either.
 */
export function answering(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    const [, type = " video"] = new URL(url).pathname.split("/downloads");
    const what = `${init.method} ${type}`.replace("  ", " ").trim();
    const turn = asked.push({ what, at: performance.now(), ...init }) - 1;
    const given = answers[Math.min(turn, answers.length - 1)];
    const said = typeof given === "function" ? await given(init) : given;
    return typeof said.text === "function" ? said : look(said);
  };
  return { fetch, asked };
}

/**
 * Gives a function that waits for a video about which the API gives `answers`, and says what came of
 * it: the downloads it resolves to or its error, what was asked and when, and what was reported.
 */
export function waits(clientOf) {
  return async (answers, params, { client, ...options } = {}) => {
    const { fetch, asked } = answering(...answers);
    const [reports, progress] = [[], []];
    const { downloads } = clientOf({ fetch, ...client }).stream;
    const outcome = await skipTime(async () => {
      const began = performance.now();
      const onProgress = (seen, { phase, percentComplete }) => {
        reports.push(seen);
        progress.push(`${phase} ${percentComplete}`);
      };
      const call = downloads.waitUntilReady(VIDEOS.nothing, params, { onProgress, ...options });
      const ended = await settled(call).then(
        (result) => ({ result }),
        (error) => ({ error }),
      );
      return { ...ended, took: performance.now() - began };
    });
    const gaps = asked.slice(1).map(({ at }, index) => at - asked[index].at);
    const what = asked.map(({ what }) => what);
    return { ...outcome, asked: what, requests: asked, gaps, reports, progress };
  };
}
