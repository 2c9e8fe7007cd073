// What a page needs for one call.

import { get, makeClient } from "contestant";

const { apiToken, baseURL, accountId, identifier } = document.body.dataset;
const { default: download } = await get(makeClient({ apiToken, baseURL }), identifier, accountId);
document.body.append(download?.url ?? "");
