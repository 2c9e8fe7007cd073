// Which of the newest videos the automation has to look at. A plain function of plain data.

const MINUTE = 60_000;
// The list may show a video late.
const OVERLAP = 10 * MINUTE;
const PATIENCE = 7 * 24 * 60 * MINUTE;

/**
 * Of `videos`, those created `from` a time on, chooses at most `most` that can be played and are not `dealtWith`, the
 * oldest first. `from` of the result is the time from which the next run has to look: no later than the oldest video
 * that is still being uploaded or encoded. After a week such a video is no longer waited for.
 */
export function chooseNew(videos, { from, dealtWith, most, now }) {
  const known = new Set(dealtWith);
  const dated = videos
    .map((video) => ({ video: video.uid, created: Date.parse(video.created), state: stateOf(video) }))
    .filter(({ created }) => created >= from)
    .sort((a, b) => a.created - b.created);
  const ready = dated.filter(({ video, state }) => state === "ready" && !known.has(video));
  const chosen = ready.slice(0, most);
  const open = [
    ...dated.filter(({ state, created }) => state === "open" && created > now - PATIENCE),
    ...ready.slice(most),
  ];
  const newest = dated.at(-1)?.created ?? from;
  const next = Math.min(newest, ...open.map(({ created }) => created)) - OVERLAP;
  return { chosen: chosen.map(({ video, created }) => ({ video, created })), from: Math.max(from, next) };
}

function stateOf({ readyToStream, status }) {
  if (status?.state === "error") return "failed";
  return readyToStream === true ? "ready" : "open";
}
