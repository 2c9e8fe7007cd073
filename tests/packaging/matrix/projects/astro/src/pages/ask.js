import { ask } from "../ask.js";

export const prerender = false;

export async function GET({ url }) {
  return new Response(JSON.stringify(await ask(Object.fromEntries(url.searchParams))));
}
