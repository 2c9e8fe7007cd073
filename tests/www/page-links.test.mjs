// The links that the page gives: of public and private videos, with the names that their files are saved under.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createLinks, filenameOf, linkOf, ownLinkOf } from "../../www/page/links.js";
import { createStates } from "../../www/page/states.js";
import { failure, inProgress } from "./page-parts.mjs";

const UID = "ea95132c15732412d22c1476fa83f27a";
const fileOf = (uid, file) => `https://customer-abc.cloudflarestream.com/${uid}/downloads/${file}`;
const ready = (uid, file) => ({ status: "ready", percentComplete: 100, url: fileOf(uid, file) });
const TOKEN = "eyJh.eyJz.c2ln";
const tokened = (uid, file) => fileOf(TOKEN, file);

/** The links of a page that knows these downloads, by video; `tokens` are those that were asked for. */
function start(downloads, { token = async () => TOKEN } = {}) {
  const states = createStates({ say() {}, now: () => 0 });
  for (const [uid, own] of Object.entries(downloads)) states.take({ uid }, own);
  const tokens = [];
  const api = { token: (uid) => (tokens.push(uid), token(uid)) };
  return { ...createLinks({ api, states }), tokens };
}

test("A file has the name of its video, and the identifier too where letters are lost", () => {
  for (const [name, filename] of [
    ["Tour", "Tour"],
    ["Café Überblick (2)", "Café Überblick (2)"],
    ["港の夜明け", `港の夜明け ${UID}`],
    ["Tour Ελλάδα", `Tour Ελλάδα ${UID}`],
    ["  \u200b ", UID],
    [undefined, UID],
  ]) {
    assert.equal(filenameOf({ uid: UID, name }), filename);
  }
});

test("A link says the name of the file, or the identifier where nothing is left of the name", () => {
  const url = fileOf(UID, "default.mp4");
  assert.equal(linkOf({ uid: UID, name: "Harbour at dawn" }, url), `${url}?filename=Harbour-at-dawn`);
  for (const name of ["港の夜明け", "???"]) {
    assert.match(linkOf({ uid: UID, name }, url), new RegExp(`\\?filename=.*${UID}$`), name);
  }
});

test("What is no address of the web is no link", () => {
  for (const url of [undefined, "", "javascript:alert(1)", "/downloads/default.mp4", "data:text/html,x"]) {
    assert.equal(linkOf({ uid: UID, name: "Tour" }, url), undefined, url);
  }
});

test("The link to a private video's file in the page leads by way of the Worker", () => {
  assert.equal(ownLinkOf({ uid: UID, name: "Tour & more" }, "audio"), `/links/${UID}/audio?filename=Tour+%26+more`);
});

test("A link to share is the file's, with a token where the video is private", async () => {
  const { toShare, tokens } = start({ [UID]: { default: ready(UID, "default.mp4") } });
  const film = { uid: UID, name: "Tour" };
  assert.equal(await toShare(film, "default"), `${fileOf(UID, "default.mp4")}?filename=Tour`);
  assert.deepEqual(tokens, []);
  const link = await toShare({ ...film, requireSignedURLs: true }, "default");
  assert.equal(link, `${tokened(UID, "default.mp4")}?filename=Tour`);
  assert.deepEqual(tokens, [UID]);
});

test("What is not ready has no link to share, and costs no token", async () => {
  const { toShare, tokens } = start({ [UID]: { default: inProgress(5) } });
  const film = { uid: UID, requireSignedURLs: true };
  assert.equal(await toShare(film, "default"), undefined);
  assert.equal(await toShare(film, "audio"), undefined);
  assert.deepEqual(tokens, []);
});

test("Many videos' links are those of what is ready, with one token for both of a private video", async () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((letter) => letter.repeat(32));
  const { ofMany, tokens } = start({
    [a]: { default: ready(a, "default.mp4"), audio: ready(a, "audio.m4a") },
    [b]: { default: ready(b, "default.mp4"), audio: ready(b, "audio.m4a") },
    [c]: { default: inProgress(5) },
  });
  const videos = [{ uid: a, name: "A" }, { uid: b, name: "B", requireSignedURLs: true }, { uid: c }, { uid: d }];
  assert.deepEqual(Object.fromEntries(await ofMany(videos)), {
    [a]: { default: `${fileOf(a, "default.mp4")}?filename=A`, audio: `${fileOf(a, "audio.m4a")}?filename=A` },
    [b]: { default: `${tokened(b, "default.mp4")}?filename=B`, audio: `${tokened(b, "audio.m4a")}?filename=B` },
  });
  assert.deepEqual(tokens, [b]);
});

test("Where no token is given there is no link, and it is said why", async () => {
  const token = async () => {
    throw failure(403);
  };
  const { toShare, ofMany } = start({ [UID]: { default: ready(UID, "default.mp4") } }, { token });
  const film = { uid: UID, requireSignedURLs: true };
  await assert.rejects(toShare(film, "default"), { status: 403 });
  await assert.rejects(ofMany([film]), { status: 403 });
});
