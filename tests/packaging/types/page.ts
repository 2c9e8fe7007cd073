// In a page, with TypeScript's own lib.dom.

import Cloudflare from "cf-stream-downloads";

const client = new Cloudflare({ baseURL: "/api", fetch: window.fetch });

export async function show(list: HTMLElement, controller: AbortController) {
  const { signal } = controller;
  const { data, response } = await client.stream.downloads
    .get(location.hash.slice(1), {}, { signal })
    .withResponse();
  list.textContent = `${response.status} ${data.default?.percentComplete ?? 0} %`;
  if (data.default?.url) location.assign(data.default.url);
}
