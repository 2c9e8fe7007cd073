// Tests of somebody else's, in Bun. The last one is to fail.

import { expect, test } from "bun:test";

import Cloudflare from "cf-stream-downloads";

const { known, unknown, result, ...options } = JSON.parse(process.env.QUESTION);
const { downloads } = new Cloudflare(options).stream;

test("resolves", () => expect(downloads.get(known)).resolves.toEqual(result));
test("rejects", () => expect(downloads.get(unknown)).rejects.toThrow("404"));
test("a call is a test", () => downloads.get(known));
test("a call that fails is a test that fails", () => downloads.get(unknown));
