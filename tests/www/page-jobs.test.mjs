// The jobs as the page follows them: the Worker does them, for everybody who has the page open.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConnection } from "../../www/page/connection.js";
import { createJobs } from "../../www/page/jobs.js";
import { answeredLater, failure, settled, useClock, valuesOf } from "./page-parts.mjs";

const AUTOMATION = { create: [], archive: false, changedBy: null, changedAt: null };

/** A job of sixty MP4s by somebody. */
const job = (id, more) => ({
  ...{ id, action: "create", types: ["default"], by: "somebody", state: "running", total: 60 },
  ...{ ready: 0, failed: 0, percent: 0, waiting: null, failures: [], finished: null },
  ...more,
});
const done = (id, more) => job(id, { state: "done", ready: 60, percent: 100, ...more });
const END = "MP4s created for 60 of 60 videos.";

/**
 * The jobs of a page whose API waits for the test to answer; `answer(...jobs)` answers the load that is under way.
 * `told` is what was said, notified and passed on.
 */
function start(t) {
  const clock = useClock(t);
  const given = { clock, isHidden: false, told: [] };
  const api = {
    jobs: answeredLater(),
    startJob: answeredLater(),
    stopJob: answeredLater(),
    setAutomation: answeredLater(),
  };
  const tell = (how) => (what) => {
    if (given.tellsNobody) throw new TypeError("A bug");
    given.told.push(`${how}: ${what ?? ""}`.trim());
  };
  const connection = createConnection({ fetch: undefined, now: clock.now });
  const jobs = createJobs({
    ...{ api, connection, say: tell("said"), notify: tell("notified"), isHidden: () => given.isHidden },
    ...{ onProgress: () => given.told.push("progress"), onEnd: tell("ended") },
  });
  const answer = async (...list) => {
    api.jobs.calls.shift().resolve({ jobs: list, automation: AUTOMATION });
    await settled();
  };
  const shown = () => jobs.shown.value.map(({ id, state }) => `${id} ${state}`);
  return Object.assign(given, { api, connection, jobs, answer, shown, asked: () => api.jobs.calls.length });
}

test("The jobs that run when the page is opened are shown, and those that had ended are not", async (t) => {
  const { jobs, answer, shown } = start(t);
  jobs.load();
  await answer(job("b"), done("a"));
  assert.deepEqual(shown(), ["b running"]);
  assert.deepEqual(jobs.automation.value, AUTOMATION);
});

test("They are asked for every 2 seconds while one runs, and otherwise every 15", async (t) => {
  const { jobs, answer, asked, clock } = start(t);
  jobs.load();
  await answer(job("a"));
  for (const [wait, list] of [
    [2000, [job("a", { ready: 1 })]],
    [2000, [done("a")]],
    [15_000, [job("b"), done("a")]],
    [2000, []],
  ]) {
    await clock.pass(wait - 50);
    assert.equal(asked(), 0);
    await clock.pass(50);
    assert.equal(asked(), 1);
    await answer(...list);
  }
});

test("Progress is passed on when there is some, and then alone", async (t) => {
  const { jobs, answer, clock, told } = start(t);
  const lists = valuesOf(jobs.jobs);
  jobs.load();
  await answer(job("a"));
  await clock.pass(2000);
  await answer(job("a"));
  assert.deepEqual(told, ["progress"]);
  await clock.pass(2000);
  await answer(job("a", { ready: 7 }));
  assert.deepEqual(told, ["progress", "progress"]);
  assert.equal(lists.length, 3);
});

test("The end of a job is told once, to who started it with its videos, and it stays until it is closed", async (t) => {
  const { jobs, api, answer, clock, told, shown } = start(t);
  jobs.load();
  await answer();
  const started = jobs.start({ action: "create", types: ["default"], videos: ["v1", "v2"] });
  api.startJob.calls.shift().resolve(job("a"));
  assert.deepEqual(await started, ["v1", "v2"]);
  assert.deepEqual(told.splice(0), ["said: Creating MP4s for 60 videos."]);
  await clock.pass(2000);
  await answer(done("a"));
  assert.deepEqual(told.splice(0), [`said: ${END}`, `notified: ${END}`, "ended: v1,v2", "progress"]);
  await clock.pass(15_000);
  await answer(done("a"));
  assert.deepEqual(told, []);
  assert.deepEqual(shown(), ["a done"]);
  jobs.close("a");
  assert.deepEqual(shown(), []);
  await clock.pass(15_000);
  await answer(done("a"));
  assert.deepEqual(shown(), []);
});

