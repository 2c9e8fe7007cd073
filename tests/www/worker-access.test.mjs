// Who may enter, and what everybody else gets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SignJWT, UnsecuredJWT } from "jose";

import { Throttle } from "../../www/worker/throttle.js";
import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import {
  ACCESS,
  assertion as makeAssertion,
  AUDIENCE,
  ISSUER,
  PERSON,
  showing as asHeader,
  teamKey,
} from "./worker-assertion.mjs";
import {
  assertFailure,
  basic,
  DOWNLOADS,
  ORIGIN,
  PASSWORD,
  startWorker,
  VIDEOS_PATH,
} from "./worker-run.mjs";

const { ACCESS_TEAM_DOMAIN: TEAM } = ACCESS;
const PAGE = { page: { "/": "<p>the page", "/assets/index-1.js": "the script" } };
const id = VIDEOS.bothReady;

const METHODS = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "MADEUP",
];
const ROUTES = [
  "/",
  "/assets/index-1.js",
  VIDEOS_PATH,
  `${VIDEOS_PATH}?search=x&limit=5`,
  DOWNLOADS(id),
  `${DOWNLOADS(id)}/default`,
  `${DOWNLOADS(id)}/audio`,
  DOWNLOADS(id, ACCOUNT_ID),
  `${VIDEOS_PATH}/${id}/token`,
  "/api/session",
  `/links/${id}/default`,
  `/thumbnails/${id}`,
];
const ODD = [
  (path) => path,
  (path) => `/${path}`,
  (path) => path.replaceAll("/", "//"),
  (path) => `/%2e%2e${path}`,
  (path) => `/x/%2e%2e${path}`,
  (path) => `/x/..${path}`,
  (path) => `/%2F..${path}`,
  (path) => `/${path.slice(1).replaceAll("/", "%2F")}`,
  (path) => `/${path.slice(1).replaceAll("/", "\\")}`,
  (path) => path.toUpperCase(),
  (path) => `${path}.`,
  (path) => `${path}/`,
  (path) => `${path}/.`,
  (path) => `${path}%00`,
  (path) => `${path};x=1`,
  (path) => `${path}#x`,
  (path) => `http://localhost${path}`,
  (path) => `${ORIGIN}:80/${path}`,
];

/** Asserts that none of all the requests that one can think of gets anything but these statuses. */
async function assertShut({ ask, upstream, elsewhere }, statuses, headers = {}) {
  const counts = {};
  for (const route of ROUTES) {
    for (const odd of ODD) {
      for (const method of METHODS) {
        const path = odd(route);
        const answer = await ask(path, { method, headers: { origin: ORIGIN, ...headers } });
        // Some methods and paths workerd itself does not take.
        const ours = "content-security-policy" in answer.headers;
        const expected = ours ? statuses : [400, 500, 501];
        assert.ok(expected.includes(answer.status), `${method} ${path}: ${answer.status}`);
        assert.doesNotMatch(answer.text, /the page|the script|cloudflarestream/);
        if (ours) assertSafe(answer);
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
      }
    }
  }
  assert.deepEqual(await upstream(), []);
  const asked = ROUTES.length * ODD.length * METHODS.length;
  const known = statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  assert.ok(known > 0.6 * asked, JSON.stringify(counts));
  return elsewhere;
}

function assertSafe({ headers }) {
  assert.match(
    headers["content-security-policy"],
    /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /,
  );
  assert.match(headers["content-security-policy"], /; frame-ancestors 'none'$/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["cache-control"], "no-store");
}

async function assertSetUp(worker, sentence, request = {}) {
  const answer = await worker.ask("/", request);
  assert.equal(answer.status, 503);
  assert.match(answer.headers["content-type"], /^text\/html/);
  assert.match(answer.text, sentence);
  assertSafe(answer);
}

