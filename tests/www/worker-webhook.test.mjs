// The webhook that is told when a job ends: where it may be, what it gets, and that its address is a secret.

import assert from "node:assert/strict";
import { test } from "node:test";

import { webhookFault } from "../../www/worker/webhook/address.js";
import { textOf } from "../../www/worker/webhook/notice.js";
import { startJobs, uid, until, video } from "./worker-jobs-run.mjs";
import { basic, PASSWORD, startWorker, VIDEOS_PATH } from "./worker-run.mjs";

const SECRET = "a-secret-of-the-chat";
const URL_ = `https://hooks.example.com/services/${SECRET}`;
const variables = { WEBHOOK_URL: URL_ };

/** What takes the notices, and answers each with the next of the answers; the last one goes on for ever. */
function chat(...answers) {
  const notices = [];
  const others = async (asked) => {
    const { method, url, headers } = asked;
    notices.push({ method, url, type: headers.get("content-type"), body: JSON.parse(await asked.text()) });
    return (answers.length > 1 ? answers.shift() : answers[0])();
  };
  return { notices, others };
}
const ok = () => new Response("ok");
const status = (number, headers) => () => new Response(null, { status: number, headers });

/** Runs a job to its end, and gives its Worker and the job. */
async function runJob(t, { others }, more) {
  const worker = await startJobs(t, [video("a", { default: 100 }), video("b", {}, { failed: true })], {
    variables,
    others,
    ...more,
  });
  const job = await worker.follow((await worker.create("create", [uid("a"), uid("b")])).id);
  return { ...worker, ended: job };
}

test("When a job is done the webhook is told once, in words and as data", async (t) => {
  const { notices, others } = chat(ok);
  const { ended, create, follow, logs, traffic } = await runJob(t, { others });
  await until(() => notices.length > 0);
  const text = "1 of 2 MP4s are ready, and 1 failed. Started by Editor.";
  assert.deepEqual(notices, [{ method: "POST", url: URL_, type: "application/json", body: { text, job: ended } }]);

  await follow((await create("delete", [uid("a")])).id);
  await until(() => notices.length > 1);
  assert.equal(notices[1].body.text, "1 of 1 MP4 is deleted. Started by Editor.");
  assert.equal(notices.length, 2);
  assert.ok(!(logs.join() + traffic.join()).includes(SECRET));
});

test("A job that is stopped says so", async (t) => {
  const { notices, others } = chat(ok);
  const { create, send, follow } = await startJobs(t, [video("a", { default: 5 })], {
    seconds: 3600,
    variables,
    others,
  });
  const { id } = await create("create", [uid("a")]);
  await follow(id, ({ percent }) => percent > 0);
  await send("POST", `/jobs/${id}/stop`);
  await until(() => notices.length > 0);
  assert.equal(notices[0].body.text, "Stopped: 0 of 1 MP4 is ready. Started by Editor.");
});

test("What fails is tried three times in all", async (t) => {
  const { notices, others } = chat(status(500));
  const { logs, ended, create, follow } = await runJob(t, { others });
  await until(() => notices.length === 3);
  assert.ok(notices.every(({ body }) => body.job.id === ended.id));
  // Those of the next job come after any that were still due.
  const next = await follow((await create("create", [uid("a")])).id);
  await until(() => notices.length === 6);
  assert.ok(notices.slice(3).every(({ body }) => body.job.id === next.id));
  assert.match(logs.join(), /The webhook answered 500/);
  assert.ok(!logs.join().includes(SECRET));
});

test("After a failure the next try counts", async (t) => {
  const { notices, others } = chat(status(503), ok);
  await runJob(t, { others });
  await until(() => notices.length === 2);
  assert.deepEqual(notices[0], notices[1]);
});

test("A redirection is a failure, and nobody follows it", async (t) => {
  const { notices, others } = chat(status(302, { location: "https://hooks.example.com/elsewhere" }), ok);
  const { elsewhere, logs } = await runJob(t, { others });
  await until(() => notices.length === 2);
  assert.deepEqual(elsewhere, [URL_, URL_]);
  assert.match(logs.join(), /The webhook answered 302/);
});

