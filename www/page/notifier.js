// Tells somebody who looks elsewhere that a job is done: by the title of the tab, and by a notification where that was
// allowed.

export function createNotifier({ window }) {
  const { document } = window;
  const title = document.title;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = title;
  });

  function notify(text) {
    if (!document.hidden) return;
    document.title = `✓ ${text}`;
    if (window.Notification?.permission !== "granted") return;
    try {
      new window.Notification(title, { body: text });
    } catch {
      // Chrome on Android takes notifications from service workers alone.
    }
  }

  /** Asks once whether notifications are allowed: when a job is started, which says what for. */
  async function ask() {
    if (window.Notification?.permission === "default") await window.Notification.requestPermission();
  }

  return { notify, ask };
}