test("With nothing set, every request gets the page that says how to set it up", async (t) => {
  const worker = await startWorker(t, {}, PAGE);
  assert.deepEqual(await assertShut(worker, [503]), []);
  const { text } = await worker.ask("/");
  await assertSetUp(worker, /No sign-in is set up:/);
  for (const name of [
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_ACCOUNT_ID",
    "ACCESS_TEAM_DOMAIN",
    "ACCESS_AUD",
    "ACCESS_EDITORS",
    "DASHBOARD_PASSWORD",
    "VIEWER_PASSWORD",
  ]) {
    assert.match(text, new RegExp(`^\\s*(<pre>)?npx wrangler secret put ${name}(</pre)?`, "m"));
  }
  assert.doesNotMatch(text, /<script|style=|javascript:/i);
  // No password helps, nor does an assertion.
  for (const headers of [basic(""), basic(PASSWORD), { "cf-access-jwt-assertion": "x.y.z" }]) {
    assert.equal((await worker.ask("/", { headers })).status, 503);
  }
});

test("With settings that cannot be, the page says what is wrong", async (t) => {
  const password = { DASHBOARD_PASSWORD: PASSWORD };
  for (const [variables, sentence] of [
    [{ ACCESS_TEAM_DOMAIN: TEAM }, /ACCESS_AUD is missing/],
    [{ ACCESS_AUD: AUDIENCE }, /ACCESS_TEAM_DOMAIN is missing/],
    [
      { ACCESS_TEAM_DOMAIN: " ", ACCESS_AUD: AUDIENCE, ...password },
      /ACCESS_TEAM_DOMAIN is missing/,
    ],
    [{ ACCESS_TEAM_DOMAIN: TEAM, ...password }, /ACCESS_AUD is missing/],
    [{ ACCESS_TEAM_DOMAIN: "team", ACCESS_AUD: AUDIENCE }, /ACCESS_TEAM_DOMAIN must look like/],
    [{ ACCESS_TEAM_DOMAIN: `${TEAM}/x`, ACCESS_AUD: AUDIENCE }, /ACCESS_TEAM_DOMAIN must look like/],
    [
      { ACCESS_TEAM_DOMAIN: `http://${TEAM}`, ACCESS_AUD: AUDIENCE },
      /ACCESS_TEAM_DOMAIN must look like/,
    ],
    [
      { DASHBOARD_PASSWORD: "elevenchars" },
      /DASHBOARD_PASSWORD is too short. It needs at least 12 characters\./,
    ],
    [{ DASHBOARD_PASSWORD: "elevenchars\n" }, /DASHBOARD_PASSWORD is too short/],
    [{ DASHBOARD_PASSWORD: "" }, /No sign-in is set up:/],
    [{ DASHBOARD_PASSWORD: { text: PASSWORD } }, /No sign-in is set up:/],
    [{ VIEWER_PASSWORD: PASSWORD }, /DASHBOARD_PASSWORD is missing\. VIEWER_PASSWORD is set/],
    [{ ...password, VIEWER_PASSWORD: "elevenchars" }, /VIEWER_PASSWORD is too short/],
    [{ ...password, VIEWER_PASSWORD: `${PASSWORD}\n` }, /VIEWER_PASSWORD and DASHBOARD_PASSWORD are the same/],
    [{ ...password, ACCESS_EDITORS: "a@example.com" }, /ACCESS_EDITORS works only with Cloudflare Access/],
    ...["", " , ", { list: "a@example.com" }].map((list) => [
      { ...ACCESS, ACCESS_EDITORS: list },
      /ACCESS_EDITORS names nobody/,
    ]),
    ...["a@b@example.com", "@", "a@", "@team", "a b@example.com", "Editors, @team"].map((list) => [
      { ...ACCESS, ACCESS_EDITORS: list },
      /ACCESS_EDITORS: entry [12] is neither an e-mail address nor a domain/,
    ]),
    [{ ...password, STREAM_SIGNING_KEY_ID: "key" }, /STREAM_SIGNING_JWK is missing/],
    [{ ...password, STREAM_SIGNING_JWK: "hunter2" }, /STREAM_SIGNING_KEY_ID is missing\. STREAM_SIGNING_JWK is set/],
    [{ ...password, STREAM_SIGNING_PEM: "hunter2" }, /STREAM_SIGNING_KEY_ID is missing\. STREAM_SIGNING_PEM is set/],
    [
      { ...password, STREAM_SIGNING_KEY_ID: "key", STREAM_SIGNING_JWK: "hunter2", STREAM_SIGNING_PEM: "hunter2" },
      /STREAM_SIGNING_JWK and STREAM_SIGNING_PEM are both set/,
    ],
    [{ ...password, CLOUDFLARE_API_TOKEN: " " }, /CLOUDFLARE_API_TOKEN is missing/],
    [{ ...password, CLOUDFLARE_ACCOUNT_ID: "" }, /CLOUDFLARE_ACCOUNT_ID is missing/],
    [
      { ...password, CLOUDFLARE_BASE_URL: "https://user:hunter2hunter2@api.example" },
      /CLOUDFLARE_BASE_URL must be the whole address/,
    ],
    [{ ...password, CLOUDFLARE_BASE_URL: "/api" }, /CLOUDFLARE_BASE_URL must be the whole address/],
  ]) {
    await t.test(JSON.stringify(variables), async (t) => {
      const worker = await startWorker(t, variables, PAGE);
      const words = [PASSWORD, "elevenchars", "[object Object]", ""];
      for (const headers of [{}, ...words.map((word) => basic(word))]) {
        await assertSetUp(worker, sentence, { headers });
      }
      // The machine itself is no exception, unless there is nothing to say who may enter.
      if (!sentence.test("No sign-in is set up:")) {
        await assertSetUp(worker, sentence, { host: `localhost:${worker.port}` });
      }
      const { text } = await worker.ask("/");
      for (const secret of [PASSWORD, "elevenchars", "hunter2"]) assert.ok(!text.includes(secret));
      assert.deepEqual(await worker.upstream(), []);
    });
  }
});

