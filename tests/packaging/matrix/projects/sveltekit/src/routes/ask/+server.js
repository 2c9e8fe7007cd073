import { ask } from "$lib/ask.js";

export async function GET({ url }) {
  return new Response(JSON.stringify(await ask(Object.fromEntries(url.searchParams))));
}
