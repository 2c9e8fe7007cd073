// The API as the Worker's requests reach it: a server on loopback that answers when it is told to.

import { setTimeout as sleep } from "node:timers/promises";

import { startServer } from "../loopback.mjs";

/** A request that has arrived. */
class Exchange {
  #response;

  constructor(request, response) {
    this.path = request.url;
    this.#response = response;
    /** Resolves when the answer is complete, or the client has let go of the connection before. */
    this.left = new Promise((resolve) => response.once("close", resolve));
  }

  /** Answers with JSON: the headers after `delay`, the body after `bodyDelay` more milliseconds. */
  async answer(body, { status = 200, headers, delay = 0, bodyDelay = 0 } = {}) {
    if (delay) await sleep(delay);
    // workerd's pool takes a connection that ends later for a failure of the next request.
    this.#response.writeHead(status, { ...headers, connection: "close" });
    this.#response.flushHeaders();
    if (bodyDelay) await sleep(bodyDelay);
    this.#response.end(JSON.stringify(body));
  }
}

/** Starts a server that hands each request to `serve`. The end of the test `context` ends it. */
export function startUpstream(context, serve) {
  return startServer(context, (request, response) => serve(new Exchange(request, response)));
}

/** Requests that have arrived, until somebody takes them. No two wait with the same path. */
export class Arrivals {
  #arrived = new Map();
  #awaited = new Map();

  add(exchange) {
    const resolve = this.#awaited.get(exchange.path);
    this.#awaited.delete(exchange.path);
    if (resolve) resolve(exchange);
    else this.#arrived.set(exchange.path, exchange);
  }

  /** Resolves to the next request of that path. */
  take(path) {
    const exchange = this.#arrived.get(path);
    this.#arrived.delete(path);
    return exchange ?? new Promise((resolve) => this.#awaited.set(path, resolve));
  }
}
