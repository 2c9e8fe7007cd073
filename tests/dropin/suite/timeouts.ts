// How long a request may take.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stopTime } from "../../conformance/hurry.js";
import { failure, settled, until } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIConnectionTimeoutError, CloudflareError } from "./package.js";

export function timeouts(scenario: Scenario) {
  test("headers that take longer than the timeout are an APIConnectionTimeoutError", async () => {
    const { baseURL, requests } = await scenario({ fault: "stall" });
    const { downloads } = clientOf({ baseURL, timeout: 150 }).stream;
    await stopTime(async ({ pass, delays }) => {
      const call = failure(() => downloads.get("a", { account_id }));
      await until(async () => (await requests()).length === 1);
      await pass(149);
      assert.deepEqual(delays(), [1], "it is waited for until then");
      await pass(1);
      assert.ok((await call) instanceof APIConnectionTimeoutError);
    });
    assert.equal((await requests()).length, 1);
  });

  test("the timeout of a call is over the client's", async () => {
    const { baseURL, requests } = await scenario({ fault: "stall" });
    for (const [less, more] of [[100, 50_000], [50_000, 100]]) {
      const { downloads } = clientOf({ baseURL, timeout: less }).stream;
      await stopTime(async ({ pass, delays }) => {
        const seen = (await requests()).length;
        const call = failure(() => downloads.get("a", { account_id }, { timeout: more }));
        await until(async () => (await requests()).length > seen);
        await pass(more - 1);
        assert.deepEqual(delays(), [1], "it is waited for until then");
        await pass(1);
        assert.ok((await call) instanceof APIConnectionTimeoutError);
      });
    }
  });

  test("the time that a caller takes for the body does not count", async () => {
    const { baseURL } = await scenario({ bodyDelay: 100, body: "late" });
    const { downloads } = clientOf({ baseURL, timeout: 500 }).stream;
    await stopTime(async ({ pass }) => {
      const response = await downloads.get("a", { account_id }).asResponse();
      await pass(600);
      assert.equal(await response.text(), "late");
    });
  });

  difference("A body that never ends", async (either) => {
    const controller = new AbortController();
    const { baseURL } = await scenario({ fault: "stall-body", body: { success: true } });
    const { downloads } = clientOf({ baseURL, timeout: 500 }).stream;
    await stopTime(async ({ pass }) => {
      const call = downloads.get("a", { account_id }, { signal: controller.signal });
      await call.asResponse();
      const outcome = settled(call, either(1000, 60_000)).catch((error) => error);
      await pass(500);
      assert.equal((await outcome) instanceof APIConnectionTimeoutError, either(false, true));
      controller.abort();
      await call.catch(() => {});
    });
  });

  difference("Timeouts that are no delay", async (either) => {
    const outcome = async (value: number | undefined, where: "client" | "call") => {
      const { baseURL } = await scenario({ delay: 20, body: { success: true, result: {} } });
      const timeout = { timeout: value };
      const { downloads } = clientOf({ baseURL, ...(where === "client" && timeout) }).stream;
      const options = where === "call" ? (timeout as { timeout: number }) : {};
      return downloads.get("a", { account_id }, options).then(
        () => "good",
        (error) => error.constructor,
      );
    };
    const Timeout = APIConnectionTimeoutError;
    assert.equal(await outcome(0, "call"), either(Timeout, CloudflareError));
    assert.equal(await outcome(-1, "client"), either(Timeout, CloudflareError));
    assert.equal(await outcome(NaN, "client"), either(Timeout, CloudflareError));
    assert.equal(await outcome(Infinity, "client"), either(Timeout, "good"));
    assert.equal(await outcome(Infinity, "call"), either(CloudflareError, "good"));
    assert.equal(await outcome(1500.5, "call"), either(CloudflareError, "good"));
    assert.equal(await outcome(undefined, "call"), either(CloudflareError, "good"));
  });
}