test("Without the Durable Object of the jobs the dashboard says that it is missing", async (t) => {
  const worker = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, { ...PAGE, jobs: false });
  await assertSetUp(worker, /The binding JOBS is missing\. It is below durable_objects in wrangler\.jsonc\./);
});

test("With nothing set, the machine itself may enter", async (t) => {
  const worker = await startWorker(t, {}, PAGE);
  const { ask, port, upstream } = worker;
  for (const host of [
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    "localhost",
    "LOCALHOST",
  ]) {
    assert.equal((await ask("/", { host })).text, "<p>the page");
    const origin = `http://${host.toLowerCase()}`;
    assert.equal(
      (await ask(DOWNLOADS(VIDEOS.nothing), { method: "POST", host, headers: { origin } })).status,
      200,
    );
  }
  const before = (await upstream()).length;

  await t.test("and nobody whose request has another host, or comes from elsewhere", async () => {
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "localhost.evil.example",
      "evil.localhost",
      "127.0.0.1.evil.example",
      "127.0.0.2",
      "0.0.0.0",
      "localhost.",
      "localhost@evil.example",
      "[::]",
    ]) {
      for (const headers of [
        {},
        { "mf-original-url": "http://localhost/" },
        { "x-forwarded-host": "localhost" },
      ]) {
        const { status, text } = await ask(VIDEOS_PATH, { host, headers });
        // workerd itself does not take the last but one.
        assert.ok([503, 500].includes(status), `${host} ${JSON.stringify(headers)}: ${status}`);
        assert.doesNotMatch(text, /cloudflarestream|the page/);
      }
    }
    for (const address of ["203.0.113.5", "10.0.0.1", "2001:db8::1", "1127.0.0.1", "::11"]) {
      const headers = { "cf-connecting-ip": address };
      await assertSetUp(worker, /has no sign-in, .* has the header cf-connecting-ip\b/, { host: "localhost", headers });
    }
    // The address says localhost, and the header does not.
    const headers = { "mf-original-url": "http://localhost/api/accounts/self/stream" };
    await assertSetUp(worker, /No sign-in is set up/, { host: "evil.example", headers });
    assert.equal((await upstream()).length, before);
  });
  await t.test("and nobody through a tunnel that rewrites the host", async () => {
    for (const [name, value] of Object.entries({
      "x-forwarded-for": "203.0.113.5",
      "X-Forwarded-For": "127.0.0.1",
      "x-forwarded-host": "name.tunnel.example",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
      "x-forwarded-by": "",
      forwarded: "for=203.0.113.5;proto=https",
      "x-real-ip": "203.0.113.5",
      "x-original-host": "name.tunnel.example",
      "true-client-ip": "203.0.113.5",
      via: "1.1 proxy",
      "cdn-loop": "cloudflare",
      "cf-ray": "8f0-LIS",
      "cf-visitor": '{"scheme":"https"}',
      "cf-connecting-ip": "203.0.113.5",
    })) {
      for (const method of ["GET", "POST", "DELETE"]) {
        for (const path of ["/", "/assets/index-1.js", VIDEOS_PATH, DOWNLOADS(VIDEOS.nothing)]) {
          const host = `localhost:${port}`;
          const headers = { origin: `http://${host}`, [name]: value };
          const { status, text } = await ask(path, { method, host, headers });
          assert.equal(status, 503, `${method} ${path} with ${name}`);
          assert.ok(text.includes(`it has the header ${name.toLowerCase()}.`), text);
          assert.match(text, /set DASHBOARD_PASSWORD/);
        }
      }
    }
    assert.equal((await upstream()).length, before);
  });
  await t.test("and a page elsewhere cannot change anything", async () => {
    for (const origin of ["http://evil.example", "http://localhost:1", "null"]) {
      const request = { method: "DELETE", host: `localhost:${port}`, headers: { origin } };
      assertFailure(await ask(DOWNLOADS(VIDEOS.nothing), request), 403);
    }
    assert.equal((await upstream()).length, before);
  });
});

