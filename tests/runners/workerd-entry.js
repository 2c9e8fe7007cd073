// The suite in a Worker. It streams what it prints, so that a hang shows how far it came.

import * as exports from "cf-stream-downloads";
import QUnit from "qunit";

import { runSuite } from "./suite.js";

export default {
  async fetch(request) {
    const given = await request.json();
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    const print = (line) => writer.write(encoder.encode(`${line}\n`));
    runSuite({ QUnit, exports, runtime: "workerd", print, ...given })
      .catch((error) => print(`Bail out! ${error.stack}`))
      .then(() => writer.close());
    return new Response(readable);
  },
};
