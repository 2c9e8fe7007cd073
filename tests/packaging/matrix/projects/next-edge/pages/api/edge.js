import { ask } from "../../ask.js";

export const config = { runtime: "edge" };

export default async function handler(request) {
  return Response.json(await ask(Object.fromEntries(new URL(request.url).searchParams)));
}
