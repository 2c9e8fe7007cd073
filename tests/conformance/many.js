// What the tests of getMany have in common: videos by name, and a server for them in this program.

import { answer, refusal } from "./looks.js";

export const names = (count) => Array.from({ length: count }, (_, index) => `video${index}`);

export const result = (video) => ({ default: { status: "ready", url: `https://x.example/${video}` } });

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
 * `returned` how often it was told that no more are wanted. After the last it does what `atEnd` does.
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
