// One download of a video: its state, and what can be done with it.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";
import { linkOf, ownLinkOf } from "./links.js";
import { nameOf, reason, TYPES } from "./words.js";

const STATES = { none: "Not created", inprogress: "In progress", ready: "Ready", error: "Failed" };

/** `tab` is the tabIndex of its controls. */
export function Download({ video, type, tab }) {
  const { states, changes, session } = useDashboard();
  const entry = states.of(video.uid);
  const { status, percent, left, url } = entry[type].value;
  const busy = entry.busy[type].value;
  const fault = entry.faults[type].value;
  const [isAsking, setAsking] = useState(false);
  const cell = useRef();
  useKeptFocus(cell);
  const what = `${TYPES[type]} of ${nameOf(video)}`;
  const isEditor = session.isEditor.value;

  const keep = () => setAsking(false);
  const drop = () => {
    setAsking(false);
    changes.remove(video, type);
  };
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    keep();
  };

  if (status === "unknown") {
    return (
      <div class="download" data-status="unknown" role="group" aria-label={what} aria-busy="true">
        <Label type={type} text="" />
        <span class="bone" />
      </div>
    );
  }
  return (
    <div
      class="download"
      data-status={status}
      data-type={type}
      data-asking={isAsking}
      role="group"
      aria-label={what}
      tabIndex={-1}
      ref={cell}
    >
      <Label type={type} text={busy === "deleting" ? "Deleting…" : (STATES[status] ?? status)} />
      {status === "inprogress" && <Progress percent={percent} left={left} label={what} />}
      {isAsking && status !== "none" ? (
        <div class="actions asking" onKeyDown={onKeyDown}>
          <span id={`ask-${video.uid}-${type}`}>Delete this {TYPES[type]}?</span>
          <button
            type="button"
            class="button small danger"
            aria-describedby={`ask-${video.uid}-${type}`}
            tabIndex={tab}
            onClick={drop}
          >
            Delete
          </button>
          <button type="button" class="button small" data-first tabIndex={tab} onClick={keep}>
            Keep
          </button>
        </div>
      ) : (
        <div class="actions">
          {isEditor && status === "none" && (
            <Action
              icon="plus"
              text={busy ? "Creating…" : "Create"}
              label={`Create ${what}`}
              busy={busy}
              tab={tab}
              onClick={() => changes.create(video, type)}
            />
          )}
          {isEditor && status === "error" && (
            <Action
              icon="refresh"
              text={busy === "creating" ? "Creating…" : "Try again"}
              label={`Try again: ${what}`}
              busy={busy}
              tab={tab}
              onClick={() => changes.create(video, type)}
            />
          )}
          {status === "ready" && <Links video={video} type={type} url={url} what={what} tab={tab} />}
          {isEditor && status !== "none" && (
            <button
              type="button"
              class="button icon-only quiet"
              aria-label={`Delete ${what}`}
              title="Delete"
              aria-disabled={Boolean(busy)}
              tabIndex={tab}
              onClick={() => busy || setAsking(true)}
            >
              <Icon name="trash" />
            </button>
          )}
        </div>
      )}
      {fault && (
        <p class="fault">
          {fault.doing === "creating" ? "Not created. " : "Not deleted. "}
          {fault.text}
        </p>
      )}
    </div>
  );
}

function Label({ type, text }) {
  return (
    <p class="state">
      <span class="type">{TYPES[type]}</span>
      {text && <span class="status">{text}</span>}
    </p>
  );
}

function Progress({ percent, left, label }) {
  return (
    <div class="progress">
      <progress max="100" value={percent} aria-label={`Progress of ${label}`} />
      <p>
        {percent} %{left && <span class="left"> · {left}</span>}
      </p>
    </div>
  );
}

function Action({ icon, text, label, busy, tab, onClick }) {
  return (
    <button
      type="button"
      class="button small"
      aria-label={busy ? undefined : label}
      aria-disabled={Boolean(busy)}
      tabIndex={tab}
      onClick={() => busy || onClick()}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}

function Links({ video, type, url, what, tab }) {
  const { links, say } = useDashboard();
  const [copied, setCopied] = useState();
  if (!linkOf(video, url)) return <span>The file has no link.</span>;
  const copy = async () => {
    let link;
    try {
      link = await links.toShare(video, type);
      await navigator.clipboard.writeText(link);
      say("Link copied.");
      setCopied({ done: true });
      setTimeout(() => setCopied(undefined), 2000);
    } catch (error) {
      setCopied(link ? { link } : { fault: reason(error) });
    }
  };
  return (
    <>
      {/* An answer that is no file must not take the place of the page. From here, where a private video's link leads
          first, it would be saved as if it were the file. */}
      <a
        class="button small"
        href={video.requireSignedURLs ? ownLinkOf(video, type) : linkOf(video, url)}
        download={!video.requireSignedURLs}
        target="_blank"
        rel="noopener"
        aria-label={`Download ${what}`}
        tabIndex={tab}
      >
        <Icon name="download" />
        <span class="text">Download</span>
      </a>
      {copied?.link ? (
        <input
          class="link"
          readOnly
          value={copied.link}
          aria-label={`Link to ${what}, to copy by hand`}
          tabIndex={tab}
          ref={(input) => input?.select()}
        />
      ) : (
        <button
          type="button"
          class="button small"
          aria-label={copied?.done ? "Copied" : `Copy link to ${what}`}
          title={video.requireSignedURLs ? "The link is good for one hour" : undefined}
          tabIndex={tab}
          onClick={copy}
        >
          <Icon name={copied?.done ? "check" : "copy"} />
          <span class="text">{copied?.done ? "Copied" : "Copy link"}</span>
        </button>
      )}
      {copied?.fault && <p class="fault">No link. {copied.fault}</p>}
    </>
  );
}

/** The focus stays in the cell when what had it has given way to something else. */
function useKeptFocus(cell) {
  const had = cell.current?.contains(document.activeElement) && document.activeElement;
  useLayoutEffect(() => {
    if (!had || had.isConnected) return;
    const next = cell.current.querySelector("[data-first]") ?? cell.current;
    next.focus({ preventScroll: true });
  });
}
