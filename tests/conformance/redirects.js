// Redirects: they are errors, and nobody else gets the request.

import { VIDEOS } from "../stand-in/library.js";
import { failure, sleep } from "./outcome.js";
import { together } from "./together.js";

const STATUSES = [301, 302, 303, 307, 308];

export function redirects({ QUnit, exports, standIn, inBrowser, scenario, clientOf, list }) {
  QUnit.module("redirects");
  const waitingTest = together(QUnit);

  waitingTest.each(
    "a redirect is an error, and its target gets no request",
    STATUSES,
    async (assert, status) => {
      const target = await scenario();
      const { baseURL } = await scenario({ status, headers: { location: target.baseURL } });
      const call = clientOf({ baseURL }).stream.downloads.get(VIDEOS.bothReady);
      const error = await failure(() => call);
      assert.true(error instanceof exports.APIError);
      assert.true((await failure(() => call.asResponse())) instanceof exports.APIError);
      // Browsers hide a redirect that they do not follow.
      assert.strictEqual(error.status, inBrowser ? undefined : status);
      await sleep(50);
      assert.deepEqual(await target.requests(), []);
    },
  );

  // 127.0.0.2 is another origin, and on this machine too.
  const elsewhere = standIn.origin.replace(/127\.0\.0\.1|localhost/, "127.0.0.2");
  const LOCATIONS = {
    "another origin": [`${elsewhere}/client/v4/a?secret=s3cret`, elsewhere],
    "another path": ["/elsewhere/s3cret", standIn.origin],
    "a relative path": ["elsewhere/s3cret", standIn.origin],
    "another scheme": ["https://127.0.0.1:1/s3cret", "https://127.0.0.1:1"],
  };
  QUnit.test.each(
    "the message names the target's origin",
    LOCATIONS,
    async (assert, [location, origin]) => {
      const error = await failure(() => list({ status: 302, headers: { location } }));
      assert.true(error instanceof exports.APIError);
      assert.true(/redirect/i.test(error.message), error.message);
      assert.false(error.message.includes("s3cret"), error.message);
      if (!inBrowser)
        assert.true(
          error.message.includes(`${origin} `) || error.message.includes(`${origin},`),
          error.message,
        );
    },
  );

  QUnit.test("a 3xx that leads nowhere is an error as well", async (assert) => {
    for (const answer of [
      { status: 300, body: "choose" },
      { status: 302, body: "no location" },
      { status: 302, headers: { location: "http://[broken" } },
    ]) {
      const error = await failure(() => list(answer));
      assert.true(error instanceof exports.APIError);
      if (!inBrowser) assert.strictEqual(error.status, answer.status);
    }
  });

  QUnit.test("a client goes on after a redirect", async (assert) => {
    const { baseURL } = await scenario({ status: 302, headers: { location: "/" } }, {});
    const { downloads } = clientOf({ baseURL }).stream;
    await failure(() => downloads.get(VIDEOS.bothReady));
    assert.strictEqual((await downloads.get(VIDEOS.bothReady)).default.status, "ready");
  });
}
