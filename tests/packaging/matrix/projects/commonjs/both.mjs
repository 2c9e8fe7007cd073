import Cloudflare, { APIError } from "cf-stream-downloads";
import required from "./dependency.cjs";
import { ask } from "./ask.cjs";

if (required.Cloudflare !== Cloudflare || required.APIError !== APIError) throw new Error("There are two of a class");
ask(required, JSON.parse(process.argv[2])).then((answer) => console.log(JSON.stringify(answer)));
