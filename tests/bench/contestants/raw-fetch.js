// What somebody writes who wants no client.

export const makeClient = (options) => options;

export async function get({ apiToken, baseURL, fetch = globalThis.fetch }, identifier, account_id) {
  const url = `${baseURL}/accounts/${account_id}/stream/${identifier}/downloads`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiToken}` } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).result;
}
