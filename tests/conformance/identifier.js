// The identifier of a video, found in URLs and tokens.

import { IDENTIFIERS } from "./identifiers.js";
import { growsLinearly } from "./linear.js";
import { strange } from "./strange.js";

const VIDEO = "ea95132c15732412d22c1476fa83f27a";
const ORIGIN = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";

export function identifier({ QUnit, exports }) {
  QUnit.module("identifier");

  const { identifierOf, downloadLink, CloudflareError } = exports;

  /** Sees that there is none, which an error says that names the field and shows nothing of it. */
  function refused(assert, url, about) {
    let error;
    try {
      identifierOf(url);
    } catch (thrown) {
      error = thrown;
    }
    assert.true(error instanceof CloudflareError, about);
    assert.true(error.message.startsWith("url: "), `${about}: ${error.message}`);
    assert.true(error.message.length < 200, about);
    assert.false(/secret|e30|ea9/.test(`${error.message} ${error.stack}`), `${about}: ${error.message}`);
    return error;
  }

  const cases = Object.fromEntries(IDENTIFIERS.map(([about, ...given]) => [about, given]));
  QUnit.test.each("it is found where it is, and nowhere else", cases, (assert, [url, found]) => {
    if (found === null) refused(assert, url, url);
    else assert.strictEqual(identifierOf(url), found);
  });

  QUnit.test("a URL object has the identifier of its text, and is left as it is", (assert) => {
    for (const [about, url, found] of IDENTIFIERS) {
      if (!/^https?:/.test(url)) continue;
      const object = new URL(url);
      const { href } = object;
      if (found === null) refused(assert, object, about);
      else assert.strictEqual(identifierOf(object), found, about);
      assert.strictEqual(object.href, href);
    }
  });

  QUnit.test("a link has the identifier of its download", (assert) => {
    const link = downloadLink(`${ORIGIN}/${VIDEO}/downloads/default.mp4`, { filename: "a b" });
    assert.strictEqual(identifierOf(link), VIDEO);
  });

  QUnit.test("what is no URL is told, and a token without an identifier, too", (assert) => {
    const message = (url) => refused(assert, url, String(url)).message;
    assert.strictEqual(message(42), "url: expected a string or a URL");
    const any = "url: expected a URL of Cloudflare Stream, a video's identifier or a signed token";
    assert.strictEqual(message("https://example.com"), any);
    const token = "url: expected a signed token with the video's identifier as its sub";
    assert.strictEqual(message("e30.e30.c2ln"), token);
    assert.strictEqual(refused(assert, "https://exa mple.com/secret", "no URL").cause, undefined);
  });

  QUnit.test("no input is anything but an identifier or an error", (assert) => {
    for (const [about, value] of Object.entries(strange())) {
      refused(assert, value, about);
      refused(assert, { href: value }, `href: ${about}`);
    }
    for (const value of [undefined, null]) refused(assert, value, `${value}`);
    const href = () => {
      throw undefined;
    };
    refused(assert, Object.defineProperty({}, "href", { get: href }), "an href that throws");
  });

  QUnit.test("a very long URL takes as many steps as it has characters", (assert) => {
    for (const part of ["a", "a.", "/watch", `${VIDEO}/`]) {
      const isLinear = growsLinearly((length) => {
        const path = part.repeat(length / part.length);
        refused(assert, `https://example.com/${path}`, part);
        assert.strictEqual(identifierOf(`https://example.com/${path}/${VIDEO}/watch`), VIDEO);
      });
      assert.true(isLinear, part);
    }
  });
}
