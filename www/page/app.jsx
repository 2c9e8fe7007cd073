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
const dialogs = {
  activity: lazy(() => import("./activity.jsx")),
  automation: lazy(() => import("./automation.jsx")),
};
const Drawer = lazy(() => import("./drawer.jsx"));

export function App() {
  const { address, library, spoken } = useDashboard();
  const [opened, open] = useState();
  const Dialog = dialogs[opened];
  const { open: uid } = address.query.value;
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
      {uid && library.videos.value.length > 0 && <Drawer key={uid} uid={uid} />}
      <p class="hidden" role="status" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}
