import { ask } from "../../ask.js";

export default async function handler(request, response) {
  response.json(await ask(request.query));
}
