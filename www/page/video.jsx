// One video of the list.

import { useEffect, useLayoutEffect, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { Download } from "./download.jsx";
import { Icon } from "./icon.jsx";
import { isSelectable } from "./state.js";
import { clock, day, nameOf, reason, spoken } from "./words.js";

/** `focus` is the list's; `position` is the video's place among all of them. */
export function Video({ video, focus, position, total }) {
  const { uid } = video;
  const { watcher, selection, address } = useDashboard();
  useLayoutEffect(() => watcher.show(uid), [uid]);
  useEffect(
    () => () => {
      if (focus.active.value === uid) focus.active.value = undefined;
    },
    [uid],
  );
  const { active } = focus;
  const tab = active.value === undefined || active.value === uid ? 0 : -1;
  const name = nameOf(video);
  return (
    <div
      class="video"
      role="listitem"
      aria-setsize={total}
      aria-posinset={position}
      aria-labelledby={`name-${uid}`}
      data-uid={uid}
      data-selected={selection.selected.value.has(uid)}
      onFocusIn={() => (active.value = uid)}
    >
      <label class="pick">
        <Checkbox video={video} tab={tab} />
        <Thumbnail src={video.thumbnail} />
      </label>
      <div class="about">
        <h2 id={`name-${uid}`} title={name} dir="auto">
          <button type="button" class="name" tabIndex={tab} onClick={() => address.change({ open: uid })}>
            {name}
          </button>
        </h2>
        <Facts video={video} />
      </div>
      <Downloads video={video} tab={tab} />
    </div>
  );
}

export function Facts({ video: { duration, created, requireSignedURLs } }) {
  const time = clock(duration);
  const date = day(created);
  return (
    <p class="facts">
      {time && (
        <span class="time">
          <span aria-hidden="true">{time}</span>
          <span class="hidden">{spoken(duration)}</span>
        </span>
      )}
      {date && <time dateTime={created}>{date}</time>}
      {requireSignedURLs && (
        <span class="private" title="Links to it are good for one hour">
          Private
        </span>
      )}
    </p>
  );
}

function Checkbox({ video, tab }) {
  const { selection, listed } = useDashboard();
  const select = (event) => {
    if (event.shiftKey) {
      selection.extend(listed.value.videos.filter(isSelectable).map(({ uid }) => uid), video.uid);
    } else {
      selection.toggle(video.uid, event.currentTarget.checked);
    }
  };
  return (
    <input
      type="checkbox"
      aria-label={`Select ${nameOf(video)}`}
      disabled={!isSelectable(video)}
      checked={selection.selected.value.has(video.uid)}
      tabIndex={tab}
      onClick={select}
    />
  );
}

export function Downloads({ video, tab }) {
  const { states, watcher } = useDashboard();
  const entry = states.of(video.uid);
  const { status } = entry.default.value;
  const fault = entry.fault.value;
  if (!isSelectable(video)) return <p class="note">{unready(video.status)}</p>;
  if (fault && status === "unknown") {
    return (
      <div class="note fault">
        <p>The downloads cannot be read. {reason(fault)}</p>
        <button type="button" class="button small" tabIndex={tab} onClick={() => watcher.readAgain(video.uid)}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <>
      <Download video={video} type="default" tab={tab} />
      <Download video={video} type="audio" tab={tab} />
    </>
  );
}

function unready(status) {
  const { state, pctComplete, errorReasonText } = status ?? {};
  if (state === "error") return `Cloudflare could not process this video. ${errorReasonText ?? ""}`;
  if (state === "pendingupload") return "Waiting for the upload. Downloads come after it.";
  const percent = Math.floor(Number(pctComplete));
  const how = percent > 0 ? ` (${percent} %)` : "";
  return `Still being processed${how}. Downloads can be created after that.`;
}

export function Thumbnail({ src }) {
  const [broken, setBroken] = useState(false);
  const url = sized(src);
  return (
    <span class="thumbnail">
      <Icon name="film" />
      {url && !broken && (
        <img src={url} alt="" width="128" height="72" decoding="async" onError={() => setBroken(true)} />
      )}
    </span>
  );
}

/** Cloudflare's thumbnails come as large as the video, unless one asks for less. */
function sized(src) {
  if (!src || !URL.canParse(src, location.href)) return;
  const url = new URL(src, location.href);
  if (url.origin !== location.origin && !url.searchParams.has("height")) {
    url.searchParams.set("height", "180");
  }
  return url.href;
}
