// client.rateLimit: what the last answer that spoke of the rate limit said.

import { VIDEOS } from "../stand-in/library.js";
import { answer, look, refusal } from "./looks.js";
import { failure, settled } from "./outcome.js";
import { raise } from "./strange.js";

export function rateLimit({ QUnit, scenario, clientOf }) {
  QUnit.module("rate limit");

  const get = (client, options) =>
    settled(client.stream.downloads.get(VIDEOS.bothReady, undefined, options));

  /** A client after these answers, each to a call of its own. */
  async function after(...answers) {
    const client = clientOf();
    for (const given of answers) {
      client.fetch = async () => given;
      await get(client).catch(() => {});
    }
    return client;
  }

  const saying = (ratelimit, policy) =>
    look({}, { ratelimit, ...(policy && { "ratelimit-policy": policy }) });
  const FIFTY = '"default";r=50;t=30';
  const LIMIT = {
    remaining: 50,
    resetAfter: 30_000,
    quota: undefined,
    window: undefined,
    policy: "default",
  };

  QUnit.test("nothing is known before an answer says it", async (assert) => {
    const client = clientOf();
    assert.strictEqual(client.rateLimit, undefined);
    client.fetch = async () => look({});
    await get(client);
    assert.strictEqual(client.rateLimit, undefined);
  });

  QUnit.test("it is what the API says, in milliseconds", async (assert) => {
    const client = clientOf({ baseURL: (await scenario()).baseURL });
    await get(client);
    const { resetAfter, ...rest } = client.rateLimit;
    assert.deepEqual(rest, { remaining: 1199, quota: 1200, window: 300_000, policy: "default" });
    assert.true(resetAfter === 300_000 || resetAfter === 299_000, `${resetAfter}`);
    await get(client);
    assert.strictEqual(client.rateLimit.remaining, 1198);
  });

  const VALUES = {
    "a limit alone": [FIFTY, undefined, {}],
    "a limit with its policy": [FIFTY, '"default";q=100;w=60', { quota: 100, window: 60_000 }],
    "a policy of half": [FIFTY, '"default";q=100', { quota: 100 }],
    "another policy": [FIFTY, '"burst";q=100;w=60', {}],
    "several policies": [
      FIFTY,
      '"burst";q=5;w=1, "default";q=100;w=60',
      { quota: 100, window: 60_000 },
    ],
    "several limits": [
      '"day";r=900;t=86400, "default";r=50;t=30, "week";r=51;t=1',
      '"day";q=1000;w=86400, "default";q=100;w=60',
      { quota: 100, window: 60_000 },
    ],
    "a name without quotes": ["default;r=50;t=30", "default;q=100", { quota: 100 }],
    "other parameters and blanks": [' "default" ; pk=:YQ==: ;  t=30 ;r=50 ', undefined, {}],
    "a name of signs": ['"a, b;r=1;t=1";r=50;t=30', undefined, { policy: "a, b;r=1;t=1" }],
    "nothing left": ['"default";r=0;t=0', undefined, { remaining: 0, resetAfter: 0 }],
    "a fraction of a second": ['"default";r=50;t=0.5', undefined, { resetAfter: 500 }],
    "a broken one beside": ['"default";r=50;t=30, "broken";r=', '"default";q=', {}],
  };
  QUnit.test.each("it is read from the headers", VALUES, async (assert, [limit, policy, more]) => {
    assert.deepEqual((await after(saying(limit, policy))).rateLimit, { ...LIMIT, ...more });
  });

  const BROKEN = [
    "garbage",
    "50",
    "r=50",
    '"default"',
    '"default";r=50',
    '"default";t=30',
    '"default";r=;t=30',
    '"default";r=-1;t=30',
    '"default";r=50;t=-1',
    '"default";r=fifty;t=30',
    '"default";r=NaN;t=30',
    '"default";r=Infinity;t=30',
    '"default";r=0x32;t=30',
    '"default;r=50;t=30',
    "100, 50;w=60",
    ",;,;",
    "=".repeat(2000),
    '"'.repeat(2000),
  ];
  QUnit.test("what cannot be read says nothing", async (assert) => {
    for (const text of BROKEN) {
      const client = await after(saying(text));
      assert.strictEqual(client.rateLimit, undefined, text);
      client.fetch = async () => saying(FIFTY);
      await get(client);
      client.fetch = async () => saying(text);
      await get(client);
      assert.deepEqual(client.rateLimit, LIMIT, `${text} after another`);
    }
  });

  const HOSTILE = {
    "a header that throws": raise,
    "a header that is a symbol": () => Symbol("header"),
    "a header that is a number": () => 50,
    "a header that is a proxy": () => new Proxy({}, { get: raise }),
    "a header of 10 MB": () => `"default";r=50;${"t=3;".repeat(2_500_000)}`,
    "a header of many limits": () => '"default";r=5;t=1,'.repeat(500_000),
    "a header of wide text": () => `"漢${"字".repeat(1000)}";r=50;t=30`,
    "a lone surrogate": () => '"\ud800";r=50;t=30',
    "line breaks": () => '"default";r=50\r\n;t=30\0',
    "many digits": () => `"default";r=${"9".repeat(400)};t=${"9".repeat(400)}`,
  };
  QUnit.test.each("a hostile header does no harm", HOSTILE, async (assert, value) => {
    // To read the long ones in more steps than they have characters would take for ever.
    for (const names of [["ratelimit"], ["ratelimit-policy"], ["ratelimit", "ratelimit-policy"]]) {
      const headers = {
        get: (name) => (names.includes(name) ? value() : name === "ratelimit" ? FIFTY : null),
      };
      const client = clientOf({ fetch: async () => ({ ...look({}), headers }) });
      assert.deepEqual(await get(client), {});
      const { rateLimit } = client;
      if (!names.includes("ratelimit")) assert.strictEqual(rateLimit.remaining, 50);
      else if (rateLimit) assert.strictEqual(typeof rateLimit.remaining, "number");
    }
  });

  QUnit.test("a failed answer says it, too", async (assert) => {
    const headers = { ratelimit: FIFTY };
    for (const given of [
      refusal(404, headers),
      refusal(429, headers),
      refusal(503, headers),
      answer(302, {}, headers),
      answer(200, "no result", headers),
    ]) {
      assert.deepEqual((await after(given)).rateLimit, LIMIT, `${given.status}`);
    }
  });

  QUnit.test("so does one that is asked again", async (assert) => {
    const answers = [refusal(503, { ratelimit: FIFTY, "retry-after-ms": "1" }), look({})];
    const client = clientOf({ maxRetries: 1, fetch: async () => answers.shift() });
    await get(client);
    assert.deepEqual(client.rateLimit, LIMIT);
  });

  QUnit.test("what was said stays until something else is", async (assert) => {
    const client = await after(saying(FIFTY, '"default";q=100;w=60'), look({}), refusal(500));
    assert.strictEqual(client.rateLimit.remaining, 50);
    client.fetch = () => Promise.reject(new TypeError("no"));
    await failure(() => get(client));
    assert.strictEqual(client.rateLimit.quota, 100);
    client.fetch = async () => saying('"other";r=7;t=1');
    await get(client);
    const other = { ...LIMIT, remaining: 7, resetAfter: 1000, policy: "other" };
    assert.deepEqual(client.rateLimit, other);
  });

  QUnit.test("it is there with the headers, whoever asks for what", async (assert) => {
    const { baseURL } = await scenario({
      fault: "stall-body",
      body: {},
      headers: { ratelimit: FIFTY },
    });
    const client = clientOf({ baseURL });
    const response = await settled(client.stream.downloads.create(VIDEOS.nothing).asResponse());
    assert.deepEqual(client.rateLimit, LIMIT);
    await response.body.cancel();
    const other = clientOf({ fetch: async () => saying(FIFTY) });
    await settled(other.get("/zones"));
    assert.deepEqual(other.rateLimit, LIMIT);
  });

  QUnit.test("each client has its own", async (assert) => {
    const client = await after(saying(FIFTY));
    assert.strictEqual(clientOf().rateLimit, undefined);
    const copy = client.withOptions({ timeout: 1000 });
    assert.strictEqual(copy.rateLimit, undefined);
    copy.fetch = async () => saying('"copy";r=1;t=1');
    await get(copy);
    assert.strictEqual(copy.rateLimit.policy, "copy");
    assert.deepEqual(client.rateLimit, LIMIT);
  });

  QUnit.test("it can be read and nothing else", async (assert) => {
    const client = await after(saying(FIFTY));
    assert.throws(() => (client.rateLimit = { remaining: 1000 }), TypeError);
    assert.deepEqual(client.rateLimit, LIMIT);
  });

  QUnit.test("it is not among what a client shows of itself", async (assert) => {
    const { Deno, Bun, process } = globalThis;
    const inspect =
      Deno?.inspect ?? Bun?.inspect ?? process?.getBuiltinModule?.("node:util")?.inspect;
    const client = await after(saying('"of-its-own";r=50;t=30'));
    const shown = [JSON.stringify(client), ...Object.keys(client)];
    if (inspect) shown.push(inspect(client, { depth: 10 }));
    for (const name in client) shown.push(name);
    for (const text of shown) {
      assert.false(/rateLimit|of-its-own|remaining|resetAt/.test(text), text);
    }
  });
}
