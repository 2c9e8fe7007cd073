// Makes one call and says so. `node node-first.js CONTESTANT`

import { ACCOUNT, offline, VIDEO } from "./answer.js";

const { makeClient, get } = await import(process.argv[2]);
const { default: download } = await get(makeClient(offline()), VIDEO, ACCOUNT);
console.log(download.status);
