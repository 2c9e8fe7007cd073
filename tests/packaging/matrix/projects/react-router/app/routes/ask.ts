import { ask } from "../ask.js";

export async function loader({ request }) {
  const question = Object.fromEntries(new URL(request.url).searchParams);
  return new Response(JSON.stringify(await ask(question)));
}
