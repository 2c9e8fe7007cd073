// Everything about one video. It has an address of its own.

import { useLayoutEffect, useState } from "preact/hooks";

import { ActivityLog } from "./activity-log.jsx";
import { useDashboard } from "./dashboard.js";
import { Dialog } from "./dialog.jsx";
import { Icon } from "./icon.jsx";
import { Downloads, Facts, Thumbnail } from "./video.jsx";
import { bytes, nameOf, reason } from "./words.js";

const PLAYERS = /^https:\/\/([\w-]+\.cloudflarestream\.com|[\w-]+\.videodelivery\.net)\//;

export function Drawer({ uid, onClose }) {
  const { library, session, watcher } = useDashboard();
  // Its row may be out of view.
  useLayoutEffect(() => watcher.show(uid), [uid]);
  const video = library.find(uid);
  if (!video) {
    if (library.phase.value !== "complete") return null;
    return (
      <Dialog title="There is no such video" onClose={onClose}>
        <p>It may have been deleted, or belong to another account.</p>
      </Dialog>
    );
  }
  const { account } = session.session.value;
  return (
    <Dialog title={nameOf(video)} onClose={onClose} class="drawer">
      <Player video={video} />
      <Facts video={video} />
      <dl>
        <dt>Identifier</dt>
        <dd>
          <code>{uid}</code> <CopyIdentifier uid={uid} />
        </dd>
        {video.size > 0 && (
          <>
            <dt>Size of the upload</dt>
            <dd>{bytes(video.size)}</dd>
          </>
        )}
        {video.status?.errorReasonText && (
          <>
            <dt>Error</dt>
            <dd>
              {video.status.errorReasonText}
              {video.status.errorReasonCode && ` (${video.status.errorReasonCode})`}
            </dd>
          </>
        )}
      </dl>
      <div class="drawer-downloads">
        <Downloads video={video} tab={0} />
      </div>
      <h3>History</h3>
      <ActivityLog video={uid} />
      {account && (
        <p>
          <a href={`https://dash.cloudflare.com/${account}/stream/videos/${uid}`} target="_blank" rel="noopener">
            Open in Cloudflare’s dashboard
          </a>
        </p>
      )}
    </Dialog>
  );
}

/** Cloudflare's player, once somebody wants it. */
function Player({ video }) {
  const { api } = useDashboard();
  const [{ source, fault }, set] = useState({});
  const [host] = PLAYERS.exec(video.thumbnail ?? "") ?? [];
  if (source) {
    return <iframe class="player" src={source} title={`Player of ${nameOf(video)}`} allow="fullscreen" />;
  }
  const play = async () => {
    try {
      set({ source: `${host}${video.requireSignedURLs ? await api.token(video.uid) : video.uid}/iframe` });
    } catch (error) {
      set({ fault: error });
    }
  };
  return (
    <div class="player">
      <Thumbnail src={video.thumbnail} />
      {host && (
        <button type="button" class="button" onClick={play}>
          <Icon name="film" />
          Play
        </button>
      )}
      {fault && <p class="fault">It cannot be played. {reason(fault)}</p>}
    </div>
  );
}

function CopyIdentifier({ uid }) {
  const [isCopied, setCopied] = useState(false);
  const { say } = useDashboard();
  const copy = async () => {
    await navigator.clipboard.writeText(uid);
    say("Identifier copied.");
    setCopied(true);
  };
  return (
    <button type="button" class="button small" aria-label="Copy identifier" onClick={() => copy().catch(() => {})}>
      <Icon name={isCopied ? "check" : "copy"} />
      {isCopied ? "Copied" : "Copy"}
    </button>
  );
}
