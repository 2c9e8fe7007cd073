// The window that says what is done by itself.

import { useDashboard } from "./dashboard.js";
import { Dialog } from "./dialog.jsx";
import { moment, reason, TYPES } from "./words.js";

export function Automation({ onClose }) {
  const { jobs, session } = useDashboard();
  const automation = jobs.automation.value;
  return (
    <Dialog title="Automation" onClose={onClose}>
      {automation ? <Switches automation={automation} /> : <p role="status">Loading…</p>}
      {!session.isEditor.value && <p>You may look, but not change this.</p>}
    </Dialog>
  );
}

function Switches({ automation }) {
  const { jobs, session } = useDashboard();
  const { create, archive, changedBy, changedAt, archived } = automation;
  const { archive: hasBucket, webhook } = session.session.value;
  const isEditor = session.isEditor.value;
  const fault = jobs.faults.automate.value;
  return (
    <div class="switches">
      {Object.entries(TYPES).map(([type, name]) => (
        <label key={type}>
          <input
            type="checkbox"
            checked={create.includes(type)}
            disabled={!isEditor}
            onChange={({ currentTarget }) => jobs.automate({ create: { [type]: currentTarget.checked } })}
          />
          Create an {name} of every new video
        </label>
      ))}
      <label>
        <input
          type="checkbox"
          checked={archive}
          disabled={!isEditor || !hasBucket}
          onChange={({ currentTarget }) => jobs.automate({ archive: currentTarget.checked })}
        />
        Save every file that is ready in the R2 bucket
      </label>
      {!hasBucket && <p>For that, this dashboard needs an R2 bucket with the binding ARCHIVE.</p>}
      {archived > 0 && <p>{archived} files are saved there.</p>}
      <p>
        {webhook
          ? "The end of each job is sent to the team’s webhook."
          : "With the secret WEBHOOK_URL, the end of each job is sent to a webhook, such as Slack’s."}
      </p>
      {changedBy && (
        <p>
          Changed by <bdi>{changedBy}</bdi>, {moment(changedAt)}.
        </p>
      )}
      {fault && (
        <p class="fault" role="alert">
          Not changed. {reason(fault)}
        </p>
      )}
    </div>
  );
}
