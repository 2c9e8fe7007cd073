// Reads a field of a download as if it were always there.

import type { DownloadGetResponse } from "../package.js";

export const half = ({ percentComplete }: DownloadGetResponse.Default): number =>
  percentComplete / 2;
