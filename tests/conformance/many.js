// What the tests of getMany have in common: videos by name, and a server for them in this program.

import { skipTime } from "./hurry.js";
import { answer, refusal } from "./looks.js";
import { until } from "./outcome.js";

export const names = (count) => Array.from({ length: count }, (_, index) => `video${index}`);

export const result = (video) => ({
  default: { status: "ready", url: `https://x.example/${video}` },
});

/** The answer of a video that is there. */
export const found = (video, headers) =>
  answer(200, { success: true, result: result(video) }, headers);

/** A refusal of too many requests. */
export const tooMany = (headers) => refusal(429, headers);

/** All results; or an error where there are more than any test expects. */
export async function gather(results) {
  const all = [];
  for await (const one of results) {
    if (all.push(one) > 1000) throw new Error("There are too many results.");
  }
  return all;
}

/** The names of the videos, in the order of the results. */
export const namesOf = (results) => results.map(({ identifier }) => identifier);

/**
 * A fetch that gives what `answer(video, turn)` gives, the first turn being 0. It keeps what it was
 * asked in `asked`, and in `most` how many requests were under way at once.
 */
export function serving(answer = (video) => found(video)) {
  const asked = [];
  let open = 0;
  const server = {
    asked,
    most: 0,
    videos: () => asked.map(({ video }) => video),
    async fetch(url, { signal, headers }) {
      const video = new URL(url).pathname.split("/").at(-2);
      const turn = asked.push({ video, url, signal, headers, at: performance.now() }) - 1;
      open += 1;
      server.most = Math.max(server.most, open);
      try {
        return await answer(video, turn);
      } finally {
        open -= 1;
      }
    },
  };
  return server;
}

/** The same, but its answers wait for `give`. */
export function holding() {
  const waiting = new Map();
  const server = serving((video) => new Promise((resolve) => waiting.set(video, resolve)));
  server.give = (video, response = found(video)) => waiting.get(video)(response);
  return server;
}

/**
 * An input of `names`, sync or async, that counts in `read` how many were asked of it, and in
 * `returned` how often it was told that no more are wanted. After the last it does as `atEnd`.
 */
export function countedInput(names, { sync = false, atEnd = () => ({ done: true }) } = {}) {
  const settle = sync ? (value) => value : async (value) => value;
  const input = {
    read: 0,
    returned: 0,
    [sync ? Symbol.iterator : Symbol.asyncIterator]: () => ({
      next() {
        const index = input.read++;
        return settle(index < names.length ? { done: false, value: names[index] } : atEnd());
      },
      return() {
        input.returned += 1;
        return settle({ done: true });
      },
    }),
  };
  return input;
}

/** Whether the server sees the client leave all requests but so many. */
export const closedBut = (requests, count) =>
  until(async () => (await requests()).filter(({ closed }) => !closed).length === count);

/** Runs `body` in made-up time, in which a pause of one or two minutes is made up as well. */
export const skipPauses = (body) =>
  skipTime(() => {
    const { setTimeout, clearTimeout } = globalThis;
    const parts = new Map();
    globalThis.setTimeout = (handler, delay, ...args) => {
      // A driver of browsers has longer ones.
      if (!(delay >= 60_000 && delay < 130_000)) return setTimeout(handler, delay, ...args);
      const handle = {};
      const wait = (left) => {
        const part = Math.min(left, 50_000);
        const then = left > part ? () => wait(left - part) : () => handler(...args);
        parts.set(handle, setTimeout(then, part));
      };
      wait(delay);
      return handle;
    };
    globalThis.clearTimeout = (handle) => clearTimeout(parts.get(handle) ?? handle);
    return body();
  });
