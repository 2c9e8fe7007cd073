// Many calls of a contestant, for somebody else's clock.

import { ACCOUNT, offline, VIDEO } from "./answer.js";

/** Makes what runs `count` calls, `together` at once. One that ends as it should not fails all. */
export function prepare({ makeClient, get }, { count, together = 1, status = 200, entries = 2 }) {
  const client = makeClient(offline({ status, entries }));
  const found = () => get(client, VIDEO, ACCOUNT);
  const absent = async () => {
    try {
      await get(client, VIDEO, ACCOUNT);
    } catch (error) {
      if (error.message.includes("404")) return;
      throw error;
    }
    throw new Error("A 404 was no error");
  };
  const call = status === 200 ? found : absent;
  return async () => {
    for (let made = 0; made < count; made += together) {
      if (together === 1) await call();
      else await Promise.all(Array.from({ length: together }, call));
    }
  };
}
