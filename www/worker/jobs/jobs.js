// The jobs on downloads, in a Durable Object. There is one for the whole dashboard, and it works by alarms, so that a
// job goes on after a reload, a deployment or an eviction. It also keeps the automation's settings and the activity.

import { DurableObject } from "cloudflare:workers";

import { redact } from "../secrets.js";
import { nextTry, send, webhookOf } from "../webhook/notice.js";
import { Activity } from "./activity.js";
import { Automation } from "./automation.js";
import { Connection } from "./connection.js";
import { lookSize, nextPace, nextStep, waitingFor } from "./decisions.js";
import { Facts } from "./facts.js";
import { Queue } from "./queue.js";
import { SCHEMA } from "./schema.js";
import { Step } from "./step.js";

const MOST_RUNNING = 20;

/** The stub of the only one. */
export function jobsOf(env) {
  return env.JOBS.get(env.JOBS.idFromName("account"));
}

export class Jobs extends DurableObject {
  #queue;
  #activity;
  #automation;
  #connection;
  #webhook;
  // The step under way, and the number of its job where it is one job's.
  #current = {};
  #pace = nextPace(0, true);
  #lookAt = 0;
  #lookedAt = 0;

  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec(SCHEMA);
    const facts = new Facts(ctx.storage);
    this.#webhook = webhookOf(env);
    this.#queue = new Queue(ctx.storage, facts, { notifies: this.#webhook !== undefined });
    this.#activity = new Activity(ctx.storage);
    this.#automation = new Automation(ctx.storage, facts);
    this.#connection = new Connection(env);
  }

  list() {
    return { jobs: this.#queue.shown(this.#waiting()), automation: this.#automation.shown() };
  }

  /** Starts a job, and gives it; null while too many are running. */
  async create({ action, types, videos, by }) {
    if (this.#queue.running >= MOST_RUNNING) return null;
    const id = crypto.randomUUID();
    const now = Date.now();
    this.#queue.add({ id, action, types, videos, by }, now);
    this.#activity.record({ by, action, types, job: id }, now);
    await this.wake();
    return this.#queue.job(id, this.#waiting());
  }

  /** Ends a job, and gives it; null when there is no such job. */
  async stop(id, by) {
    const now = Date.now();
    const number = this.#queue.stop(id, now);
    if (number !== undefined) {
      if (this.#current.number === number) this.#current.step.stop();
      const { types } = this.#queue.job(id);
      this.#activity.record({ by, action: "stop", types, job: id }, now);
      await this.wake();
    }
    return this.#queue.job(id) ?? null;
  }

  /** Changes what `changes` has of the automation's settings, and gives all of them. */
  setAutomation(changes, by) {
    const now = Date.now();
    this.#automation.set(changes, by, now);
    const shown = this.#automation.shown();
    this.#activity.record({ by, action: "automation", types: shown.create }, now);
    return shown;
  }

  /** What the automation's next run has to do, or null when there is nothing or another run is under way. */
  async beginRun() {
    const now = Date.now();
    this.#activity.prune(now);
    await this.wake();
    return this.#automation.begin(now);
  }

  /**
   * Stores what the automation has found among the new videos, and starts a job for those that lack something, unless
   * its settings were changed meanwhile.
   */
  async foundNew({ changedAt, types, lacking, dealtWith, from }) {
    if (!this.#automation.isSince(changedAt)) return;
    const asked = { action: "create", types, videos: lacking, by: "Automation" };
    // The next run finds them again.
    if (lacking.length > 0 && !(await this.create(asked))) return;
    this.#automation.dealtWith(dealtWith, from);
  }

  /** Stores what became of the saving of one file, which is that of the archive. */
  archived(entry, file) {
    const now = Date.now();
    this.#activity.record({ by: "Automation", action: "archive", ...entry }, now);
    this.#automation.archived(file, entry.result === "ok", now);
  }

  endRun({ cursor }) {
    this.#automation.end(cursor);
  }

  record(entry) {
    this.#activity.record(entry, Date.now());
  }

  activity(query) {
    return this.#activity.list(query, Date.now());
  }

  /** Has the jobs go on now, unless they are at it. */
  async wake() {
    if (this.#current.step) return;
    if (this.#next() || this.#queue.noticeAt) await this.ctx.storage.setAlarm(Date.now());
  }

  async alarm() {
    try {
      await this.#notify();
      await this.#work();
    } catch (error) {
      // An alarm that fails is repeated a few times only, and the jobs are to go on.
      console.error(redact(String(error?.stack ?? error), this.env));
    } finally {
      this.#current = {};
    }
    const now = Date.now();
    const next = this.#next();
    const times = [next && (next.until ?? now), this.#queue.noticeAt].filter((time) => time !== undefined);
    if (times.length > 0) await this.ctx.storage.setAlarm(Math.max(now, Math.min(...times)));
  }

  #next() {
    const { work, follow } = this.#connection.rests;
    return nextStep({
      now: Date.now(),
      waiting: this.#queue.first()?.action,
      following: this.#queue.following,
      workAt: work.until,
      lookAt: Math.max(this.#lookAt, follow.until),
    });
  }

  async #work() {
    const { step: what } = this.#next() ?? {};
    if (!what) return;
    const step = new Step(this.#queue, this.#connection, { isTrial: this.#connection.hasTrouble(what) });
    // Work after work must not put a look off.
    const planned = what === "work" && this.#queue.following > 0 ? this.#lookAt : Infinity;
    try {
      if (what === "work") {
        const first = this.#queue.first();
        this.#current = { step, number: first.number };
        await step.work(first);
      } else {
        this.#current = { step };
        const since = Date.now() - this.#lookedAt;
        this.#lookedAt = Date.now();
        await step.follow(lookSize(since));
      }
      this.#connection.succeeded(what);
    } catch (error) {
      this.#connection.failed(what, error, step.hasWorked, Date.now());
    }
    this.#pace = nextPace(this.#pace, what === "work" || step.hasChanged);
    this.#lookAt = Math.min(planned, Date.now() + this.#pace);
  }

  async #notify() {
    for (const { number, tries, job } of this.#queue.notices(Date.now())) {
      const isDone = !this.#webhook || (await send(this.#webhook, job));
      this.#queue.noticed(number, isDone ? null : nextTry(tries + 1, Date.now()));
    }
  }

  /** Says of a running job, by its number, why it rests just now. */
  #waiting() {
    const { rests } = this.#connection;
    const isLimited = this.#current.step !== undefined && this.#connection.isLimited;
    const first = this.#queue.first()?.number;
    const shared = { now: Date.now(), following: this.#queue.following, isLimited };
    return (number) => {
      const hasWaiting = this.#queue.hasWaiting(number);
      const rest = hasWaiting ? rests.work : rests.follow;
      return waitingFor({ ...shared, hasWaiting, isFirst: number === first, rest });
    };
  }
}
