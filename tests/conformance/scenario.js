// The tests' side of the stand-in's scenarios: what it shall answer, and what has arrived there.

// Taken now, because tests replace the global one.
const { fetch } = globalThis;

/**
 * Gives a function that makes a scenario of `answers`, of which the last repeats for ever. Without
 * any, the stand-in behaves as ever and keeps a record.
 */
export function scenarios(origin) {
  return async (...answers) => {
    // A text body needs no preflight, so that browsers send this at once.
    const body = JSON.stringify({ answers, repeat: true });
    const response = await fetch(`${origin}/scenarios`, { method: "POST", body });
    if (!response.ok) throw new Error(`The stand-in refused a scenario: ${await response.text()}`);
    const { id, baseURL } = await response.json();

    const requests = async () => {
      const record = await fetch(`${origin}/scenarios/${id}`);
      return (await record.json()).requests;
    };
    const request = async () => {
      const [first, ...others] = await requests();
      if (!first || others.length > 0) {
        throw new Error(`Expected one request, got ${first ? others.length + 1 : "none"}.`);
      }
      return first;
    };
    return { baseURL, requests, request };
  };
}
