// Windows that are loaded when they are first opened.

import { useEffect, useState } from "preact/hooks";

import { Dialog } from "./dialog.jsx";

/** A window in place of the one of this name in a module, which `load` imports. Until it is there nothing is shown. */
export function lazy(load, name) {
  let Loaded;
  return function Lazy(props) {
    const [hasFailed, setFailed] = useState();
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (module) => {
          Loaded = module[name];
          setFailed(false);
        },
        () => setFailed(true),
      );
    }, []);
    if (hasFailed) return <NotLoaded onClose={props.onClose} />;
    return Loaded && <Loaded {...props} />;
  };
}

/** A browser may not ask again for what has failed once, and a new version has other files: a reload helps always. */
function NotLoaded({ onClose }) {
  return (
    <Dialog title="This could not be loaded" onClose={onClose}>
      <p>The dashboard did not answer, or there is a new version of it.</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        Reload the page
      </button>
    </Dialog>
  );
}
