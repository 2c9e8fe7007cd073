import { ask } from "../../ask.js";

export default defineEventHandler((event) => ask(getQuery(event)).then(JSON.stringify, String));
