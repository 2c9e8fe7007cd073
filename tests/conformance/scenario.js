// The tests' side of the stand-in's scenarios: what it shall answer, and what has arrived there.

// Taken now, because tests replace the global one.
const { fetch } = globalThis;

/**
 * Makes a scenario of a script, as the stand-in's scenario.js describes it. Gives its `baseURL`, and what
 * the requests that have arrived there are asked by.
 */
export async function makeScenario(origin, script) {
  // A text body needs no preflight, so that browsers send this at once.
  const body = JSON.stringify({ answers: [], ...script });
  const response = await fetch(`${origin}/scenarios`, { method: "POST", body });
  if (!response.ok) throw new Error(`The stand-in refused a scenario: ${await response.text()}`);
  const { id, baseURL } = await response.json();
  const requests = async () => (await (await fetch(`${origin}/scenarios/${id}`)).json()).requests;
  return { baseURL, requests };
}

/**
 * Gives a function that makes a scenario of `answers`, of which the last repeats for ever. Without
 * any, the stand-in behaves as ever and keeps a record.
 */
export function scenarios(origin) {
  return async (...answers) => {
    const { baseURL, requests } = await makeScenario(origin, { answers, repeat: true });
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

/**
 * Makes a scenario in which a video takes `seconds` to encode for whoever is `factor` times as fast. The
 * stand-in's VIDEOS.nothing is that video.
 */
export function encoding(origin, { seconds, factor = 1 }, ...answers) {
  const DURATION = 95.4;
  return makeScenario(origin, { answers, speed: (DURATION / seconds) * factor });
}
