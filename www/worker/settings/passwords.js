// The passwords: one for those who may change things, and if one wants another for those who may only look.

const LEAST = 12;

/** Gives `passwords`, by role, where there is one for editors. */
export function passwordSettings(env) {
  const editor = passwordOf(env.DASHBOARD_PASSWORD);
  const viewer = passwordOf(env.VIEWER_PASSWORD);
  const faults = Object.entries({ DASHBOARD_PASSWORD: editor, VIEWER_PASSWORD: viewer })
    .filter(([, password]) => password && [...password].length < LEAST)
    .map(([name]) => `${name} is too short. It needs at least ${LEAST} characters.`);
  if (viewer && !editor) faults.push("DASHBOARD_PASSWORD is missing. VIEWER_PASSWORD is set and needs it.");
  if (viewer && viewer.normalize() === editor.normalize()) {
    faults.push("VIEWER_PASSWORD and DASHBOARD_PASSWORD are the same. Choose a different one for viewers.");
  }
  return { passwords: editor ? { editor, ...(viewer && { viewer }) } : undefined, faults };
}

// A line end comes with what is piped into wrangler; a space may be meant.
function passwordOf(given) {
  return typeof given === "string" ? given.replace(/[\r\n]+$/, "") : "";
}
