// One line above the list for what concerns all of it: no session, no network, no answer, too many requests.

import { useEffect, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";
import { reason } from "./words.js";

export function Banner() {
  const { lookAgain } = useDashboard();
  const [what, text] = useWords();
  return (
    <div role="status">
      {what && (
        <div class={`banner ${what}`}>
          <Icon name={what === "paused" ? "clock" : "warning"} />
          <p>{text}</p>
          {what === "paused" && <Countdown />}
          {what === "ended" && (
            <button type="button" class="button small primary" onClick={() => location.reload()}>
              Sign in again
            </button>
          )}
          {(what === "unreachable" || what === "unrefreshed") && (
            <button type="button" class="button small" onClick={lookAgain}>
              Try again
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function useWords() {
  const { connection, library } = useDashboard();
  const { ended, offline, pausedUntil, unreachable } = connection;
  const { fault, phase, videos } = library;
  if (ended.value) {
    return ["ended", "Your session has ended. What you see is how it was; jobs that are running go on."];
  }
  if (offline.value) {
    return ["offline", "You are offline. This is how it was; it goes on when the network is back."];
  }
  if (pausedUntil.value) return ["paused", "Cloudflare’s limit of requests is reached. It goes on by itself."];
  // Without a list, the place of the list says it.
  if (unreachable.value && videos.value.length > 0) {
    return ["unreachable", "The dashboard does not answer. What you see may be out of date."];
  }
  if (fault.value && phase.value === "complete") {
    return ["unrefreshed", `The list could not be brought up to date. ${reason(fault.value)}`];
  }
  return [];
}

/** Silent for screen readers, which would read every second of it. */
function Countdown() {
  const { pausedUntil, now } = useDashboard().connection;
  const [, draw] = useState();
  useEffect(() => {
    const timer = setInterval(() => {
      draw({});
      // A few seconds for the next request, whose answer ends it.
      if (now() > pausedUntil.value + 3000) pausedUntil.value = 0;
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.ceil((pausedUntil.value - now()) / 1000);
  return <span aria-hidden="true">{left > 0 ? `${left} s` : "now"}</span>;
}
