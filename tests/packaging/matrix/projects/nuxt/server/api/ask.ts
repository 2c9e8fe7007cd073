import { ask } from "../utils/ask.js";

export default defineEventHandler(async (event) => JSON.stringify(await ask(getQuery(event))));
