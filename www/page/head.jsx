// The top of the page: the search, and what concerns all of the dashboard.

import { useLayoutEffect, useRef } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { Icon } from "./icon.jsx";

// How long nothing must have been typed, in ms.
const TYPED = 200;

export function Head({ onOpen }) {
  return (
    <header class="head">
      <h1 id="title">
        <Icon name="logo" />
        Stream downloads
      </h1>
      <search>
        <Search />
      </search>
      <div class="menu">
        <Refresh />
        <button type="button" class="button quiet" onClick={() => onOpen("automation")}>
          Automation
        </button>
        <button type="button" class="button quiet" onClick={() => onOpen("activity")}>
          Activity
        </button>
        <Who />
      </div>
    </header>
  );
}

function Search() {
  const { address } = useDashboard();
  const { search } = address.query.value;
  const field = useRef();
  const timer = useRef();
  // What was typed here last, which the address has. More may have been typed since.
  const typed = useRef(search);
  // Otherwise one has gone back, or has taken the filters away.
  useLayoutEffect(() => {
    if (search === typed.current) return;
    clearTimeout(timer.current);
    typed.current = search;
    field.current.value = search;
  }, [search]);
  const apply = () => {
    typed.current = field.current.value.trim();
    address.change({ search: typed.current }, { replace: true });
  };
  const type = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(apply, TYPED);
  };
  return (
    <form role="search" onSubmit={(event) => event.preventDefault()}>
      <Icon name="search" />
      <input
        type="search"
        name="search"
        placeholder="Search by name or identifier"
        aria-label="Search videos by name or identifier"
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        defaultValue={search}
        ref={field}
        onInput={type}
      />
    </form>
  );
}

function Refresh() {
  const { library, lookAgain } = useDashboard();
  const isBusy = library.refreshing.value || ["first", "loading"].includes(library.phase.value);
  return (
    <button type="button" class="button refresh" aria-disabled={isBusy} onClick={() => isBusy || lookAgain()}>
      <Icon name="refresh" />
      <span>Refresh</span>
    </button>
  );
}

function Who() {
  const { session } = useDashboard();
  const { name, role, signOut } = session.session.value;
  if (name === null) return null;
  return (
    <>
      <span class="who">
        {name}
        {role === "viewer" && name !== "Viewer" && " (may only look)"}
      </span>
      {signOut === "/sign-out" && (
        <form method="post" action={signOut}>
          <button class="button quiet">Sign out</button>
        </form>
      )}
      {signOut && signOut !== "/sign-out" && (
        <a class="button quiet" href={signOut}>
          Sign out
        </a>
      )}
    </>
  );
}
