// Stream bindings to hand to a client.

/** A binding whose methods give what `answer` does, and the calls that it got. */
export function bindingOf(answer = () => ({})) {
  const calls = [];
  const method = (name, id) => (...args) => {
    calls.push([name, id, ...args]);
    return answer(name, id, ...args);
  };
  const downloads = (id) =>
    Object.fromEntries(["get", "generate", "delete"].map((name) => [name, method(name, id)]));
  return { calls, binding: { video: (id) => ({ downloads: downloads(id) }) } };
}

/** An error as a binding throws it. */
export const thrown = (message, members) => Object.assign(new Error(message), members);
