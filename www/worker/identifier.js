// The identifiers of Miniflare's simulator of Stream are UUIDs: 36 characters, where the API's have 32, and no more are
// taken by the page's client. All have a 4 at the same place, for which one of the dashes stands here.

const LONG = /^([\da-f]{8})-([\da-f]{4})-4([\da-f]{3})-([\da-f]{4})-([\da-f]{12})$/;
const SHORT = /^([\da-f]{8})([\da-f]{4})-([\da-f]{3})([\da-f]{4})([\da-f]{12})$/;

/** What the page knows a video by. */
export const uidOf = (identifier) => identifier.replace(LONG, "$1$2-$3$4$5");

/** What Cloudflare, or the simulator, knows it by. */
export const identifierOf = (uid) => uid.replace(SHORT, "$1-$2-4$3-$4-$5");
