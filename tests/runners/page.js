// The suite in a page, or in a worker of the page.

// Taken now, because tests replace the global one.
const { fetch } = globalThis;

const { place, ...given } = JSON.parse(decodeURIComponent(location.search.slice(1)));
const alive = new EventSource("/alive");
await new Promise((resolve) => alive.addEventListener("open", resolve));

let sent = Promise.resolve();
const print = (line) => {
  sent = sent.then(() => fetch("/printed", { method: "POST", body: `${line}\n` }));
};
const end = (error) => {
  if (error) print(`Bail out! ${error.message}\n${error.stack ?? ""}`);
  sent.finally(() => alive.close());
};

if (place === "worker") runInWorker();
else runHere().then(() => end(), end);

async function runHere() {
  const { default: QUnit } = await import("qunit");
  const exports = await import("cf-stream-downloads");
  const { runSuite } = await import("./suite.js");
  await runSuite({ QUnit, exports, print, ...given });
}

function runInWorker() {
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => ("line" in data ? print(data.line) : end(data.error));
  worker.onerror = ({ message }) => end(new Error(message ?? "The worker did not load."));
  // Import maps are for pages alone.
  const modules = ["qunit", "cf-stream-downloads"].map((name) => import.meta.resolve(name));
  worker.postMessage({ modules, given });
}
