// The window that shows who has done what.

import { ActivityLog } from "./activity-log.jsx";
import { Dialog } from "./dialog.jsx";

export function Activity({ onClose }) {
  return (
    <Dialog title="Activity" onClose={onClose}>
      <ActivityLog />
    </Dialog>
  );
}
