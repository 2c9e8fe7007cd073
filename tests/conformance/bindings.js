// Stream bindings to hand to a client.

/** A binding whose methods give what `answer` does, and the calls that it got. */
export function bindingOf(answer = () => ({})) {
  const calls = [];
  const method = (...called) => (...args) => {
    calls.push([...called, ...args]);
    return answer(...called, ...args);
  };
  const downloads = (id) =>
    Object.fromEntries(["get", "generate", "delete"].map((name) => [name, method(name, id)]));
  const video = (id) => ({ details: method("details", id), downloads: downloads(id) });
  return { calls, binding: { video, videos: { list: method("list") } } };
}

/** What a binding lists of videos, the newest first: `after` takes its own time in. */
export const listed = (videos, { before = "9", after = "0", limit }) =>
  videos.filter(({ created }) => created < before && created >= after).slice(0, limit);

/** An error as a binding throws it. */
export const thrown = (message, members) => Object.assign(new Error(message), members);
