// What has become of a video itself, apart from its downloads.

/** "ready", "failed", or "processing": from the upload on until it can be played. */
export function videoState({ readyToStream, status }) {
  if (readyToStream !== false) return "ready";
  return status?.state === "error" ? "failed" : "processing";
}

/** Whether it can have downloads, so that there is something to select it for. */
export const isSelectable = (video) => videoState(video) === "ready";
