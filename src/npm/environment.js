// The environment, where there is one.
export const orEnvironment = (value, name) => (value === undefined ? environment(name) : value);

/** Reads a variable: trimmed, and undefined when blank. */
export function environment(name) {
  const { Deno, process } = globalThis;
  // Deno asks its user, or throws, when a program reads a variable without permission.
  const value = Deno
    ? Deno.permissions?.querySync?.({ name: "env", variable: name }).state === "granted" &&
      Deno.env.get(name)
    : process?.env?.[name];
  return (typeof value === "string" && value.trim()) || undefined;
}
