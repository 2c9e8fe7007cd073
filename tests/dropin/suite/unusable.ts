// Answers with a 2xx status that are no result.

import assert from "node:assert/strict";

import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { exports } from "./package.js";

export function unusable(scenario: Scenario) {
  async function outcome(answer: object) {
    const { baseURL } = await scenario(answer);
    const call = clientOf({ baseURL }).stream.downloads.get("a", { account_id });
    return call.then(
      (result) => ({ result }),
      (error) => ({ error: error.constructor }),
    );
  }
  const invalid = { error: Reflect.get(exports, "APIResponseValidationError") };

  difference("`success: false` with a 2xx status", async (either) => {
    const errors = [{ code: 10003, message: "Not Found" }];
    const got = await outcome({ body: { success: false, errors, result: null } });
    assert.deepEqual(got, either({ result: null }, invalid));
  });

  difference("A 2xx answer that is no JSON", async (either) => {
    const html = { body: "<!doctype html><p>Hello</p>", headers: { "content-type": "text/html" } };
    assert.deepEqual(await outcome(html), either({ result: undefined }, invalid));
    const headers = { "content-type": "application/json" };
    const cut = { body: '{"success":true,"resu', headers };
    assert.deepEqual(await outcome(cut), either({ error: SyntaxError }, invalid));
    const unmarked = JSON.stringify({ success: true, result: {} });
    assert.deepEqual(
      await outcome({ body: unmarked }),
      either({ result: undefined }, { result: {} }),
    );
    assert.deepEqual(await outcome({ status: 204 }), either({ error: TypeError }, invalid));
  });

  difference("A result of the wrong shape", async (either) => {
    for (const result of ["text", { default: { percentComplete: true } }]) {
      const got = await outcome({ body: { success: true, result } });
      assert.deepEqual(got, either({ result }, invalid));
    }
  });

  difference("A body that breaks off", async (either) => {
    const body = { success: true, result: {} };
    const { error } = (await outcome({ body, fault: "truncate" })) as { error: unknown };
    assert.equal(error, either(TypeError, Reflect.get(exports, "APIConnectionError")));
  });
}
