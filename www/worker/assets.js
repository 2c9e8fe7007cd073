// The built page.

import { refuse } from "./refusal.js";

const YEAR = "private, max-age=31536000, immutable";

export async function assets(c) {
  const response = await c.env.ASSETS?.fetch(c.req.raw);
  if (!response || response.status === 404) return refuse(c, 404, "There is nothing here.");
  // Its headers cannot be changed.
  const answer = new Response(response.body, response);
  // Nobody may keep for others what is behind the password. The names below /assets change with what is in them.
  const hashed = response.ok && c.req.path.startsWith("/assets/");
  answer.headers.set("cache-control", hashed ? YEAR : "private, no-cache");
  return answer;
}
