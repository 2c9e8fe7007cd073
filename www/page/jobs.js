// The jobs of the account, which the Worker does: how far they are, for everybody who has the page open.

import { computed, signal } from "@preact/signals";
import { CloudflareError } from "cf-stream-downloads";

import { jobEnd, jobTitle } from "./words.js";

// How often they are asked for, in ms: while one runs, and to see those that others have started.
const SOON = 2000;
const SELDOM = 15_000;

const isRunning = ({ state }) => state === "running";

/** `onProgress` is called when a job has got further, and `onEnd` with the videos of one that was started here. */
export function createJobs({ api, connection, say, notify, isHidden, onProgress, onEnd }) {
  /** The newest first. */
  const jobs = signal([]);
  /** What is done by itself; nothing is known of it at first. */
  const automation = signal();
  /** Why the last thing that was asked for here was not done. */
  const fault = signal();
  const running = computed(() => jobs.value.filter(isRunning));
  // Those that are done and were closed here, and those that had ended before the page was opened.
  const closed = signal(new Set());
  const shown = computed(() => jobs.value.filter((job) => isRunning(job) || !closed.value.has(job.id)));
  // The videos of those that were started here.
  const started = new Map();
  let isKnown = false;
  // Counts loads and what was done here: an answer to a load before the last of them may say how it was before.
  let latest = 0;
  let timer;

  async function load() {
    clearTimeout(timer);
    // While it is hidden, only who waits for a job wants to be told of its end.
    const rests = connection.isCut.value || (isHidden() && running.value.length === 0);
    if (!rests) {
      const own = ++latest;
      try {
        const answer = await api.jobs();
        if (own === latest) take(answer);
      } catch (error) {
        if (!(error instanceof CloudflareError)) throw error;
      }
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!connection.ended.value) timer = setTimeout(load, running.value.length > 0 ? SOON : SELDOM);
  }

  function take(answer) {
    const isSame = JSON.stringify(answer.jobs) === JSON.stringify(jobs.value);
    if (JSON.stringify(answer.automation) !== JSON.stringify(automation.value)) automation.value = answer.automation;
    if (!isKnown) closed.value = new Set(answer.jobs.filter((job) => !isRunning(job)).map(({ id }) => id));
    isKnown = true;
    if (isSame) return;
    become(answer.jobs);
    onProgress();
  }

  /** Tells of those that have ended. */
  function become(list) {
    const before = new Map(jobs.value.map((job) => [job.id, job]));
    jobs.value = list;
    for (const job of list) {
      if (isRunning(job) || !before.has(job.id) || !isRunning(before.get(job.id))) continue;
      say(jobEnd(job));
      notify(jobEnd(job));
      onEnd(started.get(job.id) ?? []);
    }
  }

  /** Starts a job: `{ action, types, videos }`. Gives whether it has begun. */
  const start = (job) =>
    attempt(async () => {
      const begun = await api.startJob(job);
      started.set(begun.id, job.videos);
      become([begun, ...jobs.value.filter(({ id }) => id !== begun.id)]);
      say(`${jobTitle(begun)}.`);
    });

  const stop = (id) =>
    attempt(async () => {
      const stopped = await api.stopJob(id);
      become(jobs.value.map((job) => (job.id === id ? stopped : job)));
    });

  const automate = (change) =>
    attempt(async () => {
      automation.value = await api.setAutomation({ ...automation.value, ...change });
    });

  async function attempt(task) {
    fault.value = undefined;
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof CloudflareError)) throw error;
      fault.value = error;
      return false;
    } finally {
      latest += 1;
      plan();
    }
  }

  /** No longer shows one that has ended. */
  function close(id) {
    closed.value = new Set([...closed.value, id]);
  }

  return { jobs, shown, running, automation, fault, load, start, stop, automate, close };
}
