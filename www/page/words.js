// What is said to people: names, times and what went wrong.

import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from "cf-stream-downloads";

import { SIGNED_OUT } from "./connection.js";

export { nameOf } from "./name.js";

export const TYPES = { default: "MP4", audio: "M4A" };

/** As in 1:02:45, and nothing for what is not known. */
export function clock(seconds) {
  if (!(seconds >= 0)) return "";
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, i) => (i ? String(part).padStart(2, "0") : part)).join(":");
}

/** The same for a screen reader, as in "1 hour 2 minutes 45 seconds". */
export function spoken(seconds) {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ];
  return parts
    .filter(([number]) => number)
    .map((part) => count(...part))
    .join(" ");
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
export function day(created) {
  const date = new Date(created);
  return Number.isNaN(date.getTime()) ? "" : dates.format(date);
}

/** How long it will still take, in steps so large that the text rarely changes. */
export function remaining(seconds) {
  if (!(seconds < 86_400)) return "";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 60) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  if (seconds < 5400) return `about ${Math.ceil(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}

export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// The Worker's own refusals: what it cannot take, what one may not do here, too many jobs, and what is too long.
// Cloudflare's codes are others.
const OWN = [1400, 1403, 1409, 1413];

/** What went wrong, and what can be done about it. */
export function reason(error) {
  if (error.code === SIGNED_OUT) return "Your session has ended.";
  if (OWN.includes(error.code)) return error.errors[0].message;
  const said = error.errors?.[0]?.message?.replace(/\.$/, "");
  const detail = said ? ` (${said})` : "";
  if (error instanceof APIConnectionTimeoutError) return "The answer took too long.";
  if (error instanceof APIConnectionError) {
    return navigator.onLine ? "The dashboard did not answer." : "You are offline.";
  }
  if (error instanceof RateLimitError) return "There were too many requests just now.";
  if (error instanceof AuthenticationError) {
    return `Cloudflare does not accept this dashboard’s API token${detail}. Whoever set it up can set a new one.`;
  }
  if (error instanceof PermissionDeniedError) {
    return `This is not allowed${detail}. The API token may lack the permission Stream Read or Stream Write.`;
  }
  if (error instanceof NotFoundError) return "It is no longer there.";
  if (error instanceof BadRequestError) return `Cloudflare refused this${detail}.`;
  if (error instanceof InternalServerError) return `Cloudflare could not do this${detail}.`;
  // A redirect, which only a sign-in page sends.
  if (error instanceof APIError && error.status === undefined) return "Your session has ended.";
  return `Something went wrong${detail || (error.message ? ` (${error.message})` : "")}.`;
}

const DONE = { create: "created", retry: "made anew", delete: "deleted" };
const DOING = { create: "Creating", retry: "Making anew", delete: "Deleting" };

/** What types are called together, as in "MP4s and M4As". */
export const typesOf = (types) => types.map((type) => `${TYPES[type]}s`).join(" and ");

/** What a job does, as in "Creating MP4s for 60 videos". */
export const jobTitle = ({ action, types, total }) =>
  `${DOING[action]} ${typesOf(types)} ${action === "delete" ? "of" : "for"} ${count(total, "video")}`;

/** What became of a job. */
export function jobEnd({ action, types, total, ready, failed, state }) {
  const what = `${typesOf(types)} ${DONE[action]} for ${ready} of ${count(total, "video")}`;
  return `${state === "stopped" ? "Stopped: " : ""}${what}${failed > 0 ? `, ${failed} failed` : ""}.`;
}

const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
/** A day and its time. */
export function moment(time) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : moments.format(date);
}

const PREFIXES = ["kB", "MB", "GB", "TB"];
/** As in 1.4 GB. */
export function bytes(number) {
  const power = Math.min(PREFIXES.length, Math.max(1, Math.floor(Math.log10(number) / 3)));
  return `${(number / 1000 ** power).toPrecision(3)} ${PREFIXES[power - 1]}`;
}

const DID = {
  create: "created",
  retry: "made anew",
  delete: "deleted",
  archive: "saved",
  stop: "stopped a job",
  automation: "changed the automation",
};

/** What somebody has done, as in "created MP4". */
export function activityText({ action, types }) {
  const what = (types ?? []).map((type) => TYPES[type] ?? type).join(" and ");
  return `${DID[action] ?? action} ${what}`.trim();
}
