// The page as a whole: what is above the list, the list in its states, and what is below.

import { useEffect, useRef } from "preact/hooks";

import { Banner } from "./banner.jsx";
import { Icon } from "./icon.jsx";
import {
  fault,
  loadMore,
  more,
  phase,
  refreshing,
  retry,
  search,
  searchFor,
  videos,
} from "./list.js";
import { spokenText } from "./live.js";
import { Selection, SelectAll } from "./selection.jsx";
import { SignOut } from "./sign-out.jsx";
import { lookAgain } from "./start.js";
import { useValue } from "./value.js";
import { Video } from "./video.jsx";
import { count, reason } from "./words.js";

export function App() {
  return (
    <>
      <a class="skip" href="#videos">
        Skip to the videos
      </a>
      <Head />
      <main id="videos" tabIndex={-1} aria-labelledby="title">
        <Banner />
        <List />
      </main>
      <Selection />
      <Live />
    </>
  );
}

function Head() {
  return (
    <header class="head">
      <h1 id="title">
        <Icon name="logo" />
        Stream downloads
      </h1>
      <search>
        <form role="search" onSubmit={(event) => event.preventDefault()}>
          <Icon name="search" />
          <input
            type="search"
            name="search"
            placeholder="Search by name"
            aria-label="Search videos by name"
            maxLength={200}
            autocomplete="off"
            spellcheck={false}
            defaultValue={search.value}
            onInput={(event) => searchFor(event.currentTarget.value)}
          />
        </form>
      </search>
      <Refresh />
      <SignOut />
    </header>
  );
}

function Refresh() {
  const [again, state] = [useValue(refreshing), useValue(phase)];
  const busy = again || state === "first";
  return (
    <button
      type="button"
      class="button refresh"
      aria-disabled={busy}
      onClick={() => busy || lookAgain()}
    >
      <Icon name="refresh" />
      <span>Refresh</span>
    </button>
  );
}

function List() {
  const [list, state, older, sought] = [videos, phase, more, search].map(useValue);
  if (list.length === 0) {
    if (state === "failed") return <Failed />;
    if (state === "first") return <Skeletons />;
    return <Empty />;
  }
  return (
    <>
      <div class="above">
        <SelectAll />
        <p class="count">
          {count(list.length, "video")}
          {older && " so far"}
          {sought && ` with “${sought}”`}
        </p>
      </div>
      {/* Without this, Safari takes a list without bullets for none. */}
      <ul class="videos" role="list">
        {list.map(rowOf)}
      </ul>
      <Below />
    </>
  );
}

const rows = new WeakMap();
/** The same element for the same video: then Preact does not look into it. */
function rowOf(video) {
  if (!rows.has(video)) rows.set(video, <Video key={video.uid} video={video} />);
  return rows.get(video);
}

function Skeletons() {
  return (
    <>
      <p class="hidden" role="status">
        Loading the videos
      </p>
      <div class="above" aria-hidden="true">
        <span class="bone" />
      </div>
      <ul class="videos" aria-hidden="true">
        {Array.from({ length: 8 }, (_, i) => (
          <li key={i} class="video skeleton">
            <span class="thumbnail bone" />
            <span class="about">
              <span class="bone" />
              <span class="bone short" />
            </span>
            <span class="bone" />
            <span class="bone" />
          </li>
        ))}
      </ul>
    </>
  );
}

function Empty() {
  const sought = useValue(search);
  return (
    <div class="blank">
      <Icon name={sought ? "search" : "film"} />
      {sought ? (
        <>
          <h2>No video with “{sought}” in its name</h2>
          <p>Check the spelling, or search for less of it.</p>
        </>
      ) : (
        <>
          <h2>There are no videos yet</h2>
          <p>Once a video is uploaded to Cloudflare Stream, it appears here.</p>
          <button type="button" class="button" onClick={lookAgain}>
            Look again
          </button>
        </>
      )}
    </div>
  );
}

function Failed() {
  return (
    <div class="blank" role="alert">
      <Icon name="warning" />
      <h2>The videos cannot be listed</h2>
      <p>{reason(useValue(fault))}</p>
      <button type="button" class="button primary" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

/** The next page comes by itself when the end of the list is near; the button is for when it does not. */
function Below() {
  const end = useRef();
  const [state, older, why] = [phase, more, fault].map(useValue);
  useEffect(() => {
    if (!older || state !== "idle") return;
    const observer = new IntersectionObserver(
      (changes) => changes.some(({ isIntersecting }) => isIntersecting) && loadMore(),
      { rootMargin: "600px 0px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [older, state]);
  return (
    <div class="below" ref={end}>
      {state === "failed" && <p role="alert">More cannot be shown. {reason(why)}</p>}
      {older && (
        <button type="button" class="button" aria-disabled={state === "more"} onClick={loadMore}>
          {state === "more" ? "Loading more…" : state === "failed" ? "Try again" : "Show more"}
        </button>
      )}
    </div>
  );
}

function Live() {
  return (
    <p class="hidden" role="status" aria-live="polite">
      {useValue(spokenText)}
    </p>
  );
}
