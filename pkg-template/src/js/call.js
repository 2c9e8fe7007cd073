// A call: sends at once, and makes the result when somebody asks for it.

import { loading } from "./load.js";
import { APIPromise } from "./promise.js";
import { receive, send } from "./request.js";

export function call(...args) {
  const sent = loading ? loading.then(() => send(...args)) : send(...args);
  return new APIPromise(sent, receive);
}
