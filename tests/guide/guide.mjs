// The Workers of the README's guide, as they stand there, in workerd. Only their delays are
// shortened. What they send to Cloudflare's hosts reaches the stand-in and a server of the test.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { makeScenario } from "../conformance/scenario.js";
import { workerModules } from "../runners/worker-modules.js";
import { ACCOUNT_ID, API_TOKEN } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** The headings that have an example below them. */
export const HEADINGS = [
  "In a Durable Object",
  "In a Queue",
  "In a Workflow",
  "Saving a download to R2",
  "When a video is ready",
  "Keeping every video in R2",
];

/** The Worker below a heading, and the text of its wrangler.jsonc. */
export function example(heading) {
  const [, below] = readme.split(`\n### ${heading}\n`);
  assert.ok(below, `the README has no heading "${heading}"`);
  const [section] = below.split(/\n##+ /);
  const block = (language) => {
    const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))];
    assert.equal(blocks.length, 1, `blocks of ${language} below "${heading}"`);
    return blocks[0][1];
  };
  return { code: block("js"), config: block("jsonc") };
}

/** An example with other delays, each of which has to be there once. */
function shorten({ code, config }, delays) {
  for (const [written, shorter] of Object.entries(delays)) {
    assert.equal((code + config).split(written).length, 2, `${written} is not there once`);
    code = code.replace(written, shorter);
    config = config.replace(written, shorter);
  }
  return { code, config };
}

/** The value of a wrangler.jsonc, whose comments have lines of their own. */
function parse(jsonc) {
  return JSON.parse(jsonc.replace(/^\s*\/\/.*$/gm, ""));
}

/** Miniflare's options for the bindings of a wrangler.jsonc. */
function bindings(config) {
  const { durable_objects, migrations = [], queues = {}, workflows = [], r2_buckets = [] } = config;
  const sqlite = migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes);
  const named = (list, entry) => Object.fromEntries(list.map(entry));
  return {
    compatibilityDate: config.compatibility_date,
    durableObjects: named(durable_objects?.bindings ?? [], ({ name, class_name: className }) => [
      name,
      { className, useSQLite: sqlite.includes(className) },
    ]),
    queueProducers: named(queues.producers ?? [], ({ binding, queue }) => [binding, queue]),
    queueConsumers: named(queues.consumers ?? [], (consumer) => [
      consumer.queue,
      {
        maxBatchSize: consumer.max_batch_size,
        maxBatchTimeout: 0,
        maxRetries: consumer.max_retries,
        retryDelay: consumer.retry_delay,
        deadLetterQueue: consumer.dead_letter_queue,
      },
    ]),
    workflows: named(workflows, ({ name, binding, class_name: className }) => [
      binding,
      { name, className },
    ]),
    r2Buckets: named(r2_buckets, ({ binding, bucket_name }) => [binding, bucket_name]),
  };
}

/** A Worker's modules, bundled as wrangler bundles them. `around` is a module that imports it. */
async function bundle(code, around = 'export * from "worker"; export { default } from "worker";') {
  const resolveDir = fileURLToPath(new URL(".", import.meta.url));
  const worker = {
    name: "worker",
    setup(build) {
      build.onResolve({ filter: /^worker$/ }, () => ({ path: "worker", namespace: "readme" }));
      build.onLoad({ filter: /.*/, namespace: "readme" }, () => ({ contents: code, resolveDir }));
    },
  };
  const stdin = { contents: around, resolveDir };
  return workerModules(undefined, { stdin, external: ["cloudflare:*"], plugins: [worker] });
}

// Takes the place of the internet, for what the example fetches.
const INTERNET = `
  export default {
    fetch(request, { api, files }) {
      const { href, hostname, pathname } = new URL(request.url);
      if (href.startsWith("https://api.cloudflare.com/client/v4/")) {
        return fetch(href.replace("https://api.cloudflare.com/client/v4", api), request);
      }
      if (files && hostname.endsWith(".cloudflarestream.com")) return fetch(files + pathname);
      throw new Error(href + " is not in the test");
    },
  };
`;

let starting;
after(async () => (await starting)?.close());

/** A scenario of the stand-in; of its requests the methods alone, in one line. */
export async function startScenario(script) {
  const { origin } = await (starting ??= startStandIn());
  const { baseURL, requests } = await makeScenario(origin, script);
  return { baseURL, requests: async () => (await requests()).map(({ method }) => method).join(" ") };
}

/**
 * Runs the example below `heading`: `{ fetch(path, init), logs, miniflare, stop() }`. `files` is
 * the origin of the server that has the downloads, `persist` a folder for what outlives the Worker,
 * `around` a module that imports the example as "worker", and `more` what Miniflare is told besides.
 */
export async function startExample(t, heading, options) {
  const { scenario, delays = {}, files, persist, around, more = {} } = options;
  const { code, config } = shorten(example(heading), delays);
  const logs = [];
  const miniflare = new Miniflare({
    // Not asked for at Cloudflare.
    cf: false,
    structuredWorkerLogs: true,
    handleStructuredLogs: ({ level, message }) => void logs.push(`${level}: ${message}`),
    ...(persist && { defaultPersistRoot: persist }),
    workers: [
      {
        name: "example",
        modulesRoot: "/",
        modules: await bundle(code, around),
        outboundService: "internet",
        ...bindings(parse(config)),
        ...more,
        bindings: { CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID },
      },
      {
        name: "internet",
        modules: true,
        script: INTERNET,
        bindings: { api: scenario.baseURL, files: files ?? "" },
      },
    ],
  });
  let stopped;
  const stop = () => (stopped ??= miniflare.dispose());
  t.after(stop);
  return {
    miniflare,
    logs,
    stop,
    fetch: (path, init) => miniflare.dispatchFetch(`http://example${path}`, init),
  };
}

/**
 * A scenario of a video whose download takes as many looks as no single wait of these tests has, however
 * slow the machine is. The first answer is that there is none, and the second that of its creation.
 */
export function encodingOf(video) {
  const url = `https://customer-m033z5x00ks6nunl.cloudflarestream.com/${video}/downloads/default.mp4`;
  const answer = (result) => ({ body: { success: true, errors: [], messages: [], result } });
  const at = (percentComplete, status) => answer({ default: { percentComplete, status, url } });
  const begun = [0, 10, 20, 30, 40, 50, 60].map((percent) => at(percent, "inprogress"));
  return { answers: [answer({}), ...begun, at(100, "ready")], repeat: true };
}

/** What has been asked of it in the end: one creation, and at least a look for each other answer. */
export const ENCODED = /^GET POST( GET){7,}$/;

/** Asks until the answer passes, and gives it. */
export async function until(ask, passes, seconds = 60) {
  const end = performance.now() + 1000 * seconds;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    assert.ok(performance.now() < end, `still ${JSON.stringify(answer)} after ${seconds} s`);
    await sleep(100);
  }
}
