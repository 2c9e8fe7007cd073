// The API of the jobs, the automation and the activity, below /api.

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as v from "valibot";

import { succeeded } from "./envelope.js";
import { jobsOf } from "./jobs/jobs.js";
import { byEditor, fromHere } from "./permission.js";
import { refuse } from "./refusal.js";

const MOST_VIDEOS = 10_000;
const MOST_ENTRIES = 100;

const TYPES = 'types must be a list of "default" (MP4), "audio" (M4A) or both.';
const VIDEOS = `videos must be a list of 1 to ${MOST_VIDEOS.toLocaleString("en")} identifiers of videos.`;
const CREATE = 'create must be an object in which "default" (MP4), "audio" (M4A) or both are true or false.';
const AUTOMATION_BODY = "The body must be a JSON object with create, archive or both.";

const video = (message) => v.pipe(v.string(message), v.regex(/^[\w-]{1,32}$/, message));
const whole = (least, most, message) =>
  v.pipe(
    v.string(message),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  );

const JOB = v.object(
  {
    action: v.picklist(["create", "retry", "delete"], 'action must be "create", "retry" or "delete".'),
    types: v.pipe(
      v.array(v.picklist(["default", "audio"], TYPES), TYPES),
      v.transform((types) => ["default", "audio"].filter((type) => types.includes(type))),
      v.minLength(1, TYPES),
    ),
    videos: v.pipe(
      v.array(video(VIDEOS), VIDEOS),
      v.minLength(1, VIDEOS),
      v.maxLength(MOST_VIDEOS, VIDEOS),
      v.transform((videos) => [...new Set(videos)]),
    ),
  },
  "The body must be a JSON object with action, types and videos.",
);

const AUTOMATION = v.pipe(
  v.object(
    {
      create: v.optional(
        v.strictObject({ default: v.optional(v.boolean(CREATE)), audio: v.optional(v.boolean(CREATE)) }, CREATE),
      ),
      archive: v.optional(v.boolean("archive must be true or false.")),
    },
    AUTOMATION_BODY,
  ),
  v.check(({ create, archive }) => create !== undefined || archive !== undefined, AUTOMATION_BODY),
);

const QUERY = v.object({
  video: v.optional(video("video must be the identifier of a video.")),
  before: v.optional(whole(0, Number.MAX_SAFE_INTEGER, "before must be the id of an entry.")),
  limit: v.optional(whole(1, MOST_ENTRIES, `limit must be 1 to ${MOST_ENTRIES}.`), "50"),
});

const limited = bodyLimit({
  maxSize: 1_000_000,
  onError: (c) => refuse(c, 413, "The body is too long."),
});

export const jobsApi = new Hono();
jobsApi.get("/jobs", async (c) => send(c, await jobsOf(c.env).list()));
jobsApi.post("/jobs", fromHere, byEditor, limited, (c) => withBody(c, JOB, create));
jobsApi.post("/jobs/:id/stop", fromHere, byEditor, stop);
jobsApi.put("/automation", fromHere, byEditor, limited, (c) => withBody(c, AUTOMATION, setAutomation));
jobsApi.get("/activity", (c) => withInput(c, QUERY, c.req.query(), listActivity));

async function create(c, asked) {
  const job = await jobsOf(c.env).create({ ...asked, by: c.get("user").name });
  if (!job) return refuse(c, 409, "Too many jobs are running. Wait until one has ended, or stop one.");
  return send(c, job, 201);
}

async function stop(c) {
  const job = await jobsOf(c.env).stop(c.req.param("id"), c.get("user").name);
  return job ? send(c, job) : refuse(c, 404, "There is no such job.");
}

async function setAutomation(c, changes) {
  if (changes.archive && !c.env.ARCHIVE) {
    return refuse(c, 400, "archive needs an R2 bucket, bound as ARCHIVE in wrangler.jsonc.");
  }
  return send(c, await jobsOf(c.env).setAutomation(changes, c.get("user").name));
}

async function listActivity(c, query) {
  return send(c, await jobsOf(c.env).activity(query));
}

async function withBody(c, schema, act) {
  return withInput(c, schema, await c.req.json().catch(() => undefined), act);
}

/** Calls `act` with what was asked, or says what is wrong with it. */
function withInput(c, schema, input, act) {
  const { success, output, issues } = v.safeParse(schema, input, { abortEarly: true });
  if (success) return act(c, output);
  // A field that is missing has no message of its own.
  const [{ type, path, message }] = issues;
  return refuse(c, 400, type === "object" && path ? `${path[0].key} is missing.` : message);
}

function send(c, result, status = 200) {
  return c.json(succeeded(result), status, { "cache-control": "no-store" });
}
