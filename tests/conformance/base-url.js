// The base URL: what it may be, and what becomes of it.

import { VIDEOS } from "../stand-in/library.js";
import { recording } from "./fetches.js";
import { failure } from "./outcome.js";

export function baseURL({ QUnit, inBrowser, clientOf }) {
  QUnit.module("base URL");

  async function asked(baseURL) {
    const { fetch, calls } = recording();
    const options = { fetch, baseURL, accountId: "account" };
    await clientOf(options).stream.downloads.get("video");
    return calls[0][0];
  }
  const path = "/accounts/account/stream/video/downloads";

  QUnit.test("Cloudflare's API is asked by default", async (assert) => {
    assert.strictEqual(await asked(null), `https://api.cloudflare.com/client/v4${path}`);
  });

  QUnit.test("one trailing slash is dropped, and no more", async (assert) => {
    assert.strictEqual(await asked("https://a.example/v4"), `https://a.example/v4${path}`);
    assert.strictEqual(await asked("https://a.example/v4/"), `https://a.example/v4${path}`);
    assert.strictEqual(await asked("https://a.example/v4//"), `https://a.example/v4/${path}`);
    assert.strictEqual(await asked("https://a.example/"), `https://a.example${path}`);
    assert.strictEqual(await asked("http://[::1]:8787"), `http://[::1]:8787${path}`);
  });

  QUnit.test("one trailing slash is dropped of a base URL that is set later", async (assert) => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch, accountId: "account" });
    client.baseURL = "https://b.example/";
    await client.stream.downloads.get("video");
    assert.strictEqual(calls[0][0], `https://b.example${path}`);
  });

  if (inBrowser) {
    QUnit.test("a relative one is resolved against the page", async (assert) => {
      const { origin } = globalThis.location;
      assert.strictEqual(await asked("/api"), `${origin}/api${path}`);
      assert.strictEqual(await asked("/api/v4/"), `${origin}/api/v4${path}`);
      assert.strictEqual(await asked("/"), `${origin}${path}`);
    });
  } else {
    QUnit.test("a relative one is a clear error where there is no page", async (assert) => {
      for (const baseURL of ["/api", "/api/v4/", "/", "api", "./api", "//a.example/api"]) {
        const { fetch, calls } = recording();
        const error = await failure(() =>
          clientOf({ fetch, baseURL }).stream.downloads.get("video"),
        );
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith("baseURL"), error.message);
        assert.true(/absolute|https/.test(error.message), error.message);
        assert.strictEqual(calls.length, 0);
      }
    });
  }

  QUnit.test.each(
    "what is no base URL is an error that names it, before any request",
    {
      "a query": "https://a.example/v4?a=b",
      "an empty query": "https://a.example/v4?",
      "a query of a host": "https://a.example?a=b",
      "a fragment": "https://a.example/v4#a",
      "an empty fragment": "https://a.example/v4#",
      "a relative one with a query": "/api?a=b",
      "a relative one with a fragment": "/api#a",
      "another scheme": "ftp://a.example",
      "no host": "https://",
      "a space": "https://a .example",
      "a number": 42,
      "an object": {},
      "a URL object with a query": new URL("https://a.example/?a=b"),
      "a symbol": Symbol("url"),
    },
    async (assert, baseURL) => {
      const { fetch, calls } = recording();
      const error = await failure(() =>
        clientOf({ fetch, baseURL }).stream.downloads.get(VIDEOS.bothReady),
      );
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(error.message.startsWith("baseURL"), error.message);
      assert.strictEqual(calls.length, 0);
    },
  );
}
