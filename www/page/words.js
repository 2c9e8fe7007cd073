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
} from "./api.js";

export const TYPES = { default: "MP4", audio: "M4A" };

// These would turn around the text that follows, or end the line.
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The video's name, or its identifier where nobody could see the name. */
export function nameOf({ name = "", uid }) {
  const plain = name.replace(CONTROLS, " ").trim();
  return VISIBLE.test(plain) ? plain : uid;
}

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

/** What went wrong, and what can be done about it. */
export function reason(error) {
  const said = error.errors?.[0]?.message?.replace(/\.$/, "");
  const detail = said ? ` (${said})` : "";
  if (error instanceof APIConnectionTimeoutError) return "The answer took too long.";
  if (error instanceof APIConnectionError) {
    return navigator.onLine ? "The dashboard did not answer." : "You are offline.";
  }
  if (error instanceof RateLimitError) return "There were too many requests just now.";
  if (error instanceof AuthenticationError) {
    return `You are not signed in any more, or the API token is no longer valid${detail}. Reload the page to sign in.`;
  }
  if (error instanceof PermissionDeniedError) {
    return `This is not allowed${detail}. The API token may lack the permission Stream Read or Stream Write.`;
  }
  if (error instanceof NotFoundError) return "It is no longer there.";
  if (error instanceof BadRequestError) return `Cloudflare refused this${detail}.`;
  if (error instanceof InternalServerError) return `Cloudflare could not do this${detail}.`;
  // A redirect, which only a sign-in page sends.
  if (error instanceof APIError && error.status === undefined) {
    return "You are not signed in any more. Reload the page to sign in.";
  }
  return `Something went wrong${detail || (error.message ? ` (${error.message})` : "")}.`;
}
