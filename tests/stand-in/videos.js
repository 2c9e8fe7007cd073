// The videos as Cloudflare lists them, and which of them a query asks for. Knows nothing of where they are kept.
// https://developers.cloudflare.com/api/resources/stream/methods/list/

const HOST = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";
const MOST = 1000;

const failure = {
  errorReasonCode: "ERR_NON_VIDEO",
  errorReasonText: "The file was not recognized as a valid video file.",
};

/** The videos that the parameters of a query choose, or the `fault` of one of them. They come with the newest first. */
export function chosen(videos, { search = "", limit = MOST, asc = "false", status, ...query }) {
  const times = { before: query.before ?? query.end, after: query.after ?? query.start };
  for (const [name, time] of Object.entries(times)) {
    times[name] = time === undefined ? undefined : Date.parse(time);
    if (Number.isNaN(times[name])) return { fault: `${name} is not a time` };
  }
  if (!/^\d+$/.test(limit) || limit > MOST) return { fault: `limit is not from 0 to ${MOST}` };
  if (!/^(true|false)$/.test(asc)) return { fault: "asc is not true or false" };

  const { before = Infinity, after = -Infinity } = times;
  const part = search.toLowerCase();
  const wanted = ({ name = "", created, state = "ready" }) =>
    name.toLowerCase().includes(part) &&
    Date.parse(created) < before &&
    Date.parse(created) > after &&
    (status === undefined || status === state);
  const found = videos.filter(wanted);
  return { videos: (asc === "true" ? found.reverse() : found).slice(0, limit) };
}

/** A video as the list has it. Its size is made up, of 2 Mbit a second. */
export function videoOf({ uid, name, duration, created, requireSignedURLs = false, state = "ready" }) {
  const readyToStream = state === "ready";
  return {
    uid,
    meta: name === undefined ? {} : { name },
    created,
    duration,
    size: readyToStream ? Math.round(duration * 250_000) : 0,
    ...(readyToStream && { thumbnail: `${HOST}/${uid}/thumbnails/thumbnail.jpg` }),
    readyToStream,
    requireSignedURLs,
    status: {
      state,
      ...(state === "inprogress" && { pctComplete: "43.000000" }),
      errorReasonCode: "",
      errorReasonText: "",
      ...(state === "error" && failure),
    },
  };
}
