// A window over the page, which Escape and a click beside it close.

import { useLayoutEffect, useRef } from "preact/hooks";

import { Icon } from "./icon.jsx";

export function Dialog({ title, onClose, children, ...rest }) {
  const dialog = useRef();
  useLayoutEffect(() => {
    const { current: element } = dialog;
    const before = document.activeElement;
    element.showModal();
    return () => {
      // As long as it is open nothing else takes the focus.
      element.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onClose={() => dialog.current && onClose()}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      {...rest}
    >
      <div class="dialog">
        <header>
          <h2 id="dialog-title" dir="auto">
            {title}
          </h2>
          <button
            type="button"
            class="button icon-only quiet"
            aria-label="Close"
            onClick={() => dialog.current.close()}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
