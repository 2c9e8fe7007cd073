// workerd by itself, with nothing between it and its clients: a test may reset their connections,
// force collections and read the log.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import workerd from "workerd";

import { workerModules } from "../runners/worker-modules.js";

const entry = new URL("worker.js", import.meta.url);
const KINDS = { ESModule: "esModule", CompiledWasm: "wasm" };

// Every request of the Worker goes to the upstream, whatever its host: nothing passes loopback.
const config = ({ modules, upstream, compatibilityDate }) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc"],
  services = [
    (name = "main", worker = .worker),
    (name = "upstream", external = (address = "127.0.0.1:${upstream.port}", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  globalOutbound = "upstream",
  modules = [${modules.map(({ name, kind }) => `(name = "${name}", ${kind} = embed "${name}")`)}],
);
`;

/** Writes the Worker and its configuration into a folder, and resolves to the latter's path. */
async function prepare(folder, options) {
  const modules = [];
  for (const { type, path, contents } of await workerModules(entry)) {
    modules.push({ name: basename(path), kind: KINDS[type] });
    writeFileSync(join(folder, basename(path)), contents);
  }
  const file = join(folder, "config.capnp");
  writeFileSync(file, config({ ...options, modules }));
  return file;
}

/**
 * Starts a workerd with the Worker of this folder, whose requests go to `upstream`. The end of the
 * test `context` ends it.
 */
export async function startWorkerd(context, { upstream, compatibilityDate = "2026-07-01" }) {
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-workerd-"));
  const server = new Workerd(await prepare(folder, { upstream, compatibilityDate }));
  context.after(async () => {
    await server.end();
    rmSync(folder, { recursive: true });
  });
  await server.start();
  return server;
}

class Workerd {
  #child;
  #closed;
  #failed;
  #lines = [];
  #port;

  constructor(file) {
    // Without `--verbose` it keeps errors that nobody catches, and some of its warnings, to itself.
    this.#child = spawn(workerd.default, ["serve", "--verbose", "--control-fd=3", file], {
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: output }).on("line", (line) => this.#lines.push(line));
    }
    this.#closed = once(this.#child, "close");
    this.#failed = this.#closed.then(() => {
      throw new Error(`workerd has ended:\n${this.#log}`);
    });
    this.#failed.catch(() => {});
  }

  get #log() {
    return this.#lines.join("\n");
  }

  /** Resolves when it listens. */
  async start() {
    const listening = once(createInterface({ input: this.#child.stdio[3] }), "line");
    const [line] = await Promise.race([listening, this.#failed]);
    this.#port = JSON.parse(line).port;
  }

  /** Ends it, and resolves when all that it has written is known. */
  async end() {
    // To a friendlier signal it would answer requests first, of which some have no end.
    this.#child.kill("SIGKILL");
    await this.#closed;
  }

  /**
   * Sends a request on a connection of its own. `answer` resolves to the status and the text.
   * `reset` resets the connection, which cancels the Worker's request; to close it would not.
   */
  open(path) {
    const sent = request({ host: "127.0.0.1", port: this.#port, path, agent: false });
    const read = async () => {
      const [response] = await once(sent, "response");
      return { status: response.statusCode, text: await text(response) };
    };
    const answer = Promise.race([read(), this.#failed]);
    answer.catch(() => {});
    sent.on("error", () => {});
    sent.end();
    return { answer, reset: () => sent.socket.resetAndDestroy() };
  }

  /** Sends a request, and resolves to the JSON that the Worker answers with. */
  async ask(path) {
    const { status, text } = await this.open(path).answer;
    assert.equal(status, 200, `${path} was answered with ${status}: ${text}\n${this.#log}`);
    return JSON.parse(text);
  }

  /** What the Worker says of itself: the bytes of its wasm, and the like. */
  state() {
    return this.ask("/state");
  }

  /** Has all garbage of the Worker collected. */
  async collect() {
    // What the callback of a FinalizationRegistry lets go of may hold more that is registered.
    for (let round = 0; round < 3; round += 1) await this.ask("/collect");
  }

  /** Ends it, and fails if there was a warning, an error or an unhandled rejection. */
  async endQuietly() {
    const { unhandled } = await this.state();
    await this.end();
    assert.deepEqual(unhandled, []);
    assert.equal(this.#log, "");
  }
}