test("With a password, nobody enters without it", async (t) => {
  const variables = { DASHBOARD_PASSWORD: PASSWORD, THUMBNAILS: "https://thumbnails.example" };
  const worker = await startWorker(t, variables, PAGE);
  const { ask, upstream, port } = worker;

  await t.test("whatever is asked", async () => {
    assert.deepEqual(await assertShut(worker, [401]), []);
  });
  await t.test("not even the machine itself", async () => {
    assert.equal((await ask("/", { host: `localhost:${port}` })).status, 401);
  });
  await t.test("and the browser asks for it", async () => {
    const { status, headers, text } = await ask("/");
    assert.equal(status, 401);
    assert.equal(headers["www-authenticate"], 'Basic realm="Stream downloads", charset="UTF-8"');
    assert.match(headers["content-type"], /^text\/plain/);
    assert.equal(text, "Enter the password of this dashboard. Any user name will do.\n");
    assertFailure(await ask(VIDEOS_PATH), 401);
  });
  await t.test("What is no password is not taken for one", async () => {
    const [, code] = basic(PASSWORD).authorization.split(" ");
    for (const authorization of [
      "",
      "Basic",
      "Basic ",
      `Bearer ${code}`,
      `Bearer ${PASSWORD}`,
      PASSWORD,
      code,
      `Basic ${code}, Basic ${code}`,
      `Basic !!!`,
      `Basic ${Buffer.from(PASSWORD).toString("base64")}`,
      `Basic ${code}\t${code}`,
    ]) {
      for (let turn = 0; turn < 6; turn++) {
        assert.equal((await ask("/", { headers: { authorization } })).status, 401, authorization);
      }
    }
    const { status } = await ask("/", { headers: { "cf-access-jwt-assertion": PASSWORD } });
    assert.equal(status, 401);
    assert.equal((await ask(`/?password=${encodeURIComponent(PASSWORD)}`)).status, 401);
    assert.deepEqual(await upstream(), []);
  });
  await t.test("With it one enters, under any name", async () => {
    for (const name of ["", "team", "a b", "ü"]) {
      assert.equal((await ask("/", { headers: basic(PASSWORD, name) })).text, "<p>the page");
    }
    assert.equal((await ask(VIDEOS_PATH, { headers: basic(PASSWORD) })).status, 200);
  });
});

test("A password may hold any characters, and be written in any way that looks the same", async (t) => {
  const { ask } = await startWorker(t, { DASHBOARD_PASSWORD: " Zürich: 10 € 😀 \n" }, PAGE);
  assert.equal((await ask("/", { headers: basic(" Zürich: 10 € 😀 ") })).status, 200);
  assert.equal(
    (await ask("/", { headers: basic(" Zürich: 10 € 😀 ".normalize("NFD")) })).status,
    200,
  );
  assert.equal((await ask("/", { headers: basic("Zürich: 10 € 😀") })).status, 401);
});

