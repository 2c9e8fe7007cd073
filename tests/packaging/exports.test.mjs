// index.d.cts is written by hand. It says what is there at run time, no less and no more.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { build } from "esbuild";
import ts from "typescript-5.9";

import { makeConsumer, packageIn } from "./consumer.mjs";

const pkg = packageIn(await makeConsumer());
const library = await import(pathToFileURL(join(pkg, "index.js")));

const declarations = join(pkg, "index.d.cts");
const program = ts.createProgram([declarations], { lib: ["lib.es2022.d.ts", "lib.dom.d.ts"] });
const checker = program.getTypeChecker();
const declared = checker.getExportsOfModule(
  checker.getSymbolAtLocation(program.getSourceFile(declarations)),
);

// What the classes of the package build upon, save for a promise's own methods, which are declared.
const language = [Object, Function, Error].map(({ prototype }) => prototype);

const named = (name) => declared.find((symbol) => symbol.name === name);
const names = (symbols) => symbols.map(({ name }) => name).sort();

/** The names of what an object of the declared type `name` has. */
function declaredMembers(name) {
  const type = checker.getDeclaredTypeOfSymbol(named(name));
  // Symbols have names that start so.
  return names(checker.getPropertiesOfType(type)).filter((member) => !member.startsWith("__@"));
}

/** The names of what `object` has, itself and from its classes, that is not the language's. */
function members(object) {
  const found = new Set();
  for (let part = object; !language.includes(part); part = Object.getPrototypeOf(part)) {
    for (const member of Object.getOwnPropertyNames(part)) found.add(member);
  }
  found.delete("constructor");
  return [...found].sort();
}

test("what index.d.cts declares is exported, and nothing else is", async () => {
  const values = names(
    declared.filter((symbol) => {
      const aliased = symbol.flags & ts.SymbolFlags.Alias;
      const target = aliased ? checker.getAliasedSymbol(symbol) : symbol;
      return target.flags & ts.SymbolFlags.Value;
    }),
  );
  assert.ok(values.includes("default"));
  assert.deepEqual(Object.keys(library).sort(), values);
});

test("all entries export the same", async () => {
  const entries = ["workerd", "workerd-vite", "edge-light", "index"];
  const entryPoints = entries.map((name) => join(pkg, `${name}.js`));
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: pkg,
    bundle: true,
    format: "esm",
    outdir: "out",
    write: false,
    metafile: true,
    external: ["*.wasm", "*.wasm?module"],
    logLevel: "silent",
  });
  for (const [output, { exports }] of Object.entries(metafile.outputs)) {
    assert.deepEqual(exports.sort(), Object.keys(library).sort(), output);
  }
});

test("there is nothing to initialize and nothing to free", () => {
  const client = new library.Cloudflare({ apiToken: "token" });
  const parts = [library.Cloudflare, client, client.stream, client.stream.downloads, client.stream.token];
  for (const name of [...Object.keys(library), ...parts.flatMap(members)]) {
    assert.doesNotMatch(name, /^(init|free|__wbg|wasm)/);
  }
});

test("clients have the members that are declared", () => {
  const client = new library.Cloudflare({ apiToken: "token" });
  assert.deepEqual(members(client), declaredMembers("Cloudflare"));
  assert.deepEqual(members(client.stream), declaredMembers("Stream"));
  assert.deepEqual(members(client.stream.downloads), declaredMembers("Downloads"));
  assert.deepEqual(members(client.stream.token), declaredMembers("Token"));
});

test("the class has the statics that are declared", () => {
  const symbol = named("Cloudflare");
  const type = checker.getTypeOfSymbolAtLocation(symbol, symbol.valueDeclaration);
  const statics = names(checker.getPropertiesOfType(type)).filter((name) => name !== "prototype");
  assert.deepEqual(Object.keys(library.Cloudflare).sort(), statics);
  const { DEFAULT_TIMEOUT, ...classes } = library.Cloudflare;
  assert.equal(DEFAULT_TIMEOUT, 60_000);
  for (const name of Object.keys(classes)) assert.equal(classes[name], library[name], name);
});

test("what a call returns has the members that are declared", () => {
  const fetch = async () => new Response("{}");
  const client = new library.Cloudflare({ apiToken: "token", accountId: "account", fetch });
  const promise = client.stream.downloads.get("video");
  assert.ok(promise instanceof library.APIPromise);
  assert.deepEqual(members(promise), declaredMembers("APIPromise"));
});

test("a class has the name of its export, and a printed client and error say it", async () => {
  for (const [name, value] of Object.entries(library)) {
    if (/^[A-Z]/.test(name)) assert.equal(value.name, name);
  }
  const fetch = async () => Response.json({}, { status: 404 });
  const client = new library.Cloudflare({ apiToken: "token", accountId: "account", fetch });
  assert.match(inspect(client), /^Cloudflare \{/);
  const error = await client.stream.downloads.get("video").catch((reason) => reason);
  assert.match(inspect(error), /^NotFoundError: 404 /);
  assert.equal(error.constructor.name, "NotFoundError");
});

test("each error has the members that are declared, and its class for a name", () => {
  const errors = declared.filter(({ name }) => name.endsWith("Error"));
  assert.equal(errors.length, 16);
  for (const { name } of errors) {
    const Class = library[name];
    const error = new Class();
    assert.ok(error instanceof library.CloudflareError, name);
    assert.equal(error.name, name);
    const own = (member) => !["cause", "message", "name", "stack"].includes(member);
    assert.deepEqual(members(error).filter(own), declaredMembers(name).filter(own), name);
  }
});
