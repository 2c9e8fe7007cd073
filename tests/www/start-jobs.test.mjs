// What a start on this machine shows of the jobs, the automation and the archive, by itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { call, start } from "./start.mjs";

async function send(url, method, path, body) {
  const headers = { origin: url };
  const response = await fetch(`${url}/api${path}`, { method, headers, body: JSON.stringify(body) });
  return (await response.json()).result;
}

/** Polls until `look` gives something that is true, for a minute. */
async function withinAMinute(look) {
  for (const end = Date.now() + 60_000; ; await sleep(500)) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, `Waited in vain until ${look}`);
  }
}

test("In the first minute a job moves, and what is ready is saved to the archive", async (t) => {
  const { url } = await start(t);
  const videos = (await call(url, "")).result.map(({ uid }) => uid);
  await send(url, "PUT", "/automation", { create: ["default"], archive: true });
  const { id } = await send(url, "POST", "/jobs", { action: "create", types: ["default"], videos });
  const percents = new Set();
  await withinAMinute(async () => {
    const { jobs, automation } = await send(url, "GET", "/jobs");
    percents.add(jobs.find((job) => job.id === id).percent);
    return percents.size >= 4 && automation.archived >= 15;
  });
  const [saved] = (await send(url, "GET", "/activity")).filter(({ action }) => action === "archive");
  assert.deepEqual([saved.by, saved.result], ["Automation", "ok"]);
});

test("With the simulator of Stream a job runs to its end", async (t) => {
  const { url } = await start(t, ["--", "--backend", "stream"]);
  const videos = (await call(url, "")).result.map(({ uid }) => uid);
  const { id } = await send(url, "POST", "/jobs", { action: "create", types: ["default", "audio"], videos });
  const job = await withinAMinute(async () => {
    const { jobs } = await send(url, "GET", "/jobs");
    return jobs.find((one) => one.id === id && one.state === "done");
  });
  assert.deepEqual([job.total, job.ready, job.failures], [6, 6, []]);
  const { default: mp4, audio } = (await call(url, `/${videos[0]}/downloads`)).result;
  assert.deepEqual([mp4.status, audio.status], ["ready", "ready"]);
});
