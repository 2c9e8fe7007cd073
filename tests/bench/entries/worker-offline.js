// A Worker that makes as many calls as a request wants, and asks nobody. Its clock stands still
// meanwhile: who asks it measures.

import * as contestant from "contestant";
import { prepare } from "./repeat.js";

export default {
  async fetch(request) {
    await prepare(contestant, await request.json())();
    return new Response("done");
  },
};
