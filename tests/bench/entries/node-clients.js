// Prints how many bytes of heap a live client takes. `node --expose-gc node-clients.js CONTESTANT`

import { offline } from "./answer.js";

const { makeClient } = await import(process.argv[2]);
const options = offline();

function make(count) {
  const clients = new Array(count);
  for (let i = 0; i < count; i++) clients[i] = makeClient(options);
  return clients;
}

function heap() {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const count = 10_000;
// What is compiled and cached once is no matter of a client.
make(1000);
const before = heap();
const clients = make(count);
console.log((heap() - before) / clients.length);
