// The arguments of calls, and how they are written into a path.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { failure } from "../../conformance/outcome.js";
import { account_id, clientOf, difference } from "./context.js";
import { CloudflareError } from "./package.js";

// Every character of printable ASCII, as it is written.
const ENCODED =
  "%20 ! %22 %23 $ %25 & ' ( ) * + , - . %2F 0 1 2 3 4 5 6 7 8 9 : ; %3C = %3E %3F @ " +
  "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z %5B %5C %5D %5E _ %60 " +
  "a b c d e f g h i j k l m n o p q r s t u v w x y z %7B %7C %7D ~";

export function parameters() {
  const { fetch, calls } = recording();
  const { downloads } = clientOf({ fetch }).stream;

  /** The path below the base URL that a call asks for. */
  async function path(identifier: string, account = account_id) {
    calls.length = 0;
    await downloads.get(identifier, { account_id: account });
    return calls[0][0].slice("https://api.cloudflare.com/client/v4".length);
  }

  test("each printable ASCII character is encoded in the same way in either parameter", async () => {
    for (const [index, encoded] of ENCODED.split(" ").entries()) {
      const value = `x${String.fromCharCode(0x20 + index)}y`;
      const expected = `x${encoded}y`;
      assert.equal(await path(value), `/accounts/${account_id}/stream/${expected}/downloads`);
      assert.equal(await path("a", value), `/accounts/${expected}/stream/a/downloads`);
    }
    assert.equal(await path("é%2e"), `/accounts/${account_id}/stream/%C3%A9%252e/downloads`);
  });

  test("steps in the path and no value are refused before any request", async () => {
    calls.length = 0;
    for (const value of [".", "..", undefined, null, {}]) {
      const error = await failure(() => downloads.get(value as string, { account_id }));
      assert.ok(error instanceof CloudflareError, String(value));
    }
    const missing = { account_id: undefined as unknown as string };
    assert.ok((await failure(() => downloads.get("a", missing))) instanceof CloudflareError);
    assert.equal(calls.length, 0);
  });

  difference("Parameters that are no identifiers", async (either) => {
    const outcome = async (value: unknown) =>
      path(value as string).then(
        () => "sent",
        (error) => error.constructor,
      );
    for (const value of ["", "x".repeat(33), 5, true]) {
      assert.equal(await outcome(value), either("sent", CloudflareError), String(value));
    }
    assert.equal(await outcome("\ud800"), either(URIError, CloudflareError));
  });

  difference("When a bad argument is reported", async (either) => {
    let call: Promise<unknown> | undefined;
    try {
      call = downloads.get("..", { account_id });
      call.catch(() => {});
    } catch (error) {
      assert.ok(error instanceof CloudflareError);
    }
    assert.equal(call instanceof Promise, either(false, true));
  });
}
