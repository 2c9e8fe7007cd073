// Logging: how much of it there is at each level, what a line says, and what none ever does.

import { ACCOUNT_ID, API_EMAIL, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { json, recording, RESULT } from "./fetches.js";
import { failure, sleep } from "./outcome.js";
import { AT_ONCE } from "./retries.js";
import { together } from "./together.js";
import { underWay } from "./under-way.js";

/** A logger that keeps its lines, as pairs of level and line. */
export function keeping() {
  const lines = [];
  const log = (level) =>
    function (...args) {
      lines.push([level, ...args]);
      if (this !== logger) lines.push(["error", "called without its logger"]);
    };
  const logger = Object.fromEntries(
    ["error", "warn", "info", "debug", "log"].map((name) => [name, log(name)]),
  );
  return { logger, lines };
}

export function logging({ QUnit, scenario, clientOf }) {
  QUnit.module("logging");
  const waitingTest = together(QUnit);

  const GOOD = { body: { success: true, result: RESULT } };
  const failing = (status = 503) => ({ status, headers: AT_ONCE, body: { errors: [] } });
  const path = `/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  /** The lines of a call at a level, and how it ended. */
  async function logged(logLevel, answers, options, requestOptions) {
    const { baseURL } = await scenario(...answers);
    const { logger, lines } = keeping();
    const ended = await get(
      { baseURL, logger, logLevel, maxRetries: 2, ...options },
      requestOptions,
    ).catch((error) => error);
    return { lines, ended };
  }

  waitingTest.each(
    "nothing is logged of a call below info",
    ["off", "error", "warn"],
    async (assert, level) => {
      for (const answers of [[GOOD], [failing(), GOOD], [failing(404)], [{ fault: "close" }]]) {
        const { lines } = await logged(level, answers, { maxRetries: 1 });
        assert.deepEqual(lines, []);
      }
    },
  );

  QUnit.test("info is one line per attempt, with what became of it", async (assert) => {
    const { lines, ended } = await logged("info", [failing(503), failing(429), GOOD]);
    assert.deepEqual(ended, RESULT);
    assert.deepEqual(
      lines.map(([level]) => level),
      ["info", "info", "info"],
    );
    for (const [, line, ...more] of lines) {
      assert.deepEqual(more, []);
      assert.strictEqual(typeof line, "string");
      assert.true(line.startsWith(`GET ${path} `), line);
      assert.true(/\d ms/.test(line) && !/[\r\n]/.test(line), line);
    }
    const said = lines.map(([, line]) => [/ (\d{3}) /.exec(line)[1], /retry/.test(line)]);
    assert.deepEqual(said, [
      ["503", true],
      ["429", true],
      ["200", false],
    ]);
  });

  const ENDINGS = {
    "an error": [[failing(404)], {}, ["404"]],
    "an error after retries": [[failing(500)], { maxRetries: 1 }, ["500", "500"]],
    "a broken connection": [[{ fault: "close" }], { maxRetries: 0 }, ["APIConnectionError"]],
    "a timeout": [
      [{ fault: "stall" }],
      { maxRetries: 0, timeout: 200 },
      ["APIConnectionTimeoutError"],
    ],
  };
  waitingTest.each(
    "an attempt that fails is a line as well",
    ENDINGS,
    async (assert, [answers, options, words]) => {
      const { lines } = await logged("info", answers, options);
      assert.strictEqual(lines.length, words.length);
      lines.forEach(([level, line], index) => {
        assert.strictEqual(level, "info");
        assert.true(line.includes(` ${words[index]} `), line);
      });
    },
  );

  QUnit.test("an attempt that is aborted is a line as well", (assert) =>
    underWay(scenario)([{ fault: "stall" }], async ({ options, reached }) => {
      const { logger, lines } = keeping();
      const controller = new AbortController();
      const call = failure(() => get({ ...options, logger, logLevel: "info" }, controller));
      await reached();
      controller.abort();
      await call;
      assert.strictEqual(lines.length, 1);
      assert.strictEqual(lines[0][0], "info");
      assert.true(lines[0][1].includes(" APIUserAbortError "), lines[0][1]);
    }),
  );

  QUnit.test("every kind of call is logged by its method and path", async (assert) => {
    const { baseURL } = await scenario({ body: { result: null } });
    const { logger, lines } = keeping();
    const client = clientOf({ baseURL, logger, logLevel: "info" });
    await client.stream.downloads.audio.delete(VIDEOS.bothReady);
    await client.patch("/zones", { body: {} });
    assert.true(lines[0][1].startsWith(`DELETE ${path}/audio 200 `), lines[0][1]);
    assert.true(lines[1][1].startsWith("PATCH /zones 200 "), lines[1][1]);
    assert.strictEqual(lines.length, 2);
  });

  QUnit.test("a bad option is no attempt", async (assert) => {
    const { logger, lines } = keeping();
    await failure(() => get({ logger, logLevel: "debug", accountId: "" }));
    assert.deepEqual(lines, []);
  });

  QUnit.test("debug adds the headers of every attempt, both ways", async (assert) => {
    const headers = { ...AT_ONCE, "x-answer": "first" };
    const { lines } = await logged(
      "debug",
      [
        { ...failing(), headers },
        { ...GOOD, headers: { "x-answer": "second" } },
      ],
      { defaultHeaders: { "content-language": "en" } },
    );
    const at = (level) => lines.filter(([name]) => name === level).map(([, line]) => line);
    assert.strictEqual(at("info").length, 2);
    assert.strictEqual(at("info").length + at("debug").length, lines.length);
    for (const line of at("debug")) assert.false(/[\r\n]/.test(line), line);
    const having = (...texts) =>
      at("debug").filter((line) => texts.every((text) => line.includes(text)));
    assert.strictEqual(
      having("content-language: en", "accept: application/json", "authorization: ***").length,
      2,
    );
    assert.strictEqual(having("x-answer: first").length, 1);
    assert.strictEqual(having("x-answer: second").length, 1);
  });

  const SECRET = UNKNOWN_TOKEN;
  const none = { apiToken: null, apiKey: null, apiEmail: null };
  const CREDENTIALS = {
    "a token": [{ apiToken: SECRET }],
    "a key": [{ ...none, apiKey: SECRET, apiEmail: API_EMAIL }],
    "one's own token": [{}, { headers: { Authorization: `Bearer ${SECRET}` } }],
    "one's own key": [{ defaultHeaders: { "X-Auth-Key": SECRET, "X-Auth-Email": API_EMAIL } }],
    "one's own service key": [{ defaultHeaders: { "x-auth-user-service-key": SECRET } }],
    "one's own basic authorization": [{ defaultHeaders: { authorization: `Basic ${SECRET}` } }],
  };
  QUnit.test.each(
    "no line shows a credential or a body",
    CREDENTIALS,
    async (assert, [options, requestOptions]) => {
      const echo = {
        "x-echo": `Bearer ${SECRET}`,
        "set-cookie": "a=s3cret-cookie",
        // This is cut off within the credential.
        "x-long": `${"a".repeat(8192 - 20)}${SECRET}`,
        "content-language": "en",
      };
      const answers = [
        { ...failing(), headers: { ...AT_ONCE, ...echo }, body: "s3cret-body" },
        { status: 401, headers: echo, body: { errors: [{ message: `s3cret-body ${SECRET}` }] } },
      ];
      const { lines, ended } = await logged("debug", answers, options, requestOptions);
      assert.strictEqual(ended.name, "AuthenticationError");
      const text = JSON.stringify(lines);
      assert.true(text.includes("***"), text);
      for (const secret of [SECRET, SECRET.slice(0, 16), SECRET.slice(-20), API_EMAIL, "s3cret"])
        assert.false(text.includes(secret), text);

      const { baseURL } = await scenario({ body: { result: "s3cret-result" } });
      const { logger, lines: others } = keeping();
      const client = clientOf({ baseURL, logger, logLevel: "debug", ...options });
      await client.post("/zones", { body: "s3cret-body", ...requestOptions });
      assert.true(others.length > 0);
      assert.false(JSON.stringify(others).includes("s3cret"));
      assert.false(JSON.stringify(others).includes(SECRET));
    },
  );

  QUnit.test("the lines of a call are written by the time it ends", async (assert) => {
    const { lines } = await logged("info", [GOOD]);
    const { length } = lines;
    await sleep(50);
    assert.strictEqual(lines.length, length);
  });

  const fail = () => {
    throw new Error("no");
  };
  const LOGGERS = {
    "that throws": { info: fail, debug: fail },
    "that rejects": { info: async () => fail(), debug: async () => fail() },
    "without methods": {},
    "with methods that are none": { info: 42, debug: "debug" },
    "with getters that throw": {
      get info() {
        return fail();
      },
      get debug() {
        return fail();
      },
    },
    "that is a hostile proxy": new Proxy({}, { get: fail, has: fail, ownKeys: fail }),
    "that is a function": Object.assign(() => {}, { info: fail }),
  };
  QUnit.test.each("a logger is no reason to fail: one", LOGGERS, async (assert, logger) => {
    const client = clientOf({ fetch: recording(() => json(GOOD.body)).fetch });
    Object.assign(client, { logger, logLevel: "debug" });
    assert.deepEqual(await client.stream.downloads.get(VIDEOS.bothReady), RESULT);
    assert.deepEqual(await get({ logger, logLevel: "debug", fetch: client.fetch }), RESULT);
    await sleep(20);
  });

  QUnit.test("a logger or level that is none is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    for (const [name, values] of [
      ["logger", [42, "console", true, Symbol("a")]],
      ["logLevel", ["verbose", "INFO", "", 42, true, {}, Symbol("info")]],
    ]) {
      for (const value of values) {
        const error = await failure(() => get({ fetch, [name]: value }));
        assert.strictEqual(error.name, "CloudflareError", String(value));
        assert.true(error.message.startsWith(name), error.message);
      }
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("it is the console that is written to by default", async (assert) => {
    const { info } = console;
    const lines = [];
    console.info = (...args) => lines.push(args);
    try {
      await get({ fetch: recording(() => json(GOOD.body)).fetch, logLevel: "info" });
    } finally {
      console.info = info;
    }
    assert.strictEqual(lines.length, 1);
    assert.true(lines[0][0].startsWith(`GET ${path} 200 `), lines[0][0]);
  });
}
