// One video of the list.

import { useState } from "preact/hooks";

import { Download } from "./download.jsx";
import { entryOf } from "./entries.js";
import { readAgain } from "./follow.js";
import { Icon } from "./icon.jsx";
import { select, selectable, selected } from "./selection.js";
import { useValue } from "./value.js";
import { clock, day, nameOf, reason, spoken } from "./words.js";

export function Video({ video }) {
  const { uid, duration, created } = video;
  const name = nameOf(video);
  const time = clock(duration);
  const date = day(created);
  return (
    <li class="video" data-uid={uid} aria-labelledby={`name-${uid}`}>
      <label class="pick">
        <Checkbox video={video} />
        <Thumbnail uid={uid} src={video.thumbnail} />
      </label>
      <div class="about">
        <h2 id={`name-${uid}`} title={name} dir="auto">
          {name}
        </h2>
        <p>
          {time && (
            <span class="time">
              <span aria-hidden="true">{time}</span>
              <span class="hidden">{spoken(duration)}</span>
            </span>
          )}
          {date && <time dateTime={created}>{date}</time>}
          {video.requireSignedURLs && (
            <span class="private" title="Its links need a signed token">
              Private
            </span>
          )}
        </p>
      </div>
      <Downloads video={video} />
    </li>
  );
}

function Checkbox({ video }) {
  return (
    <input
      type="checkbox"
      aria-label={`Select ${nameOf(video)}`}
      disabled={!selectable(video)}
      checked={useValue(selected).has(video.uid)}
      onChange={(event) => select([video.uid], event.currentTarget.checked)}
    />
  );
}

function Downloads({ video }) {
  const entry = entryOf(video.uid);
  const [{ status }, fault] = [entry.default, entry.fault].map(useValue);
  if (video.readyToStream === false) return <p class="note">{unready(video.status)}</p>;
  if (fault && status === "unknown") {
    return (
      <div class="note fault">
        <p>The downloads cannot be read. {reason(fault)}</p>
        <button type="button" class="button small" onClick={() => readAgain(video.uid)}>
          Try again
        </button>
      </div>
    );
  }
  return (
    <>
      <Download video={video} entry={entry} type="default" />
      <Download video={video} entry={entry} type="audio" />
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

function Thumbnail({ uid, src }) {
  const [broken, setBroken] = useState(false);
  const seen = useValue(entryOf(uid).seen);
  const url = sized(src);
  return (
    <span class="thumbnail">
      <Icon name="film" />
      {url && seen && !broken && (
        <img
          src={url}
          alt=""
          width="128"
          height="72"
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
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
