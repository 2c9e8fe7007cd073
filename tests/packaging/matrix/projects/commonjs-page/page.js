const { Cloudflare, APIError } = require("cf-stream-downloads");
const { ask } = require("./ask.cjs");

ask({ Cloudflare, APIError }, Object.fromEntries(new URLSearchParams(location.search))).then(
  (answer) => (document.querySelector("output").textContent = JSON.stringify(answer)),
  (error) => (document.querySelector("output").textContent = String(error.stack)),
);
