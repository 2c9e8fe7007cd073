// Who one is here, what one may do, and what this dashboard has.

import { computed, signal } from "@preact/signals";

const UNKNOWN = { name: null, role: "viewer", signOut: null, archive: false, webhook: false, account: null };

export function createSession({ api }) {
  const session = signal(UNKNOWN);
  const isEditor = computed(() => session.value.role === "editor");

  async function load() {
    try {
      session.value = { ...UNKNOWN, ...(await api.session()) };
    } catch {
      // Without an answer nobody may change anything; it is asked for again with the list.
    }
  }

  return { session, isEditor, load };
}
