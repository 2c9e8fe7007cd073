// One download of a video: its state, and what can be done with it.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { create, remove } from "./actions.js";
import { linkOf } from "./entries.js";
import { Icon } from "./icon.jsx";
import { say } from "./live.js";
import { useValue } from "./value.js";
import { nameOf, TYPES } from "./words.js";

const STATES = { none: "Not created", inprogress: "In progress", ready: "Ready", error: "Failed" };

export function Download({ video, entry, type }) {
  const { status, percent, left, url } = useValue(entry[type]);
  const [busy, fault] = [entry.busy[type], entry.faults[type]].map(useValue);
  const [asking, setAsking] = useState(false);
  const cell = useRef();
  useKeptFocus(cell);
  const what = `${TYPES[type]} of ${nameOf(video)}`;

  const keep = () => setAsking(false);
  const drop = () => {
    setAsking(false);
    remove(video, type);
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
      data-asking={asking}
      role="group"
      aria-label={what}
      tabIndex={-1}
      ref={cell}
    >
      <Label type={type} text={busy === "deleting" ? "Deleting…" : (STATES[status] ?? status)} />
      {status === "inprogress" && <Progress percent={percent} left={left} label={what} />}
      {asking && status !== "none" ? (
        <div class="actions asking" onKeyDown={(event) => event.key === "Escape" && keep()}>
          <span id={`ask-${video.uid}-${type}`}>Delete this {TYPES[type]}?</span>
          <button
            type="button"
            class="button small danger"
            aria-describedby={`ask-${video.uid}-${type}`}
            onClick={drop}
          >
            Delete
          </button>
          <button type="button" class="button small" data-first onClick={keep}>
            Keep
          </button>
        </div>
      ) : (
        <div class="actions">
          {status === "none" && (
            <Action
              icon="plus"
              text={busy ? "Creating…" : "Create"}
              label={`Create ${what}`}
              busy={busy}
              onClick={() => create(video, type)}
            />
          )}
          {status === "error" && (
            <Action
              icon="refresh"
              text={busy === "creating" ? "Creating…" : "Try again"}
              label={`Try again: ${what}`}
              busy={busy}
              onClick={() => create(video, type)}
            />
          )}
          {status === "ready" && <Links video={video} url={url} what={what} />}
          {status !== "none" && (
            <button
              type="button"
              class="button icon-only quiet"
              aria-label={`Delete ${what}`}
              title="Delete"
              aria-disabled={Boolean(busy)}
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
        {percent} %{left && ` · ${left}`}
      </p>
    </div>
  );
}

function Action({ icon, text, label, busy, onClick }) {
  return (
    <button
      type="button"
      class="button small"
      aria-label={busy ? undefined : label}
      aria-disabled={Boolean(busy)}
      onClick={() => busy || onClick()}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}

function Links({ video, url, what }) {
  const [copied, setCopied] = useState("");
  const link = linkOf(video, url);
  if (!link) return <span>The file has no link.</span>;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      say("Link copied.");
      setCopied("yes");
      setTimeout(() => setCopied(""), 2000);
    } catch {
      setCopied("no");
    }
  };
  return (
    <>
      {/* An answer that is no file must not take the place of the page, which may have a job. */}
      <a
        class="button small"
        href={link}
        download
        target="_blank"
        rel="noopener"
        aria-label={`Download ${what}`}
      >
        <Icon name="download" />
        Download
      </a>
      {copied === "no" ? (
        <input
          class="link"
          readOnly
          value={link}
          aria-label={`Link to ${what}, to copy by hand`}
          ref={(input) => input?.select()}
        />
      ) : (
        <button
          type="button"
          class="button small"
          aria-label={copied ? "Copied" : `Copy link to ${what}`}
          onClick={copy}
        >
          <Icon name={copied ? "check" : "copy"} />
          {copied ? "Copied" : "Copy link"}
        </button>
      )}
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
