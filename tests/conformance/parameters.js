// Path parameters: which are refused, and how the others are written on the wire.

import { recording, RESULT } from "./fetches.js";
import { failure } from "./outcome.js";

const KEPT = /[A-Za-z0-9\-._~!$&'()*+,;=:@]/;
const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

// Written anew from the sentence in the documentation, and not with encodeURIComponent.
function encoded(text) {
  const bytes = (character) => [...new TextEncoder().encode(character)];
  const hex = (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return [...text]
    .map((character) => (KEPT.test(character) ? character : bytes(character).map(hex).join("")))
    .join("");
}

const BAD = {
  "an empty string": ["", /empty/],
  "33 characters": ["a".repeat(33), /32/],
  "white space around an identifier": [` ${"a".repeat(32)}\n`, /white space around it: trim it$/],
  "a link to a video": [
    `https://customer-a.cloudflarestream.com/${"a".repeat(32)}/watch`,
    /got a URL: pass the identifier in it \(see identifierOf\)$/,
  ],
  "a signed token": [`eyJhbGciOiJSUzI1NiJ9.${"a".repeat(400)}.c2ln`, /got a signed token: pass what identifierOf/],
  "33 characters outside the basic plane": ["😀".repeat(33), /32/],
  "a dot": [".", /./],
  "two dots": ["..", /./],
  "a lone surrogate": ["a\ud800", /surrogate|unicode/i],
  "a number": [12345, /string/],
  null: [null, /string/],
  "a boolean": [true, /string/],
};

export function parameters({ QUnit, scenario, clientOf }) {
  QUnit.module("parameters");

  QUnit.test("all of ASCII and some of the rest arrive as they were written", async (assert) => {
    const texts = [
      ...[0, 32, 64].map((start) => PRINTABLE.slice(start, start + 32).join("")),
      "\0\t\n\r\x1b\x7f",
      "é€漢字\u2028\ufeff\ufffd",
      "😀".repeat(32),
      "...",
      "..a",
      "%2e%2e",
      "%2F../..//",
      "a/../../b?c#d",
      "\\..\\",
      "a".repeat(32),
    ];
    const { baseURL, requests } = await scenario({ body: { success: true, result: {} } });
    const { downloads } = clientOf({ baseURL }).stream;
    for (const text of texts) await downloads.get(text, { account_id: "account" });
    for (const text of texts) await downloads.get("video", { account_id: text });

    const arrived = (await requests()).map(({ url }) => url);
    const expected = [
      ...texts.map((text) => `/client/v4/accounts/account/stream/${encoded(text)}/downloads`),
      ...texts.map((text) => `/client/v4/accounts/${encoded(text)}/stream/video/downloads`),
    ];
    assert.deepEqual(arrived, expected);
  });

  QUnit.test("each character of ASCII is kept or percent-encoded by itself", async (assert) => {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch, baseURL: "https://proxy.example" }).stream;
    const characters = PRINTABLE.filter((character) => character !== ".");
    for (const character of characters) await downloads.get(character, { account_id: character });
    characters.forEach((character, index) => {
      const text = encoded(character);
      const path = `/accounts/${text}/stream/${text}/downloads`;
      assert.strictEqual(calls[index][0], `https://proxy.example${path}`, character);
    });
  });

  for (const name of ["identifier", "account_id"]) {
    const getters = {
      "two arguments": (downloads, value) =>
        name === "identifier"
          ? downloads.get(value)
          : downloads.get("video", { account_id: value }),
      "one object": (downloads, value) => downloads.get({ identifier: "video", [name]: value }),
    };
    QUnit.test.each(
      `a bad ${name} is an error that names it and the fault, before any request`,
      BAD,
      async (assert, [value, fault]) => {
        const { fetch, calls } = recording();
        const { downloads } = clientOf({ fetch }).stream;
        for (const [form, get] of Object.entries(getters)) {
          const error = await failure(() => get(downloads, value));
          assert.strictEqual(error.name, "CloudflareError", form);
          const said = error.message.replace(name, "");
          assert.notStrictEqual(said, error.message, `${form}: ${error.message}`);
          assert.true(fault.test(said) && said.length > 10, `${form}: ${error.message}`);
        }
        assert.strictEqual(calls.length, 0);
        assert.deepEqual(await downloads.get("video"), RESULT);
      },
    );
  }

  QUnit.test("a bad account of the client is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    for (const accountId of ["", ".", "..", "a".repeat(33), 42]) {
      const error = await failure(() =>
        clientOf({ fetch, accountId }).stream.downloads.get("video"),
      );
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(/account_?id/i.test(error.message), error.message);
    }
    assert.strictEqual(calls.length, 0);
  });
}