test("After five wrong passwords nobody of the network is listened to for a while", async (t) => {
  const { ask, upstream } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, PAGE);
  const enter = (password, address, path = "/") =>
    ask(path, { headers: { ...basic(password), ...(address && { "cf-connecting-ip": address }) } });
  const wrong = [PASSWORD.slice(1), `${PASSWORD} `, PASSWORD.toUpperCase(), "", "x".repeat(5000)];

  for (const password of wrong) assert.equal((await enter(password, "203.0.113.5")).status, 401);
  for (const password of [...wrong, PASSWORD]) {
    const { status, headers, text } = await enter(password, "203.0.113.5");
    assert.equal(status, 429);
    assert.ok(headers["retry-after"] >= 1 && headers["retry-after"] <= 60, headers["retry-after"]);
    assert.equal(headers["www-authenticate"], undefined);
    const wait = headers["retry-after"];
    const time = wait === "1" ? "1 second" : `${wait} seconds`;
    const says = `Too many wrong passwords were entered from your network. Try again in ${time}.\n`;
    assert.equal(text, says);
  }
  assertFailure(await enter(PASSWORD, "203.0.113.5", VIDEOS_PATH), 429);
  // Who asks without a password may be asked for it.
  assert.equal((await ask("/", { headers: { "cf-connecting-ip": "203.0.113.5" } })).status, 401);
  // Others may enter, and a network is where it always was.
  assert.equal((await enter(PASSWORD, "203.0.113.6")).status, 200);
  for (const password of wrong)
    assert.equal((await enter(password, "2001:db8:1:2::1")).status, 401);
  assert.equal((await enter(PASSWORD, "2001:DB8:1:2:ffff::9")).status, 429);
  assert.equal((await enter(PASSWORD, "2001:db8:1:3::1")).status, 200);
  assert.deepEqual(await upstream(), []);

  await t.test("also when they come all at once", async () => {
    const guesses = Array.from({ length: 50 }, (_, turn) => enter(`guess ${turn}`, "203.0.113.7"));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.deepEqual(
      [401, 429].map((one) => statuses.filter((status) => status === one).length),
      [5, 45],
    );
  });
  await t.test(
    "and when they come from everywhere, the right one still enters at once, and a wrong one waits",
    async () => {
      for (let host = 0; host < 110; host++) await enter("a wrong password", `198.51.100.${host}`);
      assert.equal((await enter(PASSWORD, "198.51.100.200")).status, 200);
      assert.equal((await enter("a wrong password", "198.51.100.201")).status, 401);
      assert.equal((await enter(PASSWORD, "198.51.100.201")).status, 429);
      // Who has entered before may be wrong some more times.
      assert.equal((await enter("a wrong password", "203.0.113.6")).status, 401);
      assert.equal((await enter(PASSWORD, "203.0.113.6")).status, 200);
    },
  );
});

test("The throttle forgets after a minute, and does not grow", () => {
  const throttle = new Throttle();
  for (let turn = 0; turn < 5; turn++) throttle.note("a", false, turn * 1000);
  assert.equal(throttle.wait("a", 5000), 55);
  assert.equal(throttle.wait("b", 5000), 0);
  assert.equal(throttle.wait("a", 59_999), 1);
  assert.equal(throttle.wait("a", 60_000), 0);
  assert.deepEqual(throttle.extent, { wrong: 4, known: 0 });
  throttle.note("a", false, 60_000);
  assert.equal(throttle.wait("a", 60_000), 1);
  // Whoever was known long ago is forgotten for those who came after.
  throttle.note("old", true, 60_000);
  for (let turn = 0; turn < 1000; turn++) throttle.note(`known ${turn}`, true, 60_000);
  for (let turn = 0; turn < 100; turn++) throttle.note(`wrong ${turn}`, false, 200_000);
  for (const network of ["old", "known 0"]) {
    assert.equal(throttle.wait(network, 200_000), 0);
    throttle.note(network, false, 200_000);
  }
  assert.equal(throttle.wait("old", 200_000), 60);
  assert.equal(throttle.wait("known 0", 200_000), 0);
  assert.deepEqual(throttle.extent, { wrong: 102, known: 1000 });
  for (let turn = 0; turn < 20_000; turn++) throttle.note(`many ${turn}`, false, 200_000);
  assert.deepEqual(throttle.extent, { wrong: 10_000, known: 1000 });
});

