// What can be done with the selected videos, all at once.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";
import { count, reason, TYPES, typesOf } from "./words.js";

const ALL = Object.keys(TYPES);

export function SelectionActions() {
  const { jobs, library, listed, selection, session, askToNotify } = useDashboard();
  const [asks, setAsks] = useState();
  const deletion = useRef();
  // The button has given way to the question, and is there again.
  useLayoutEffect(() => {
    if (asks === false) deletion.current?.focus();
  }, [asks]);
  // What is said of one selection is not about the next.
  useEffect(() => () => (jobs.faults.start.value = undefined), []);
  const isStarting = jobs.isStarting.value;
  const fault = jobs.faults.start.value;
  const selected = selection.selected.value;
  const listedUids = new Set(listed.value.videos.map(({ uid }) => uid));
  const hidden = [...selected].filter((uid) => !listedUids.has(uid)).length;
  const videos = () => library.videos.value.filter(({ uid }) => selected.has(uid));

  const start = async (action, types) => {
    askToNotify();
    drop(await jobs.start({ action, types, videos: videos().map(({ uid }) => uid) }));
  };
  const keep = () => setAsks(false);
  const remove = (types) => {
    keep();
    start("delete", types);
  };
  const drop = (uids) => {
    selection.drop(uids);
    if (selection.selected.value.size === 0) document.getElementById("videos").focus({ preventScroll: true });
  };

  return (
    <>
      <p class="count">
        {selected.size} selected{hidden > 0 && `, ${hidden} of them not in this list`}
      </p>
      <div class="choices">
        {session.isEditor.value && !asks && (
          <>
            {ALL.map((type) => (
              <button
                key={type}
                type="button"
                class="button small primary"
                aria-disabled={isStarting}
                onClick={() => start("create", [type])}
              >
                Create {TYPES[type]}s
              </button>
            ))}
            <button
              type="button"
              class="button small"
              aria-disabled={isStarting}
              onClick={() => start("retry", ALL)}
            >
              <Icon name="refresh" />
              Retry failed
            </button>
            <button
              type="button"
              class="button small"
              aria-disabled={isStarting}
              ref={deletion}
              onClick={() => isStarting || setAsks(true)}
            >
              <Icon name="trash" />
              Delete…
            </button>
          </>
        )}
        {asks ? (
          <AskToDelete number={selected.size} onDelete={remove} onKeep={keep} />
        ) : (
          <>
            <Copies videos={videos} />
            <button type="button" class="button small quiet" onClick={() => drop(selected)}>
              Clear
            </button>
          </>
        )}
      </div>
      {fault && (
        <p class="fault" role="alert">
          {reason(fault)}
        </p>
      )}
    </>
  );
}

function AskToDelete({ number, onDelete, onKeep }) {
  const [types, setTypes] = useState(["default"]);
  const keep = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onKeep();
  };
  const flip = (type) => setTypes(ALL.filter((one) => types.includes(one) !== (one === type)));
  return (
    <div class="asking" role="group" aria-label="Delete downloads" onKeyDown={keep}>
      <span id="ask-delete">Delete these of {count(number, "video")}? The videos stay.</span>
      {ALL.map((type) => (
        <label key={type}>
          <input type="checkbox" checked={types.includes(type)} onChange={() => flip(type)} />
          {TYPES[type]}s
        </label>
      ))}
      <button
        type="button"
        class="button small danger"
        aria-describedby="ask-delete"
        aria-disabled={types.length === 0}
        onClick={() => types.length > 0 && onDelete(types)}
      >
        Delete {typesOf(types)}
      </button>
      <button type="button" class="button small" ref={useFocused()} onClick={onKeep}>
        Keep
      </button>
    </div>
  );
}

/** What appears in place of what had the focus takes it. */
function useFocused() {
  const had = useRef(false);
  return (element) => {
    if (!element || had.current) return;
    had.current = true;
    element.focus();
  };
}

const FORMATS = { csv: "text/csv", json: "application/json" };

/** What is taken away: links, and lists. First is read what nobody has looked at yet. */
function Copies({ videos }) {
  const { links, states, watcher, say } = useDashboard();
  const [doing, setDoing] = useState();
  const [said, setSaid] = useState();

  const prepare = async (list) => {
    await watcher.read(list.map(({ uid }) => uid));
    return links.ofMany(list);
  };
  const run = async (name, task) => {
    if (doing) return;
    setDoing(name);
    setSaid(undefined);
    try {
      const text = await task(videos());
      setSaid(text);
      if (text) say(text);
    } catch (error) {
      setSaid(reason(error));
    }
    setDoing(undefined);
  };
  const copy = async (list) => {
    const all = [...(await prepare(list)).values()].flatMap((own) => Object.values(own));
    if (all.length === 0) return "None of them has a file that is ready.";
    await navigator.clipboard.writeText(all.join("\n"));
    return `${count(all.length, "link")} copied.`;
  };
  const save = async (format, list) => {
    const found = await prepare(list);
    const { rowsOf, csvOf, jsonOf } = await import("./export.js");
    const rows = rowsOf(list, states.statusOf, ({ uid }, type) => found.get(uid)?.[type]);
    const text = format === "csv" ? csvOf(rows) : jsonOf(rows);
    const url = URL.createObjectURL(new Blob([text], { type: FORMATS[format] }));
    Object.assign(document.createElement("a"), { href: url, download: `stream-downloads.${format}` }).click();
    // The browser has begun with it by then.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  return (
    <>
      <button type="button" class="button small" aria-disabled={Boolean(doing)} onClick={() => run("links", copy)}>
        <Icon name="copy" />
        {doing === "links" ? "Reading…" : "Copy links"}
      </button>
      {Object.keys(FORMATS).map((format) => (
        <button
          key={format}
          type="button"
          class="button small"
          aria-disabled={Boolean(doing)}
          onClick={() => run(format, (list) => save(format, list))}
        >
          <Icon name="download" />
          {doing === format ? "Reading…" : format.toUpperCase()}
          <span class="hidden"> export</span>
        </button>
      ))}
      {said && <span class="said">{said}</span>}
    </>
  );
}
