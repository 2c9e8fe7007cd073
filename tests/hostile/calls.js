// The public calls, the ways to use what they return, and the places where they meet a user's
// values and code: each a path in the parts that parts.js makes.

const VERBS = ["get", "post", "put", "patch", "delete"];
const ON_DOWNLOADS = [
  "get",
  "create",
  "delete",
  "default.create",
  "default.delete",
  "audio.create",
  "audio.delete",
];

const CLIENT = [
  ["client", "apiToken"],
  ["client", "apiKey"],
  ["client", "apiEmail"],
  ["client", "accountId"],
  ["client", "baseURL"],
  ["client", "timeout"],
  ["client", "maxRetries"],
  ["client", "fetch"],
  ["client", "fetchOptions"],
  ["client", "fetchOptions", "cache"],
  ["client", "defaultHeaders"],
  ["client", "defaultHeaders", "x-default"],
  ["client", "logger"],
  ["client", "logger", "info"],
  ["client", "logger", "debug"],
  ["client", "logLevel"],
];
const OPTIONS = [
  ["args", "options"],
  ["args", "options", "timeout"],
  ["args", "options", "maxRetries"],
  ["args", "options", "headers"],
  ["args", "options", "headers", "x-own"],
  ["args", "options", "fetchOptions"],
  ["args", "options", "fetchOptions", "cache"],
  ["args", "options", "signal"],
  ["args", "options", "signal", "aborted"],
  ["args", "options", "signal", "reason"],
  ["args", "options", "signal", "addEventListener"],
  ["args", "options", "signal", "removeEventListener"],
];
const RESPONSE = [
  ["response"],
  ["response", "status"],
  ["response", "headers"],
  ["response", "headers", "get"],
  ["response", "text"],
  ["response", "body"],
  ["response", "body", "cancel"],
];
/** The places that every call has. */
export const EVERYWHERE = [...CLIENT, ...OPTIONS, ...RESPONSE];

const PARAMS = [
  ["args", "params"],
  ["args", "params", "account_id"],
];
const IDENTIFIER = [["args", "identifier"]];
const IDENTIFIER_IN_PARAMS = [["args", "params", "identifier"]];
const WAIT = [
  ["args", "params", "types"],
  ["args", "params", "types", 0],
  ["args", "params", "create"],
  ["args", "options", "maxWait"],
  ["args", "options", "interval"],
  ["args", "options", "onProgress"],
];
const MANY = [
  ["args", "options", "concurrency"],
  ["args", "identifiers"],
  ["args", "identifiers", Symbol.asyncIterator],
  ["args", "identifiers", Symbol.iterator],
  ["iterator"],
  ["iterator", "next"],
  ["iterator", "return"],
  ["step"],
  ["step", "done"],
  ["step", "value"],
];
const ANY_ENDPOINT = [
  ["args", "options", "query"],
  ["args", "options", "query", "a"],
  ["args", "options", "body"],
  ["args", "options", "body", "a"],
  ["args", "options", "body", "toJSON"],
];
const PATH = [["args", "path"]];
const REQUEST = [
  ["args", "options", "method"],
  ["args", "options", "path"],
];

/** The ways to use the promise of a call. What each resolves to must be plain. */
const PROMISE = {
  "its result": (call) => call,
  "its response": async (call) => void (await call.asResponse()) ?? null,
  "its result and response": async (call) => (await call.withResponse()).data,
  "all of it": async (call) => {
    const [one, { data }] = await Promise.all([call, call.withResponse(), call.asResponse()]);
    return [one, data];
  },
  "callbacks that throw": async (call, { raise }) => {
    const ends = await Promise.allSettled([
      call.then(raise, raise),
      call.catch(raise),
      call.finally(raise),
    ]);
    return ends.map(({ status }) => status);
  },
  nothing: () => null,
};
const RESULT = { "its result": PROMISE["its result"] };

/** A loop that gives so many items may have no end. */
const MOST_ITEMS = 8;

/** The ways to use an iterator. Each resolves to the items, and leaves nothing under way. */
const LOOP = {
  "a loop": async (iterator) => {
    const items = [];
    for await (const item of iterator) if (items.push(item) === MOST_ITEMS) break;
    return items;
  },
  "a loop that is left": async (iterator) => {
    for await (const item of iterator) return [item];
    return [];
  },
  "return first": async (iterator) => [(await iterator.return(null)).value],
  "throw first": async (iterator, { thrown }) => (await iterator.throw(thrown)).value,
  "return while it waits": (iterator) => stepsOf(iterator.next(), iterator.return(null)),
  "throw while it waits": (iterator, { thrown }) =>
    stepsOf(iterator.next(), Promise.allSettled([iterator.throw(thrown)])),
  "many at once": (iterator) =>
    stepsOf(iterator.next(), iterator.next(), iterator.next(), iterator.return(null)),
  "return a moment later": async (iterator) => {
    const next = iterator.next();
    await null;
    return stepsOf(next, iterator.return(null));
  },
};

/** Resolves to the items in the steps that iterators give. */
async function stepsOf(...promises) {
  const steps = await Promise.all(promises);
  return steps.flatMap((step) => (step?.done === false ? [step.value] : []));
}

export const CALLS = {};

function add(name, make, ownPlaces, uses, traits) {
  CALLS[name] = { make, ownPlaces, uses, ...traits };
}

/** Calls a method by its path, as in "audio.create". */
function invoke(owner, path, ...args) {
  const [name, ...rest] = path.split(".");
  return rest.length > 0 ? invoke(owner[name], rest.join("."), ...args) : owner[name](...args);
}

/** A call on a video, in both forms of its arguments. */
function addOnVideo(path, places, uses, traits) {
  add(
    `downloads.${path}`,
    ({ stream }, { identifier, params, options }) =>
      invoke(stream.downloads, path, identifier, params, options),
    [...IDENTIFIER, ...PARAMS, ...places],
    uses,
    traits,
  );
  add(
    `downloads.${path} with one object`,
    ({ stream }, { params, options }) => invoke(stream.downloads, path, params, options),
    [...IDENTIFIER_IN_PARAMS, ...PARAMS, ...places],
    uses,
    { ...traits, oneObject: true },
  );
}

for (const path of ON_DOWNLOADS) addOnVideo(path, [], PROMISE);
addOnVideo("waitUntilReady", WAIT, RESULT, { waits: true });
addOnVideo("watch", WAIT, LOOP, { waits: true, loops: true });
add(
  "downloads.getMany",
  ({ stream }, { identifiers, params, options }) =>
    stream.downloads.getMany(identifiers, params, options),
  [...PARAMS, ...MANY],
  LOOP,
  { many: true, loops: true },
);
for (const verb of VERBS) {
  const make = (client, { path, options }) => client[verb](path, options);
  add(`client.${verb}`, make, [...PATH, ...ANY_ENDPOINT], PROMISE, { anyEndpoint: true });
}
add(
  "client.request",
  (client, { options }) => client.request(options),
  [...ANY_ENDPOINT, ...REQUEST],
  PROMISE,
  { anyEndpoint: true, request: true },
);
