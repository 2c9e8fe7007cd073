// The way out, where a password was the way in.

import { useEffect, useState } from "preact/hooks";

export function SignOut() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    // Without an answer there is nothing to sign out of just now.
    maySignOut().then(setShown, () => {});
  }, []);
  return (
    shown && (
      <form method="post" action="/sign-out">
        <button class="button quiet">Sign out</button>
      </form>
    )
  );
}

async function maySignOut() {
  const response = await fetch("/api/session");
  return response.ok && (await response.json()).result.signOut;
}
