// What ask.js is asked, and what it must answer.

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { askStandIn } from "./output.mjs";

export const question = ({ baseURL }) => ({
  baseURL,
  apiToken: API_TOKEN,
  accountId: ACCOUNT_ID,
  known: VIDEOS.bothReady,
  unknown: "0".repeat(32),
});

/** Resolves to the answer, as JSON. */
export async function answer(standIn) {
  const result = await askStandIn(standIn);
  const error = { name: "NotFoundError", status: 404, same: true };
  return JSON.stringify({ result, ready: result, error });
}
