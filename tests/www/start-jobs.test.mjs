// What a start on this machine shows of the jobs, the automation and the archive, by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { LIBRARY } from "../stand-in/library.js";
import { call, start } from "./start.mjs";

const alreadyReady = LIBRARY.filter(({ downloads }) => downloads?.default === 100).length;

async function send(url, method, path, body) {
  const headers = { origin: url };
  const response = await fetch(`${url}/api${path}`, { method, headers, body: JSON.stringify(body) });
  return (await response.json()).result;
}

/** Polls until `look` gives something that is true. Only what never comes takes ten minutes. */
async function until(look) {
  for (const end = Date.now() + 600_000; ; await sleep(500)) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `Waited in vain until ${look}`);
  }
}

test("A job moves, and what is ready is saved to the archive", async (t) => {
  const { url } = await start(t);
  const videos = (await call(url, "")).result.map(({ uid }) => uid);
  await send(url, "PUT", "/automation", { create: { default: true }, archive: true });
  const begun = await send(url, "POST", "/jobs", { action: "create", types: ["default"], videos });
  assert.deepEqual([begun.settled, begun.percent], [0, 0]);
  await until(async () => {
    const { jobs, automation } = await send(url, "GET", "/jobs");
    const { ready, percent } = jobs.find((job) => job.id === begun.id);
    return ready > alreadyReady && percent > 0 && automation.archived >= 15;
  });
  const [saved] = (await send(url, "GET", "/activity")).filter(({ action }) => action === "archive");
  assert.deepEqual([saved.by, saved.result], ["Automation", "ok"]);
});

test("With the simulator of Stream a job runs to its end", async (t) => {
  const { url } = await start(t, ["--", "--backend", "stream"]);
  const videos = (await call(url, "")).result.map(({ uid }) => uid);
  const { id } = await send(url, "POST", "/jobs", { action: "create", types: ["default", "audio"], videos });
  const job = await until(async () => {
    const { jobs } = await send(url, "GET", "/jobs");
    return jobs.find((one) => one.id === id && one.state === "done");
  });
  assert.deepEqual([job.total, job.ready, job.failures], [6, 6, []]);
  const { default: mp4, audio } = (await call(url, `/${videos[0]}/downloads`)).result;
  assert.deepEqual([mp4.status, audio.status], ["ready", "ready"]);
});