test("One that cannot be reached is a failure, whose reason is not logged", async (t) => {
  const { notices, others } = chat(() => {
    throw new Error(`no way to ${URL_}`);
  }, ok);
  const { logs } = await runJob(t, { others });
  await until(() => notices.length === 2);
  assert.ok(!logs.join().includes(SECRET));
});

test("A webhook that fails keeps no other job from running", async (t) => {
  const { others } = chat(status(500));
  const { create, follow } = await runJob(t, { others });
  assert.equal((await follow((await create("create", [uid("a")])).id)).ready, 1);
});

test("An address within a network, or none of https, is a fault of the settings", async (t) => {
  const within = "WEBHOOK_URL must be on the internet, and not on this machine or in a private network.";
  const hosts = [
    ...["127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "１２７.0.0.1", "0.0.0.0", "0"],
    ...["10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255"],
    ...["192.0.2.1", "198.18.0.1", "240.0.0.1", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]"],
    ...["[::127.0.0.1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12::1]", "[ff02::1]", "[64:ff9b::7f00:1]"],
    ...["[2002:7f00:1::]", "[2001:db8::1]", "localhost", "LOCALHOST", "localhost.", "a.localhost", "a.localhost."],
    ...["printer.local", "metadata.google.internal", "intranet"],
  ];
  const cases = [
    ...hosts.map((host) => [`https://${host}/${SECRET}`, within]),
    [`http://hooks.example.com/${SECRET}`, "WEBHOOK_URL must begin with https://."],
    [`ftp://hooks.example.com/${SECRET}`, "WEBHOOK_URL must begin with https://."],
    [`https://user@hooks.example.com/${SECRET}`, "WEBHOOK_URL must have no user name or password in it."],
    [`https://:pass@hooks.example.com/${SECRET}`, "WEBHOOK_URL must have no user name or password in it."],
    [`hooks.example.com/${SECRET}`, "WEBHOOK_URL must be a whole address, as in https://hooks.example.com/abc."],
  ];
  for (const [address, fault] of cases) assert.equal(webhookFault(address), fault, address);

  for (const [address, fault] of [cases[2], cases[20], ...cases.slice(-5)]) {
    await t.test(`The page says so of ${address}`, async (t) => {
      const { ask, elsewhere } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD, WEBHOOK_URL: address });
      const { status, text } = await ask("/", { headers: basic(PASSWORD) });
      assert.equal(status, 503);
      assert.ok(text.includes(`<li>${fault}</li>`), text);
      assert.ok(!text.includes(SECRET));
      assert.deepEqual(elsewhere, []);
    });
  }
});

test("One on the internet is good, and only that there is one is shown", async (t) => {
  for (const address of [URL_, ` ${URL_}\n`, `https://8.8.8.8/${SECRET}`, `https://[2606:4700::1111]/${SECRET}`]) {
    const { ask } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD, WEBHOOK_URL: address });
    assert.equal((await ask(VIDEOS_PATH, { headers: basic(PASSWORD) })).status, 200);
    const { text, body } = await ask("/api/session", { headers: basic(PASSWORD) });
    assert.equal(body().result.webhook, true);
    assert.ok(!text.includes(SECRET));
  }
});

test("The text says how many of what are ready, and who started it", () => {
  const counts = { total: 60, ready: 60, failed: 0 };
  const job = { action: "create", types: ["default"], by: "jo@team.example", state: "done", ...counts };
  assert.equal(textOf(job), "60 of 60 MP4s are ready. Started by jo@team.example.");
  const both = { ...job, types: ["default", "audio"], ready: 58, failed: 2 };
  assert.equal(textOf(both), "The MP4 and M4A of 58 of 60 videos are ready, and 2 failed. Started by jo@team.example.");
  const stopped = { ...job, action: "delete", types: ["audio"], state: "stopped", ready: 5 };
  assert.equal(textOf(stopped), "Stopped: 5 of 60 M4As are deleted. Started by jo@team.example.");
});
