// A variable as text.

/** Without the spaces around it; empty where there is none. */
export function textOf(env, name) {
  return typeof env[name] === "string" ? env[name].trim() : "";
}
