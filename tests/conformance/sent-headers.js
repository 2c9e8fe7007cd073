// The headers of a call, before the platform has them and after.

import { VIDEOS } from "../stand-in/library.js";
import { recording } from "./fetches.js";

export function sentHeaders({ scenario, clientOf }) {
  /** The headers that fetch gets of a call, by name. */
  async function given(options, requestOptions) {
    const { fetch, calls } = recording();
    await clientOf({ fetch, ...options }).stream.downloads.get(
      VIDEOS.bothReady,
      undefined,
      requestOptions,
    );
    return Object.fromEntries(calls[0][1].headers);
  }

  /** The headers that arrive of a call. A page may send only those that the server allows it. */
  async function arrived(options, requestOptions) {
    const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
    const client = clientOf({ baseURL, ...options });
    await client.stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);
    return (await request()).headers;
  }

  return { given, arrived };
}
