// The page as a whole.

import { useState } from "preact/hooks";

import { Banner } from "./banner.jsx";
import { useDashboard } from "./dashboard.js";
import { Filters } from "./filters.jsx";
import { Head } from "./head.jsx";
import { JobList } from "./job-list.jsx";
import { lazy } from "./lazy.jsx";
import { List } from "./list.jsx";
import { Toolbar } from "./toolbar.jsx";

// What few open, and nobody at once.
const load = () => import("./windows.js");
const dialogs = { activity: lazy(load, "Activity"), automation: lazy(load, "Automation") };
const Drawer = lazy(load, "Drawer");

export function App() {
  const { address, library, spoken } = useDashboard();
  const [opened, open] = useState();
  const Dialog = dialogs[opened];
  const { open: uid } = address.query.value;
  const close = () => address.change({ open: "" });
  return (
    <>
      <a class="skip" href="#videos">
        Skip to the videos
      </a>
      <Head onOpen={open} />
      <main aria-labelledby="title">
        <Banner />
        <JobList />
        <Filters />
        <Toolbar />
        <List />
      </main>
      {Dialog && <Dialog onClose={() => open(undefined)} />}
      {uid && library.videos.value.length > 0 && <Drawer key={uid} uid={uid} onClose={close} />}
      <p class="hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}
