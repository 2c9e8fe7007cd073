import { ask } from "./ask.js";

export async function render(url) {
  return JSON.stringify(await ask(Object.fromEntries(url.searchParams)));
}
