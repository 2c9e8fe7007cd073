// Reads the status as if there were no other than the three that are documented.

import type { DownloadGetResponse } from "../package.js";

export const status = (mp4: DownloadGetResponse.Default): "ready" | "inprogress" | "error" =>
  mp4.status;