test("The end of somebody else's job is told, too, and that it was stopped", async (t) => {
  const { jobs, answer, clock, told } = start(t);
  jobs.load();
  await answer(job("a"));
  told.length = 0;
  await clock.pass(2000);
  await answer(job("a", { state: "stopped", ready: 12, failed: 2 }));
  const end = "Stopped: MP4s created for 12 of 60 videos, 2 failed.";
  assert.deepEqual(told, [`said: ${end}`, `notified: ${end}`, "ended:", "progress"]);
});

test("What had ended before the first answer is told to nobody", async (t) => {
  const { jobs, answer, told } = start(t);
  jobs.load();
  await answer(done("a"), job("b"));
  assert.deepEqual(told, ["progress"]);
});

test("An answer that was overtaken is not taken, so that no end comes undone and none is told twice", async (t) => {
  const { jobs, api, answer, told, shown } = start(t);
  jobs.load();
  await answer(job("a"));
  jobs.load();
  jobs.load();
  const [old, latest] = api.jobs.calls.splice(0);
  latest.resolve({ jobs: [done("a")], automation: AUTOMATION });
  await settled();
  old.resolve({ jobs: [job("a")], automation: AUTOMATION });
  await settled();
  assert.deepEqual(shown(), ["a done"]);
  assert.equal(told.filter((text) => text.startsWith("said")).length, 1);
});

test("An answer from before something was done here does not take it back", async (t) => {
  const { jobs, api, clock, shown, asked, answer } = start(t);
  jobs.load();
  await answer(job("a"));
  await clock.pass(2000);
  const before = api.jobs.calls.shift();
  jobs.start({ action: "create", types: ["audio"], videos: ["v1"] });
  jobs.stop("a");
  jobs.automate({ archive: true });
  await settled();
  api.startJob.calls.shift().resolve(job("b"));
  api.stopJob.calls.shift().resolve(job("a", { state: "stopped" }));
  api.setAutomation.calls.shift().resolve({ ...AUTOMATION, archive: true });
  await settled();
  before.resolve({ jobs: [job("a")], automation: AUTOMATION });
  await settled();
  assert.deepEqual(shown(), ["b running", "a stopped"]);
  assert.equal(jobs.automation.value.archive, true);
  await clock.pass(2000);
  assert.equal(asked(), 1);
});

test("A job that was stopped here has ended, too, and is told of once", async (t) => {
  const { jobs, api, answer, told, clock } = start(t);
  jobs.load();
  await answer();
  jobs.start({ action: "create", types: ["default"], videos: ["v1"] });
  api.startJob.calls.shift().resolve(job("a"));
  await settled();
  told.length = 0;
  const stopped = jobs.stop("a");
  assert.deepEqual(api.stopJob.calls[0].args, ["a"]);
  api.stopJob.calls.shift().resolve(job("a", { state: "stopped", ready: 3 }));
  assert.equal(await stopped, true);
  const end = "Stopped: MP4s created for 3 of 60 videos.";
  assert.deepEqual(told.splice(0), [`said: ${end}`, `notified: ${end}`, "ended: v1"]);
  await clock.pass(15_000);
  await answer(job("a", { state: "stopped", ready: 4 }));
  assert.deepEqual(told, ["progress"]);
});

const JOB = { action: "delete", types: ["audio"], videos: ["v1"] };

test("What cannot be done is not done, and says why in its own place until it is tried again", async (t) => {
  const { jobs, api, answer, shown } = start(t);
  jobs.load();
  await answer(job("a"), job("b"));
  const attempts = [
    [() => jobs.start(JOB), api.startJob, jobs.faults.start],
    [() => jobs.stop("a"), api.stopJob, jobs.stopFaultOf("a")],
    [() => jobs.stop("b"), api.stopJob, jobs.stopFaultOf("b")],
    [() => jobs.automate({ archive: true }), api.setAutomation, jobs.faults.automate],
  ];
  const faults = () => attempts.map(([, , fault]) => fault.value);
  const expected = attempts.map(() => undefined);
  for (const [i, [attempt, call]] of [...attempts.entries(), ...attempts.entries()]) {
    const attempted = attempt();
    expected[i] = undefined;
    assert.deepEqual(faults(), expected);
    expected[i] = failure(403);
    await settled();
    call.calls.shift().reject(expected[i]);
    await attempted;
    assert.deepEqual(faults(), expected);
  }
  assert.deepEqual(shown(), ["a running", "b running"]);
  assert.deepEqual(jobs.automation.value, AUTOMATION);
});

test("While a job is being started there is no second one", async (t) => {
  const { jobs, api, answer } = start(t);
  jobs.load();
  await answer();
  for (const end of [({ resolve }) => resolve(job("a")), ({ reject }) => reject(failure(500))]) {
    const first = jobs.start(JOB);
    assert.equal(jobs.isStarting.value, true);
    assert.deepEqual(await jobs.start(JOB), []);
    assert.equal(api.startJob.calls.length, 1);
    end(api.startJob.calls.shift());
    await first;
    assert.equal(jobs.isStarting.value, false);
  }
});

