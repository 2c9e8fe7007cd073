import { ask } from "../../ask.js";

export async function GET(request) {
  return Response.json(await ask(Object.fromEntries(request.nextUrl.searchParams)));
}
