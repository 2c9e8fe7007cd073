// The conformance suite: what every runtime must see, one file per topic. It imports nothing that
// only one runtime has, and gets the package and the stand-in from the runner.

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { abort } from "./abort.js";
import { answers } from "./answers.js";
import { anyEndpoint } from "./any-endpoint.js";
import { attempts } from "./attempts.js";
import { baseURL } from "./base-url.js";
import { client } from "./client.js";
import { collected } from "./collected.js";
import { connection } from "./connection.js";
import { createDownloadToken } from "./create-download-token.js";
import { createToken } from "./create-token.js";
import { create } from "./create.js";
import { credentials } from "./credentials.js";
import { deletion } from "./delete.js";
import { ensureMany } from "./ensure-many.js";
import { ensure } from "./ensure.js";
import { environment } from "./environment.js";
import { errors } from "./errors.js";
import { fetchOptions } from "./fetch-options.js";
import { forms } from "./forms.js";
import { getManyConcurrency } from "./get-many-concurrency.js";
import { getManyEndings } from "./get-many-endings.js";
import { getManyInput } from "./get-many-input.js";
import { getManyLeaving } from "./get-many-leaving.js";
import { getManyPauses } from "./get-many-pauses.js";
import { getMany } from "./get-many.js";
import { headers } from "./headers.js";
import { hostileFetch } from "./hostile-fetch.js";
import { hostileInput } from "./hostile-input.js";
import { hostileResponse } from "./hostile-response.js";
import { hostileSignal } from "./hostile-signal.js";
import { hostileWait } from "./hostile-wait.js";
import { identifier } from "./identifier.js";
import { jsonBody } from "./json-body.js";
import { link } from "./link.js";
import { listeners } from "./listeners.js";
import { logLevel } from "./log-level.js";
import { logging } from "./logging.js";
import { maxRetries } from "./max-retries.js";
import { messages } from "./messages.js";
import { operations } from "./operations.js";
import { options } from "./options.js";
import { ownCredential } from "./own-credential.js";
import { parameters } from "./parameters.js";
import { promise } from "./promise.js";
import { rateLimit } from "./rate-limit.js";
import { redirects } from "./redirects.js";
import { request } from "./request.js";
import { result } from "./result.js";
import { retriedCalls } from "./retried-calls.js";
import { retries } from "./retries.js";
import { retryDelays } from "./retry-delays.js";
import { scenarios } from "./scenario.js";
import { secrets } from "./secrets.js";
import { streamBindingErrors } from "./stream-binding-errors.js";
import { streamBindingVideos } from "./stream-binding-videos.js";
import { streamBinding } from "./stream-binding.js";
import { time } from "./time.js";
import { verbs } from "./verbs.js";
import { videos } from "./videos.js";
import { waitAbort } from "./wait-abort.js";
import { waitCreation } from "./wait-creation.js";
import { waitDelays } from "./wait-delays.js";
import { waitEndings } from "./wait-endings.js";
import { waitInput } from "./wait-input.js";
import { waitLimit } from "./wait-limit.js";
import { waitTime } from "./wait-time.js";
import { waitVideo } from "./wait-video.js";
import { waitUntilReady } from "./wait-until-ready.js";
import { watchDownloads } from "./watch-downloads.js";
import { watchEndings } from "./watch-endings.js";

const TOPICS = [
  client,
  options,
  forms,
  parameters,
  credentials,
  environment,
  baseURL,
  request,
  headers,
  ownCredential,
  fetchOptions,
  redirects,
  result,
  operations,
  create,
  deletion,
  answers,
  verbs,
  anyEndpoint,
  jsonBody,
  errors,
  messages,
  connection,
  promise,
  time,
  collected,
  abort,
  listeners,
  retries,
  maxRetries,
  retriedCalls,
  retryDelays,
  attempts,
  logging,
  logLevel,
  link,
  identifier,
  createToken,
  createDownloadToken,
  secrets,
  streamBinding,
  streamBindingErrors,
  streamBindingVideos,
  hostileInput,
  hostileSignal,
  hostileFetch,
  hostileResponse,
  waitUntilReady,
  waitCreation,
  waitVideo,
  waitDelays,
  waitLimit,
  waitTime,
  waitAbort,
  waitEndings,
  waitInput,
  hostileWait,
  watchDownloads,
  watchEndings,
  rateLimit,
  getMany,
  getManyInput,
  getManyConcurrency,
  getManyEndings,
  getManyLeaving,
  getManyPauses,
  ensure,
  ensureMany,
  videos,
];

/**
 * Registers the suite with QUnit. `exports` is the package's namespace, and `runtime` one of node,
 * deno, bun, workerd, chromium, firefox and webkit, for where platforms differ by right.
 */
export function conformance({ QUnit, Cloudflare, exports, standIn, runtime }) {
  // It keeps a run from hanging for ever, and is no measure: whatever waits has a shorter limit.
  QUnit.config.testTimeout = 240_000;

  const scenario = scenarios(standIn.origin);

  /** A client of the stand-in. Nothing is asked twice, so that a test sees its own request's end. */
  const clientOf = (options) =>
    new Cloudflare({
      apiToken: API_TOKEN,
      accountId: ACCOUNT_ID,
      baseURL: standIn.baseURL,
      maxRetries: 0,
      ...options,
    });

  /** Lists downloads where the API gives `answer`, as the stand-in's scenarios describe it. */
  const list = async (answer, options, requestOptions) => {
    const { baseURL } = await scenario(answer);
    const { downloads } = clientOf({ baseURL, ...options }).stream;
    return downloads.get(VIDEOS.bothReady, undefined, requestOptions);
  };

  const inBrowser = ["chromium", "firefox", "webkit"].includes(runtime);
  const suite = {
    QUnit,
    Cloudflare,
    exports,
    standIn,
    runtime,
    inBrowser,
    scenario,
    clientOf,
    list,
  };
  for (const topic of TOPICS) topic(suite);
}
