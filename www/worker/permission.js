// What changes anything is for editors, and only for a page of the dashboard itself.

import { isFromHere } from "./origin.js";
import { refuse } from "./refusal.js";

/** Lets through what a page of this origin asks for. */
export function fromHere(c, next) {
  if (isFromHere(c.req)) return next();
  return refuse(c, 403, "Only a page of this dashboard itself may ask for this.");
}

/** Lets through who may change something. */
export function byEditor(c, next) {
  if (c.get("user").role === "editor") return next();
  return refuse(c, 403, "You may look, but not change anything here. Ask an editor of this dashboard to do it.");
}
