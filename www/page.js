// The page as HTML. `html` escapes all that is put into it: names, messages and links come from
// outside.

import { html, raw } from "hono/html";
import style from "./page.css";

const types = { default: "Video (MP4)", audio: "Audio (M4A)" };
const statuses = { ready: "Ready", inprogress: "In progress", error: "Error" };

/** `fault` is why the videos cannot be listed; otherwise `videos` are the first of `count`. */
export function page({ account, source, videos, count, fault }) {
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>Stream downloads</title>
          <link rel="icon" href="data:," />
          <style>
            ${raw(style)}
          </style>
        </head>
        <body>
          <header>
            <h1>Stream downloads</h1>
            <p>Account <code>${account}</code>, from ${source}.</p>
          </header>
          <main>
            ${fault === undefined ? listOf(videos, count) : faultOf("The videos cannot be listed", fault)}
          </main>
        </body>
      </html> `,
  );
}

function listOf(videos, count) {
  if (count === 0) return html`<p>The account has no videos.</p>`;
  const few = videos.length < count && html`<p>The first ${videos.length} of ${count} videos.</p>`;
  return html`${few}
    <ul class="videos">
      ${videos.map(videoOf)}
    </ul>`;
}

function videoOf({ uid, meta, duration, downloads, fault }) {
  const name = text(meta?.name);
  return html` <li class="video">
    <h2>${name || text(uid)}</h2>
    <p class="about">
      ${name && html`<code>${text(uid)}</code>`}<span>${lengthOf(duration)}</span>
    </p>
    ${fault === undefined ? downloadsOf(downloads) : faultOf("Its downloads cannot be listed", fault)}
  </li>`;
}

function downloadsOf(downloads) {
  const entries = Object.entries(downloads);
  if (entries.length === 0) return html`<p class="none">No download has been created.</p>`;
  return html`<ul class="downloads">
    ${entries.map(downloadOf)}
  </ul>`;
}

function downloadOf([type, download]) {
  const { status, percentComplete, url } = Object(download);
  const name = Object.hasOwn(types, type) ? types[type] : type;
  return html` <li>
    <span class="type">${name}</span>
    <span class="status" data-status="${text(status)}">${statusOf(status)}</span>
    ${progressOf(name, percentComplete)} ${linkOf(url, status)}
    ${status === "error" && html`<p class="fault">Cloudflare could not create this download.</p>`}
  </li>`;
}

function statusOf(status) {
  return Object.hasOwn(statuses, status) ? statuses[status] : text(status) || "Unknown";
}

function progressOf(name, percent) {
  if (typeof percent !== "number") return;
  return html`<span class="progress">
    <progress max="100" value="${percent}" aria-label="${name}"></progress>
    <span>${percent} %</span>
  </span>`;
}

function linkOf(url, status) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return;
  return html`<a href="${url}">${status === "ready" ? "Download" : "Link"}</a>`;
}

function faultOf(what, message) {
  return html`<p class="fault">${what}: ${message.replace(/\.$/, "")}.</p>`;
}

function lengthOf(seconds) {
  if (typeof seconds !== "number" || seconds < 0) return;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [
    hours && `${hours} h`,
    minutes && `${minutes} min`,
    !hours && `${Math.floor(seconds % 60)} s`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** A value of the API as text, whatever it is. */
function text(value) {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
