// What is there in place of videos.

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";
import { reason } from "./words.js";

export function Blank({ phase }) {
  const { library } = useDashboard();
  const isEmpty = library.videos.value.length === 0;
  if (phase === "failed" && isEmpty) return <Failed />;
  if (phase === "first") return <Skeletons />;
  return isEmpty ? <None /> : <NoMatch />;
}

function Skeletons() {
  return (
    <>
      <p class="hidden" role="status">
        Loading the videos
      </p>
      <div class="skeletons" aria-hidden="true">
        {Array.from({ length: 8 }, (_, i) => (
          <div key={i} class="video skeleton">
            <span class="thumbnail bone" />
            <span class="about">
              <span class="bone" />
              <span class="bone short" />
            </span>
            <span class="bone" />
            <span class="bone" />
          </div>
        ))}
      </div>
    </>
  );
}

function None() {
  const { lookAgain } = useDashboard();
  return (
    <div class="blank">
      <Icon name="film" />
      <h2>There are no videos yet</h2>
      <p>Once a video is uploaded to Cloudflare Stream, it appears here.</p>
      <button type="button" class="button" onClick={lookAgain}>
        Look again
      </button>
    </div>
  );
}

function NoMatch() {
  const { address, library, unread } = useDashboard();
  const { search } = address.query.value;
  if (unread.value > 0) return null;
  const isComplete = library.phase.value === "complete";
  return (
    <div class="blank">
      <Icon name="search" />
      <h2>{search ? `No video with “${search}”` : "No video matches these filters"}</h2>
      <p>{isComplete ? "Check the spelling, or look for less." : "Not all videos are loaded yet."}</p>
      <button type="button" class="button" onClick={() => address.change(NO_FILTERS)}>
        Show all videos
      </button>
    </div>
  );
}
const NO_FILTERS = { search: "", video: "", default: "", audio: "", from: "", to: "" };

function Failed() {
  const { library } = useDashboard();
  return (
    <div class="blank" role="alert">
      <Icon name="warning" />
      <h2>The videos cannot be listed</h2>
      <p>{reason(library.fault.value)}</p>
      <button type="button" class="button primary" onClick={library.load}>
        Try again
      </button>
    </div>
  );
}
