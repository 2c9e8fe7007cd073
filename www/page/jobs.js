// The jobs of the account, which the Worker does: how far they are, for everybody who has the page open.

import { computed, signal } from "@preact/signals";
import { CloudflareError } from "cf-stream-downloads";

import { jobEnd, jobTitle } from "./words.js";

// How often they are asked for, in ms: while one runs, and to see those that others have started.
const SOON = 2000;
const SELDOM = 15_000;
// The Worker takes no more in one job.
const MOST_VIDEOS = 10_000;

const isRunning = ({ state }) => state === "running";

/** `onProgress` is called when a job has got further, and `onEnd` with the videos of one that was started here. */
export function createJobs({ api, connection, say, notify, isHidden, onProgress, onEnd }) {
  /** The newest first. */
  const jobs = signal([]);
  /** What is done by itself; nothing is known of it at first. */
  const automation = signal();
  /** Whether one is being started from here. */
  const isStarting = signal(false);
  /** Why what was asked for here last was not done: a start, and a change of the automation. */
  const faults = { start: signal(), automate: signal() };
  const stopFaults = new Map();
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
  let automated = Promise.resolve();

  async function load() {
    clearTimeout(timer);
    // While it is hidden, only who waits for a job wants to be told of its end.
    const rests = connection.isCut.value || (isHidden() && running.value.length === 0);
    try {
      if (rests) return;
      const own = ++latest;
      const answer = await api.jobs();
      if (own === latest) take(answer);
    } catch (error) {
      if (!(error instanceof CloudflareError)) throw error;
    } finally {
      plan();
    }
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

  /**
   * Starts a job, `{ action, types, videos }`, or several for more videos than one may have, unless some are being
   * started already. Gives the videos of those that have begun.
   */
  async function start({ videos, ...job }) {
    if (isStarting.value) return [];
    isStarting.value = true;
    let begun = 0;
    try {
      const startNext = () => startOne({ ...job, videos: videos.slice(begun, begun + MOST_VIDEOS) });
      while (begun < videos.length && (await startNext())) begun += MOST_VIDEOS;
    } finally {
      isStarting.value = false;
    }
    return videos.slice(0, begun);
  }

  const startOne = (job) =>
    attempt(faults.start, async () => {
      const begun = await api.startJob(job);
      started.set(begun.id, job.videos);
      become([begun, ...jobs.value.filter(({ id }) => id !== begun.id)]);
      say(`${jobTitle(begun)}.`);
    });

  const stop = (id) =>
    attempt(stopFaultOf(id), async () => {
      const stopped = await api.stopJob(id);
      become(jobs.value.map((job) => (job.id === id ? stopped : job)));
    });

  /** Why the last stop of this job that was asked for here was not done. */
  function stopFaultOf(id) {
    if (!stopFaults.has(id)) stopFaults.set(id, signal());
    return stopFaults.get(id);
  }

  /** Changes what `change` has of the automation, and nothing that others may have changed meanwhile. */
  const automate = (change) =>
    attempt(faults.automate, async () => {
      // One after another, so that each answer tells of those before it, too.
      automated = automated.catch(() => {}).then(() => api.setAutomation(change));
      automation.value = await automated;
    });

  async function attempt(fault, task) {
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

  return { jobs, shown, running, automation, isStarting, faults, stopFaultOf, load, start, stop, automate, close };
}
