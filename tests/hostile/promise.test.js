// The promise of a call where the stack ends before the engine has made it.

import assert from "node:assert/strict";
import { test } from "node:test";

test("a call whose promise cannot be made because the stack ends rejects", async () => {
  const { Promise } = globalThis;
  let ends = false;
  // Where that happens differs with what the engine has compiled, so that it is made to happen here.
  globalThis.Promise = class extends Promise {
    constructor(executor) {
      super((resolve, reject) => {
        if (ends) throw new RangeError("Maximum call stack size exceeded");
        executor(resolve, reject);
      });
    }
  };
  const { default: Cloudflare } = await import("cf-stream-downloads");
  globalThis.Promise = Promise;
  const fetch = () => assert.fail("a call that has failed asks");
  const client = new Cloudflare({ apiToken: "token", accountId: "account", fetch });

  ends = true;
  const promise = client.stream.downloads.get("video");
  ends = false;
  await assert.rejects(promise, RangeError);
  await assert.rejects(promise.asResponse(), RangeError);
});