test("Outside this machine http is redirected to https, and nothing is written or signed in by it", async (t) => {
  for (const variables of [{}, { DASHBOARD_PASSWORD: PASSWORD }, ACCESS]) {
    const { ask, upstream } = await startWorker(t, variables, PAGE);
    for (const proto of ["http", "", "ftp", "HTTPS"]) {
      const headers = { ...basic(PASSWORD), origin: ORIGIN, "x-forwarded-proto": proto };
      for (const path of ["/", `${VIDEOS_PATH}?search=x&limit=5`, "/sign-in", "//evil.example/", "/x/..//y"]) {
        for (const method of ["GET", "HEAD"]) {
          const { status, headers: given, text } = await ask(path, { method, headers });
          assert.equal(status, 308);
          assert.equal(new URL(given.location).origin, ORIGIN);
          assert.equal(given["set-cookie"], undefined);
          assert.equal(text, "");
        }
        for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
          const { status, text, headers: given } = await ask(path, { method, headers });
          assert.equal(status, 403);
          assert.match(text, /only over https/);
          assert.equal(given["set-cookie"], undefined);
        }
      }
    }
    const { headers } = await ask(`${VIDEOS_PATH}?search=x&limit=5`, { headers: { "x-forwarded-proto": "http" } });
    assert.equal(headers.location, `${ORIGIN}${VIDEOS_PATH}?search=x&limit=5`);
    assert.deepEqual(await upstream(), []);
  }
});

