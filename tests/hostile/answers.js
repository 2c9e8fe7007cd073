// Answers: statuses, headers and bodies that a server could send, and things in a Response's place
// that none could.

import fc from "fast-check";

import { make, makeObject, mostly, SECRET, strange, text } from "./strange.js";

const json = fc.jsonValue({ maxDepth: 3 });

/** A value of the right kind, or any other. */
const about = (arbitrary) => fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: json });

const { error } = fc.letrec((tie) => ({
  error: fc.record(
    {
      code: about(fc.oneof(fc.integer(), fc.double())),
      message: about(text),
      error_chain: about(
        fc.array(fc.oneof({ depthSize: "small" }, json, tie("error")), { maxLength: 3 }),
      ),
    },
    { requiredKeys: [] },
  ),
}));

const download = fc.record(
  { percentComplete: about(fc.double()), status: about(text), url: about(text), size: json },
  { requiredKeys: [] },
);
const downloads = fc.record(
  { default: about(download), audio: about(download), hls: json, ["__proto__"]: json, then: json },
  { requiredKeys: [] },
);
const envelope = fc.record(
  {
    success: about(fc.boolean()),
    errors: about(fc.array(about(error), { maxLength: 4 })),
    messages: json,
    [SECRET]: json,
    result: about(fc.oneof(downloads, download, text, fc.constant(null))),
  },
  { requiredKeys: [] },
);

// Made when used, or they would fill the screen when printed.
const LARGE = {
  "a long text": () => "x".repeat(1_000_000),
  "a long page": () => `<html>${"<p>é😀</p>\n".repeat(50_000)}`,
  "much white space": () => " \n".repeat(500_000),
  "deep arrays": () => "[".repeat(100_000) + "]".repeat(100_000),
  "deep arrays in a result": () => `{"result":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
  "deep arrays that end early": () => "[".repeat(100_000),
  "a deep chain": () =>
    `{"errors":[${'{"code":1,"error_chain":['.repeat(20_000)}${"]}".repeat(20_000)}]}`,
  "a wide chain": () =>
    JSON.stringify({ errors: [{ error_chain: Array(20_000).fill({ message: "m" }) }] }),
  "many errors": () => JSON.stringify({ errors: Array(20_000).fill({ code: 1, message: "m" }) }),
  "a long message": () => JSON.stringify({ errors: [{ message: `m\n${SECRET}`.repeat(20_000) }] }),
  "a long key": () => JSON.stringify({ result: { ["k".repeat(500_000)]: 1 } }),
  "many keys": () =>
    JSON.stringify({
      result: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, i])),
    }),
};

const body = fc.oneof(
  { weight: 6, arbitrary: envelope.map((value) => JSON.stringify(value)) },
  // The secret in another spelling.
  {
    weight: 2,
    arbitrary: envelope.map((value) => JSON.stringify(value).replaceAll("0token", "0\\u0074oken")),
  },
  { weight: 2, arbitrary: json.map((value) => JSON.stringify(value)) },
  // Broken off, or with something in the middle that does not belong there.
  {
    weight: 3,
    arbitrary: fc
      .tuple(envelope, fc.nat(300), fc.constantFrom("", "\0", ",", "\ufeff", "}", "<"))
      .map(([value, at, put]) => {
        // Of half a secret nobody can know that it is one.
        const whole = JSON.stringify(value).replaceAll(SECRET, "half");
        return put ? whole.slice(0, at) + put + whole.slice(at) : whole.slice(0, at);
      }),
  },
  { weight: 2, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom("", " ", "null", "\ufeff{}", "{}", "-0", '"text"') },
);
const large = fc.constantFrom(...Object.keys(LARGE)).map((name) => ({ large: name }));

// Mostly what a header can carry.
const headerText = text.map((value) => value.replace(/[^\x20-\x7e]/g, "?").trim());
const delay = fc.oneof(
  fc.constantFrom("0", "1", "61", "-5", "1e9", "soon", "9".repeat(400), "0.0000001", "NaN"),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  headerText,
);
const headers = fc.record(
  {
    "content-type": fc.oneof(
      fc.constantFrom("application/json", "text/html; charset=utf-8", "a/b;".repeat(50)),
      headerText,
    ),
    "retry-after": delay,
    "retry-after-ms": delay,
    "x-should-retry": fc.oneof(fc.constantFrom("true", "false", ""), headerText),
    location: fc.oneof(
      fc.constantFrom("/a", "//b", "http://[", "javascript:1", "data:,x"),
      headerText,
      fc.constant(`https://${SECRET}.example/${SECRET}`),
    ),
    "cf-ray": headerText,
    "x-echo": headerText,
  },
  { requiredKeys: [] },
);

const STATUSES = [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503, 599];
const status = fc.oneof(fc.constantFrom(...STATUSES), fc.integer({ min: 200, max: 599 }));

/** What a server can answer. */
export const answer = fc.record({
  status,
  headers,
  body: fc.oneof({ weight: 40, arbitrary: body }, { weight: 1, arbitrary: large }),
});

/** What only a fetch of the caller's own can give. */
export const forgery = fc.oneof(
  { weight: 1, arbitrary: strange.map((instead) => ({ instead })) },
  {
    weight: 4,
    arbitrary: fc.record({
      members: fc.record({
        status: mostly(fc.oneof(status, fc.nat(70_000), fc.double()), 6),
        headers: mostly(fc.constant(undefined), 4),
        text: mostly(fc.constant(undefined), 2),
        body: strange,
      }),
      get: mostly(headerText, 2),
      result: mostly(body, 3),
      getters: fc.subarray(["status", "headers", "text", "body"], { maxLength: 1 }),
      tampered: fc.option(fc.constantFrom("then", "catch", "constructor"), { nil: null, freq: 4 }),
    }),
  },
);

export const textOf = (body) => (typeof body === "string" ? body : LARGE[body.large]());

export function makeAnswer({ status, headers, body }) {
  const given = [204, 205, 304].includes(status) ? null : textOf(body);
  return new Response(given, { status, headers });
}

/** Gives what fetch gives: the forgery, or a promise of it that has been tampered with. */
export function forge({ instead, members, get, result, getters, tampered }) {
  if (instead) return make(instead);
  const made = makeObject(members, getters);
  // These are functions or nothing is read at all.
  const method = (how) => () => make(how);
  const put = (name, value) => {
    if (!getters.includes(name) && made[name] === undefined) made[name] = value;
  };
  put("headers", { get: method(get) });
  put("text", method(result));
  if (!tampered) return made;
  const promise = Promise.resolve(made);
  return Object.defineProperty(promise, tampered, { value: make(members.body) });
}
