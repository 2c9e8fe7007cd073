// One line above the list for what concerns all of it: no network, no answer, too many requests.

import { useEffect, useState } from "preact/hooks";

import { offline, pausedUntil, unreachable } from "./connection.js";
import { Icon } from "./icon.jsx";
import { fault, phase, videos } from "./list.js";
import { lookAgain } from "./start.js";
import { useValue } from "./value.js";
import { reason } from "./words.js";

export function Banner() {
  const [what, text] = useWords();
  return (
    <div role="status">
      {what && (
        <div class={`banner ${what}`}>
          <Icon name={what === "paused" ? "clock" : "warning"} />
          <p>{text}</p>
          {what === "paused" && <Countdown />}
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
  const [off, pause, silent, list] = [offline, pausedUntil, unreachable, videos].map(useValue);
  const [why, state] = [fault, phase].map(useValue);
  if (off) {
    return ["offline", "You are offline. This is how it was; it goes on when the network is back."];
  }
  if (pause) return ["paused", "Cloudflare’s limit of requests is reached. It goes on by itself."];
  // Without a list, the place of the list says it.
  if (silent && list.length > 0) {
    return ["unreachable", "The dashboard does not answer. What you see may be out of date."];
  }
  if (why && state === "idle") {
    return ["unrefreshed", `The list could not be brought up to date. ${reason(why)}`];
  }
  return [];
}

/** Silent for screen readers, which would read every second of it. */
function Countdown() {
  const [, draw] = useState();
  const end = useValue(pausedUntil);
  useEffect(() => {
    const timer = setInterval(() => {
      draw({});
      // A few seconds for the next request, whose answer ends it.
      if (performance.now() > pausedUntil.value + 3000) pausedUntil.value = 0;
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.ceil((end - performance.now()) / 1000);
  return <span aria-hidden="true">{left > 0 ? `${left} s` : "now"}</span>;
}
