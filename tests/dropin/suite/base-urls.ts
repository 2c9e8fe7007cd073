// The base URL that paths are appended to.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { clientOf, difference } from "./context.js";
import { CloudflareError } from "./package.js";

export function baseURLs() {
  async function url(baseURL: string) {
    const { fetch, calls } = recording();
    await clientOf({ baseURL, fetch }).stream.downloads.get("a", { account_id: "b" });
    return calls[0][0];
  }

  test("a base URL may have a path, and a trailing slash makes no difference", async () => {
    for (const host of ["https://proxy.example", "http://127.0.0.1:8080"]) {
      for (const base of [host, `${host}/`]) {
        assert.equal(await url(base), `${host}/accounts/b/stream/a/downloads`);
      }
      for (const base of [`${host}/client/v4`, `${host}/client/v4/`]) {
        assert.equal(await url(base), `${host}/client/v4/accounts/b/stream/a/downloads`);
      }
    }
    assert.equal(
      await url("https://proxy.example//"),
      "https://proxy.example//accounts/b/stream/a/downloads",
    );
  });

  difference("`baseURL` that is no base", async (either) => {
    for (const base of ["https://proxy.example/?a=b", "https://proxy.example/#a"]) {
      const outcome = await url(base).then(
        () => "sent",
        (error) => error.constructor,
      );
      assert.equal(outcome, either("sent", CloudflareError), base);
    }
    const blank = await url("").then(
      () => "sent",
      (error) => error.constructor,
    );
    assert.equal(blank, either("sent", CloudflareError));
    const relative = await url("/api").catch((error) => error.constructor);
    assert.equal(relative, either(TypeError, CloudflareError));
  });
}
