// Who uses the dashboard: `{ name, role, signOut }`. `role` is "editor", who may change things, or "viewer", who may
// only look. `signOut` is how to leave: "/sign-out", which takes a form, the address of Access's own page, or null.

const NAMES = { editor: "Editor", viewer: "Viewer" };

export const LOCAL = { name: "Local", role: "editor", signOut: null };

export function passwordUser(role, { session }) {
  return { name: NAMES[role], role, signOut: session ? "/sign-out" : null };
}

/**
 * `payload` is that of a verified assertion: a person has an e-mail address, and a service token has a name. Without a
 * list of `editors` all are.
 */
export function accessUser(payload, editors) {
  const email = textOf(payload.email);
  const role = !editors || isAmong(editors, payload) ? "editor" : "viewer";
  return email
    ? { name: email, role, signOut: "/cdn-cgi/access/logout" }
    : { name: textOf(payload.common_name) || "Service token", role, signOut: null };
}

/** Says whether a list has the person's e-mail address, its domain or one of the groups, or a service token's name. */
function isAmong(editors, payload) {
  const email = textOf(payload.email).toLowerCase();
  const groups = groupsOf(payload);
  return editors.some((entry) => {
    if (entry.startsWith("@")) return email.slice(email.lastIndexOf("@")) === entry.toLowerCase();
    if (entry.includes("@")) return email === entry.toLowerCase();
    // The name of a service token ends so. It is not looked for among the groups, which people may name as they like.
    return entry.endsWith(".access") ? entry === payload.common_name : groups.includes(entry);
  });
}

/** What identity providers send differs: names, or objects with a name and an identifier. */
function groupsOf({ groups, custom }) {
  return [groups, custom?.groups].flat().flatMap((group) => {
    return typeof group === "string" ? [group] : [group?.name, group?.id];
  });
}

const textOf = (value) => (typeof value === "string" ? value : "");
