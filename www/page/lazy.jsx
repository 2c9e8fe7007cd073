// Components that are loaded when they are first shown.

import { useEffect, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";

/** A component in place of the default one of a module, which `load` imports. Until it is there nothing is shown. */
export function lazy(load) {
  let Loaded;
  return function Lazy(props) {
    const { connection } = useDashboard();
    const [, draw] = useState();
    useEffect(() => {
      if (Loaded) return;
      load().then(
        (module) => {
          Loaded = module.default;
          draw({});
        },
        () => (connection.unreachable.value = true),
      );
    }, []);
    return Loaded && <Loaded {...props} />;
  };
}
