// What becomes of a download that is created or deleted from the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createChanges } from "../../www/page/changes.js";
import { createStates } from "../../www/page/states.js";
import { answeredLater, APIConnectionError, failure, inProgress, READY, settled } from "./page-parts.mjs";

const FILM = { uid: "v", name: "Film" };

/** The changes of a page that knows `downloads` of a film; `calls` are those of the API. */
function start(downloads, { isHidden = false } = {}) {
  const said = [];
  const say = (text) => said.push(text);
  const states = createStates({ say: () => {}, now: () => 0 });
  const [create, remove] = [answeredLater(), answeredLater()];
  const api = { ofType: (type) => ({ create: (uid) => create(uid, type), delete: (uid) => remove(uid, type) }) };
  let adapted = 0;
  const watcher = { adapt: () => (adapted += 1) };
  const changes = createChanges({ api, states, watcher, say, isHidden: () => isHidden });
  states.take(FILM, downloads);
  const entry = states.of("v");
  const statuses = () => ["default", "audio"].map((type) => states.statusOf("v", type));
  return { ...changes, calls: { create, remove }, entry, said, statuses, adapted: () => adapted };
}

test("A download is created, and shows what the API says of it", async () => {
  const { create, calls, entry, statuses, adapted } = start({ audio: READY });
  const created = create(FILM, "default");
  assert.equal(entry.busy.default.value, "creating");
  assert.equal(entry.busy.audio.value, undefined);
  assert.deepEqual(calls.create.calls[0].args, ["v", "default"]);
  calls.create.calls[0].resolve({ default: inProgress(7), audio: READY });
  await created;
  assert.equal(entry.busy.default.value, undefined);
  assert.deepEqual(statuses(), ["inprogress", "ready"]);
  assert.equal(entry.default.value.percent, 7);
  assert.equal(adapted(), 2);
});

test("A created download of which nothing is said is in progress", async () => {
  const { create, calls, statuses } = start({});
  const created = create(FILM, "audio");
  calls.create.calls[0].resolve({});
  await created;
  assert.deepEqual(statuses(), ["none", "inprogress"]);
});

test("One that has failed is deleted before it is created, if somebody else has not done so", async () => {
  for (const answer of [({ resolve }) => resolve("ok"), ({ reject }) => reject(failure(404))]) {
    const { create, calls, statuses } = start({ default: { status: "error" } });
    const created = create(FILM, "default");
    assert.deepEqual(calls.remove.calls[0].args, ["v", "default"]);
    assert.equal(calls.create.calls.length, 0);
    answer(calls.remove.calls[0]);
    await settled();
    calls.create.calls[0].resolve({ default: inProgress(0) });
    await created;
    assert.deepEqual(statuses(), ["inprogress", "none"]);
  }
});

test("One that has failed is not created anew where it cannot be deleted", async () => {
  const { create, calls, statuses, entry } = start({ default: { status: "error" } });
  const created = create(FILM, "default");
  calls.remove.calls[0].reject(failure(500));
  await created;
  assert.equal(calls.create.calls.length, 0);
  assert.deepEqual(statuses(), ["error", "none"]);
  assert.equal(entry.faults.default.value.doing, "creating");
});

test("A download is deleted, and that is said; that somebody else was faster is no fault", async () => {
  for (const answer of [({ resolve }) => resolve("ok"), ({ reject }) => reject(failure(404))]) {
    const { remove, calls, entry, statuses, said } = start({ default: READY, audio: READY });
    const removed = remove(FILM, "audio");
    assert.equal(entry.busy.audio.value, "deleting");
    answer(calls.remove.calls[0]);
    await removed;
    assert.deepEqual(statuses(), ["ready", "none"]);
    assert.deepEqual(said, ["M4A of Film is deleted."]);
    assert.equal(entry.faults.audio.value, undefined);
  }
});

test("A change that is not done says why, in the row and aloud, until it is tried again", async () => {
  const { create, calls, entry, statuses, said } = start({});
  const attempt = create(FILM, "default");
  calls.create.calls[0].reject(failure(403, { message: "No permission." }));
  await attempt;
  const text =
    "This is not allowed (No permission). The API token may lack the permission Stream Read or Stream Write.";
  assert.deepEqual(entry.faults.default.value, { doing: "creating", text });
  assert.deepEqual(said, [`MP4 of Film: ${text}`]);
  assert.deepEqual(statuses(), ["none", "none"]);
  assert.equal(entry.busy.default.value, undefined);
  create(FILM, "default");
  assert.equal(entry.faults.default.value, undefined);
});

test("A change that the end of the session prevents says that, and nothing about the API token", async () => {
  const { remove, calls, entry } = start({ default: READY });
  const removed = remove(FILM, "default");
  calls.remove.calls[0].reject(failure(401, { code: 1401, message: "You are signed out." }));
  await removed;
  assert.equal(entry.faults.default.value.text, "Your session has ended.");
});

test("What the Worker itself refuses is said in its own words", async () => {
  const message = "You may look, but not change anything here. Ask an editor of this dashboard to do it.";
  for (const code of [1400, 1403, 1409, 1413]) {
    const { create, calls, entry } = start({});
    const created = create(FILM, "default");
    calls.create.calls[0].reject(failure(403, { code, message }));
    await created;
    assert.equal(entry.faults.default.value.text, message);
  }
});

test("What was not done, or nobody knows whether it was, is read again", async () => {
  for (const error of [failure(400), failure(500), new APIConnectionError()]) {
    const { create, remove, calls, entry } = start({ audio: READY });
    entry.isRead = true;
    const created = create(FILM, "default");
    calls.create.calls[0].reject(error);
    await created;
    assert.equal(entry.isRead, false);
    entry.isRead = true;
    const removed = remove(FILM, "audio");
    calls.remove.calls[0].reject(error);
    await removed;
    assert.equal(entry.isRead, false);
  }
});

test("What was done is not read again", async () => {
  const { create, calls, entry } = start({});
  entry.isRead = true;
  const created = create(FILM, "default");
  calls.create.calls[0].resolve({ default: inProgress(0) });
  await created;
  assert.equal(entry.isRead, true);
});

test("Nothing is said aloud of a failure in a tab that is hidden", async () => {
  const { create, calls, said } = start({}, { isHidden: true });
  const created = create(FILM, "default");
  calls.create.calls[0].reject(new APIConnectionError());
  await created;
  assert.deepEqual(said, []);
});

test("While one change is under way another of the same download is not begun, and one of the other is", () => {
  const { create, remove, calls } = start({ default: { status: "error" } });
  create(FILM, "default");
  create(FILM, "default");
  remove(FILM, "default");
  assert.equal(calls.remove.calls.length, 1);
  create(FILM, "audio");
  assert.equal(calls.create.calls.length, 1);
});

test("Answers that were asked for before a change or during it can be told from those after it", async () => {
  const { create, calls, entry } = start({});
  const before = entry.changes;
  const created = create(FILM, "default");
  const during = entry.changes;
  calls.create.calls[0].resolve({});
  await created;
  assert.equal(new Set([before, during, entry.changes]).size, 3);
});

test("What is no failure of the API is not hidden", async () => {
  const { create, calls, entry } = start({});
  const created = create(FILM, "default");
  calls.create.calls[0].reject(new TypeError("A bug"));
  await assert.rejects(created, /A bug/);
  assert.equal(entry.busy.default.value, undefined);
});
