const { Cloudflare, APIError } = require("cf-stream-downloads");
const { ask } = require("./ask.cjs");

ask({ Cloudflare, APIError }, JSON.parse(process.argv[2])).then((answer) => console.log(JSON.stringify(answer)));
