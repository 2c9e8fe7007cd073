// The jobs that run, and those that have ended since the page was opened.

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";
import { jobEnd, jobTitle, nameOf, reason } from "./words.js";

export function JobList() {
  const { jobs } = useDashboard();
  const list = jobs.shown.value;
  if (list.length === 0) return null;
  return (
    <section class="jobs" aria-label="Jobs">
      {list.map((job) => (
        <Job key={job.id} job={job} />
      ))}
    </section>
  );
}

function Job({ job }) {
  const { jobs, session } = useDashboard();
  const { id, state, total, ready, failed, encoding, percent, waiting, by, failures } = job;
  const isOver = state !== "running";
  const title = jobTitle(job);
  const label = isOver ? "Close" : "Stop";
  const fault = !isOver && jobs.stopFaultOf(id).value;
  const close = () => {
    jobs.close(id);
    document.getElementById("videos").focus({ preventScroll: true });
  };
  return (
    <div class="job" data-state={state}>
      <p>
        <strong>{isOver ? jobEnd(job) : title}</strong>
        {!isOver && (
          <span>
            {ready} of {total} {job.action === "delete" ? "deleted" : "ready"}
            {encoding > 0 && `, ${encoding} in progress`}
            {failed > 0 && `, ${failed} failed`}
          </span>
        )}
        <span class="by">by {by}</span>
      </p>
      {!isOver && <progress max="100" value={percent} aria-label={title} />}
      {waiting && !isOver && <p class="waiting">Waiting for {waiting}</p>}
      <Failures failures={failures} failed={failed} />
      {fault && (
        <p class="fault" role="alert">
          Not stopped. {reason(fault)}
        </p>
      )}
      {(isOver || session.isEditor.value) && (
        <button
          type="button"
          class="button small"
          aria-label={`${label}: ${title}`}
          onClick={isOver ? close : () => jobs.stop(id)}
        >
          <Icon name="close" />
          {label}
        </button>
      )}
    </div>
  );
}

function Failures({ failures, failed }) {
  const { library } = useDashboard();
  if (!failures?.length) return null;
  const name = (uid) => nameOf(library.find(uid) ?? { uid });
  return (
    <details>
      <summary>What failed</summary>
      <ul>
        {failures.map(({ video, message }) => (
          <li key={video}>
            <bdi>{name(video)}</bdi>: {message}
          </li>
        ))}
      </ul>
      {failed > failures.length && <p>And {failed - failures.length} more.</p>}
    </details>
  );
}
