import { ask } from "./ask.js";

export default {
  async fetch(request) {
    return Response.json(await ask(await request.json()));
  },
};
