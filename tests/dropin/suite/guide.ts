// The samples for TypeScript of Cloudflare's guide "Download video or audio",
// https://developers.cloudflare.com/stream/viewing-videos/download-videos/.

import assert from "node:assert/strict";

import { API_EMAIL, API_KEY, VIDEOS } from "../../stand-in/library.js";
import { account_id, difference, withEnvironment } from "./context.js";
import type { Context, Scenario } from "./context.js";

const VIDEO = `/client/v4/accounts/${account_id}/stream/${VIDEOS.bothReady}`;
const SAMPLES = {
  create: `POST ${VIDEO}/downloads`,
  audio: `POST ${VIDEO}/downloads/audio`,
  get: `GET ${VIDEO}/downloads`,
  delete: `DELETE ${VIDEO}/downloads/default`,
};

export function guide({ refused }: Context, scenario: Scenario) {
  difference("The samples of Cloudflare's guide", async (either) => {
    for (const [name, request] of Object.entries(SAMPLES)) {
      assert.equal(refused.includes(`${name}.ts`), either(true, false), `TypeScript on ${name}`);

      const { baseURL, requests } = await scenario(null);
      const variables = {
        CLOUDFLARE_BASE_URL: baseURL,
        CLOUDFLARE_EMAIL: API_EMAIL,
        CLOUDFLARE_API_KEY: API_KEY,
      };
      const outcome = await withEnvironment(
        variables,
        async () => import(`./samples/${name}.js`),
      ).then(
        ({ download }: { download?: object }) => (download ? Object.keys(download).sort() : "good"),
        (error) => error.constructor,
      );
      const result = name === "delete" ? "good" : ["audio", "default"];
      assert.deepEqual(outcome, either(TypeError, result), name);
      const sent = (await requests()).map(
        ({ method, url }: Record<string, string>) => `${method} ${url}`,
      );
      assert.deepEqual(sent, either([], [request]), name);
    }
  });
}
