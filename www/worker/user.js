// Who uses the dashboard: `{ name, role, signOut }`. `role` is "editor", who may change things, or "viewer", who may
// look; `signOut` is where a session ends: a form is sent to "/sign-out", and Cloudflare Access has a page; or null.

export const LOCAL = { name: "Local", role: "editor", signOut: null };

export function passwordUser({ session }) {
  return { name: "Editor", role: "editor", signOut: session ? "/sign-out" : null };
}

/** `payload` is that of a verified assertion: a person has an e-mail address, and a service token has a name. */
export function accessUser({ email, common_name: serviceToken }) {
  return email
    ? { name: email, role: "editor", signOut: "/cdn-cgi/access/logout" }
    : { name: serviceToken || "Unnamed", role: "editor", signOut: null };
}
