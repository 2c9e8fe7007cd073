// How long a request may take.

import assert from "node:assert/strict";
import { test } from "node:test";

import { failure, settled } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIConnectionTimeoutError, CloudflareError } from "./package.js";

export function timeouts(scenario: Scenario) {
  test("headers that take longer than the timeout are an APIConnectionTimeoutError", async () => {
    const { baseURL, requests } = await scenario({ fault: "stall" });
    const client = clientOf({ baseURL, timeout: 150 });
    const start = performance.now();
    const error = await failure(() => client.stream.downloads.get("a", { account_id }));
    const took = performance.now() - start;
    assert.ok(error instanceof APIConnectionTimeoutError);
    assert.ok(took > 140 && took < 2000, `${took} ms`);
    assert.equal((await requests()).length, 1);
  });

  test("the timeout of a call is over the client's", async () => {
    const { baseURL } = await scenario({ delay: 300, body: { success: true, result: {} } });
    const { downloads } = clientOf({ baseURL, timeout: 100 }).stream;
    assert.deepEqual(await downloads.get("a", { account_id }, { timeout: 5000 }), {});
    const patient = clientOf({ baseURL }).stream.downloads;
    const error = await failure(() => patient.get("a", { account_id }, { timeout: 100 }));
    assert.ok(error instanceof APIConnectionTimeoutError);
  });

  test("the time that a caller takes for the body does not count", async () => {
    const { baseURL } = await scenario({ bodyDelay: 800, body: "late" });
    const { downloads } = clientOf({ baseURL, timeout: 500 }).stream;
    const response = await downloads.get("a", { account_id }).asResponse();
    assert.equal(await response.text(), "late");
  });

  difference("A body that never ends", async (either) => {
    const controller = new AbortController();
    const { baseURL } = await scenario({ fault: "stall-body", body: { success: true } });
    const { downloads } = clientOf({ baseURL, timeout: 500 }).stream;
    const call = downloads.get("a", { account_id }, { signal: controller.signal });
    const outcome = settled(call, 1500).catch((error) => error);
    assert.equal((await outcome) instanceof APIConnectionTimeoutError, either(false, true));
    controller.abort();
    await call.catch(() => {});
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