test("With Cloudflare Access", async (t) => {
  const [own, next, foreign] = await Promise.all(["own", "next", "own"].map(teamKey));
  let keys = [own.jwk];
  let broken;
  const certs = (url) => {
    assert.equal(url, `${ISSUER}/cdn-cgi/access/certs`);
    return broken ? broken() : Response.json({ keys, public_cert: {}, public_certs: [] });
  };
  const now = Math.floor(Date.now() / 1000);
  const assertion = ({ key = own, ...changes } = {}) => makeAssertion(key, changes);
  const showing = async (token) => ({ headers: await asHeader(token) });
  const start = (t, variables = ACCESS) => startWorker(t, variables, { ...PAGE, certs });

  await t.test("nobody enters without an assertion, whatever is asked", async (t) => {
    const worker = await start(t);
    assert.deepEqual(await assertShut(worker, [403]), []);
    const { status, headers, text } = await worker.ask("/");
    assert.equal(status, 403);
    assert.equal(text, "This dashboard opens only through Cloudflare Access. Use the address that Access protects.\n");
    assert.equal(headers["www-authenticate"], undefined);
    assertFailure(await worker.ask(VIDEOS_PATH), 403);
    assert.equal((await worker.ask("/", { host: `localhost:${worker.port}` })).status, 403);
  });

  await t.test("or with one that is not good, whatever is asked", async (t) => {
    const worker = await start(t);
    await assertShut(
      worker,
      [403],
      (await showing(assertion({ claims: { aud: ["other"] } }))).headers,
    );
    // The keys are asked for once.
    assert.equal(worker.elsewhere.length, 1);
  });

  await t.test("people and service tokens enter", async (t) => {
    for (const domain of [TEAM, `https://${TEAM}`, `https://${TEAM}/`, ` ${TEAM.toUpperCase()} `]) {
      const { ask, upstream, elsewhere } = await start(t, {
        ...ACCESS,
        ACCESS_TEAM_DOMAIN: domain,
      });
      assert.equal((await ask("/", await showing(assertion()))).text, "<p>the page");
      const service = assertion({
        claims: { email: undefined, sub: "", common_name: "x.access", aud: AUDIENCE },
      });
      assert.equal((await ask(VIDEOS_PATH, await showing(service))).status, 200);
      assert.equal((await upstream()).length, 1);
      assert.equal(elsewhere.length, 1);
    }
  });

  await t.test("an assertion that is not good is refused", async (t) => {
    const { ask, upstream } = await start(t);
    const [head, payload, signature] = (await assertion()).split(".");
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const secret = new TextEncoder().encode(JSON.stringify(own.jwk));
    const claims = { iss: ISSUER, aud: [AUDIENCE], exp: now + 600, ...PERSON };
    const hmac = new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "own" }).sign(secret);
    for (const [why, token] of Object.entries({
      "a foreign audience": assertion({ claims: { aud: ["0".repeat(64)] } }),
      "no audience": assertion({ without: "aud" }),
      "part of the audience": assertion({ claims: { aud: AUDIENCE.slice(0, 32) } }),
      "a foreign issuer": assertion({ claims: { iss: "https://other.cloudflareaccess.com" } }),
      "no issuer": assertion({ without: "iss" }),
      "not yet valid": assertion({ claims: { nbf: now + 600 } }),
      "without an end": assertion({ without: "exp" }),
      "an end that is no time": assertion({ claims: { exp: "never" } }),
      "the key of another": assertion({ key: foreign }),
      "a key that nobody knows": assertion({ key: foreign, header: { kid: "unknown" } }),
      "a key that it brings itself": assertion({
        key: foreign,
        header: { jwk: foreign.jwk },
      }),
      "signed with the public key": hmac,
      "alg none": new UnsecuredJWT(claims).encode(),
      "alg none, with a signature": `${part({ alg: "none", kid: "own" })}.${payload}.${signature}`,
      "no signature": `${head}.${payload}.`,
      "another's signature": `${head}.${part({ ...claims, email: "b@example.com" })}.${signature}`,
      "two parts": `${head}.${payload}`,
      "five parts": `${head}.${payload}.${signature}.x.y`,
      "no JSON": `x.y.z`,
      "a word": "letmein",
      "two at once": assertion().then((token) => `${token}, ${token}`),
    })) {
      const { status, text } = await ask("/", await showing(token));
      assert.equal(status, 403, why);
      assert.equal(text, "Your Cloudflare Access sign-in is not valid for this dashboard.\n", why);
      assertFailure(await ask(VIDEOS_PATH, await showing(token)), 403);
    }
    for (const exp of [now - 1, now - 86_400, 0]) {
      const { status, text } = await ask(
        "/",
        await showing(assertion({ claims: { exp, nbf: 0, iat: 0 } })),
      );
      assert.deepEqual([status, text], [401, "Your session has ended. Reload the page to sign in again.\n"]);
      assertFailure(await ask(VIDEOS_PATH, await showing(assertion({ claims: { exp, nbf: 0, iat: 0 } }))), 401);
    }
    // It is a header, and nothing else.
    const token = await assertion();
    for (const headers of [
      { cookie: `CF_Authorization=${token}` },
      { authorization: `Bearer ${token}` },
      { "cf-access-authenticated-user-email": "a@example.com" },
    ]) {
      assert.equal((await ask("/", { headers })).status, 403);
    }
    assert.deepEqual(await upstream(), []);
  });

  await t.test("the password does not count", async (t) => {
    const { ask } = await start(t, { ...ACCESS, DASHBOARD_PASSWORD: PASSWORD });
    assert.equal((await ask("/", { headers: basic(PASSWORD) })).status, 403);
    assert.equal((await ask("/", await showing(assertion()))).status, 200);
  });

  await t.test("while the keys cannot be had nobody enters, and then everybody", async (t) => {
    const { ask, upstream } = await start(t);
    for (broken of [
      () => new Response("", { status: 500 }),
      () => new Response("", { status: 302, headers: { location: "https://evil.example/keys" } }),
      () => new Response("<html>"),
      () => Response.json({ keys: "none" }),
      () => Response.json({ keys: [] }),
    ]) {
      const { status } = await ask("/", await showing(assertion()));
      assert.ok([403, 503].includes(status), `${status}`);
    }
    broken = undefined;
    assert.deepEqual(await upstream(), []);
    const { ask: later } = await start(t);
    broken = () => new Response("", { status: 500 });
    const unavailable = await later(VIDEOS_PATH, await showing(assertion()));
    assertFailure(unavailable, 503);
    assertSafe(unavailable);
    broken = undefined;
    assert.equal((await later("/", await showing(assertion()))).status, 200);
  });

  await t.test(
    "a new key is asked for when it is first used, and not for every stranger",
    async (t) => {
      t.after(() => (keys = [own.jwk]));
      const { ask, elsewhere } = await start(t);
      keys = [own.jwk, next.jwk];
      assert.equal(
        (
          await ask(
            "/",
            await showing(assertion({ header: { kid: "next" }, key: next })),
          )
        ).status,
        200,
      );
      for (let turn = 0; turn < 20; turn++) {
        await ask(
          "/",
          await showing(assertion({ header: { kid: `made up ${turn}` }, key: foreign })),
        );
      }
      assert.equal(elsewhere.length, 1);
    },
  );
});
