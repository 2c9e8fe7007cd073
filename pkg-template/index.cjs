// For `require`. It gives what `import` gives, so that both have the same classes; and a client of its own
// where `require` loads no ES module: in Jest and AWS Lambda, and in Node while `import()` loads it.
function load() {
  try {
    return require("./index.js");
  } catch {
    const { readFileSync } = require("node:fs");
    const { join } = require("node:path");
    const exported = require("#npm/client.js");
    const { start } = require("./library.js");
    start(new WebAssembly.Module(readFileSync(join(__dirname, "cf_stream_downloads_bg.wasm"))));
    return exported;
  }
}

// It is the class, as with the `cloudflare` package, and has the other exports as statics.
const exported = load();
const { Cloudflare } = exported;
for (const [name, value] of Object.entries({ ...exported, __esModule: true })) {
  if (!(name in Cloudflare)) Object.defineProperty(Cloudflare, name, { value });
}
module.exports = Cloudflare;
