// A run of the automation, by the cron trigger: it has downloads created of new videos, and saves what is ready to R2.
// Both as far as they come in a while; the next run goes on.

import { clientOf } from "../client.js";
import { jobsOf } from "../jobs/jobs.js";
import { redact } from "../secrets.js";
import { settings } from "../settings.js";
import { archive } from "./archive.js";
import { createForNew } from "./create.js";

// Cloudflare ends a run after 15 minutes.
const LONGEST = 14 * 60_000;

export async function runAutomation(env) {
  // Until it is set up, the dashboard does nothing.
  if (settings(env).faults.length > 0) return;
  const jobs = jobsOf(env);
  const todo = await jobs.beginRun();
  if (!todo) return;
  const { stream } = clientOf(env, { maxRetries: 2 });
  const signal = AbortSignal.timeout(LONGEST);
  let cursor;
  try {
    if (todo.create.length > 0) await attempt(env, () => createForNew(stream, jobs, todo, signal));
    if (todo.archive && env.ARCHIVE) {
      const { cursor: from, unsaved } = todo;
      cursor = await attempt(env, () => archive({ env, stream, jobs, cursor: from, unsaved, signal }));
    }
  } finally {
    await jobs.endRun({ cursor });
  }
}

/** One must not keep the other from running. */
async function attempt(env, act) {
  try {
    return await act();
  } catch (error) {
    console.error(redact(String(error?.stack ?? error), env));
  }
}