test("What is more than a job may have is several, one after another, until one cannot be started", async (t) => {
  const videos = Array.from({ length: 25_000 }, (_, i) => `v${i}`);
  for (const [refused, begun] of [
    [undefined, 25_000],
    [2, 20_000],
    [0, 0],
  ]) {
    await t.test(`${begun} of them`, async (t) => {
      const { jobs, api, answer, shown } = start(t);
      jobs.load();
      await answer();
      const started = jobs.start({ ...JOB, videos });
      const error = failure(500);
      const sizes = [];
      for (let i = 0; api.startJob.calls.length > 0; i++) {
        const { args, resolve, reject } = api.startJob.calls.shift();
        assert.deepEqual({ ...args[0], videos: [] }, { ...JOB, videos: [] });
        sizes.push(args[0].videos.length);
        if (i === refused) reject(error);
        else resolve(job(`${i}`));
        await settled();
      }
      assert.deepEqual(sizes, [10_000, 10_000, 5000].slice(0, refused === undefined ? 3 : refused + 1));
      assert.deepEqual(await started, videos.slice(0, begun));
      assert.equal(jobs.faults.start.value, refused === undefined ? undefined : error);
      assert.equal(shown().length, Math.ceil(begun / 10_000));
    });
  }
});

test("A change of the automation is sent without the rest of it, and the next after its answer", async (t) => {
  const { jobs, api, answer } = start(t);
  jobs.load();
  await answer();
  const changes = [{ create: { default: true } }, { create: { audio: true } }, { archive: true }];
  const changed = changes.map(jobs.automate);
  const answers = [
    { ...AUTOMATION, create: ["default"] },
    failure(500),
    { ...AUTOMATION, create: ["default"], archive: true, changedBy: "Editor" },
  ];
  for (const [i, answered] of answers.entries()) {
    await settled();
    assert.equal(api.setAutomation.calls.length, 1);
    const { args, resolve, reject } = api.setAutomation.calls.shift();
    assert.deepEqual(args, [changes[i]]);
    if (i === 1) reject(answered);
    else resolve(answered);
    await changed[i];
    assert.deepEqual(jobs.automation.value, answers[i === 1 ? 0 : i]);
  }
  assert.equal(jobs.faults.automate.value, answers[1]);
});

test("A load that fails changes nothing, and there is another", async (t) => {
  const { jobs, api, answer, clock, asked, shown } = start(t);
  jobs.load();
  await answer(job("a"));
  await clock.pass(2000);
  api.jobs.calls.shift().reject(failure(500));
  await clock.pass(2000);
  assert.equal(asked(), 1);
  assert.deepEqual(shown(), ["a running"]);
  assert.equal(jobs.faults.start.value, undefined);
});

test("What goes wrong in telling an end is not hidden, and they are asked for all the same", async (t) => {
  const given = start(t);
  const { jobs, api, answer, clock, asked } = given;
  jobs.load();
  await answer(job("a"));
  given.tellsNobody = true;
  const loaded = jobs.load();
  api.jobs.calls.shift().resolve({ jobs: [done("a")], automation: AUTOMATION });
  await assert.rejects(loaded, /A bug/);
  await clock.pass(15_000);
  assert.equal(asked(), 1);
});

test("While it is hidden they are asked for only when one runs", async (t) => {
  const given = start(t);
  const { jobs, answer, clock, asked } = given;
  jobs.load();
  await answer(job("a"));
  given.isHidden = true;
  await clock.pass(2000);
  assert.equal(asked(), 1);
  await answer(done("a"));
  await clock.pass(60_000);
  assert.equal(asked(), 0);
  given.isHidden = false;
  await clock.pass(15_000);
  assert.equal(asked(), 1);
});

test("While it is offline they are not asked for, and then they are again", async (t) => {
  const { jobs, answer, clock, asked, connection } = start(t);
  jobs.load();
  await answer(job("a"));
  connection.offline.value = true;
  await clock.pass(60_000);
  assert.equal(asked(), 0);
  connection.offline.value = false;
  await clock.pass(2000);
  assert.equal(asked(), 1);
});

test("After the session they are never asked for", async (t) => {
  const { jobs, answer, clock, asked, connection } = start(t);
  jobs.load();
  await answer(job("a"));
  connection.ended.value = true;
  await clock.pass(60_000);
  jobs.load();
  await clock.pass(60_000);
  assert.equal(asked(), 0);
});
