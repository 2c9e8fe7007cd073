// How the Worker's own pages look: as the dashboard does. The Content-Security-Policy lets this in by its hash.

export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --surface: #fff; --line: #e2e5ea; --edge: #767e8a; --ink: #171a1f; --soft: #5a626d;
  --accent: #2f55d4; --accent-ink: #fff; --error: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1114; --surface: #17191e; --line: #282c33; --edge: #7d8693; --ink: #eceef2; --soft: #a2aab5;
    --accent: #8eaafc; --accent-ink: #0d1430; --error: #ff9a92;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1.5rem 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
}
main {
  max-width: 42rem; margin: 4vh auto; padding: 1.5rem; background: var(--surface);
  border: 1px solid var(--line); border-radius: 0.75rem;
}
main:has(form) { max-width: 24rem; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; }
a { color: var(--accent); }
p, ul { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
pre, code { font: 0.875rem/1.5 ui-monospace, "Cascadia Code", Menlo, monospace; }
pre {
  margin: 0 0 1rem; padding: 0.75rem; background: var(--ground); border-radius: 0.5rem; white-space: pre-wrap;
}
label { display: block; margin-bottom: 0.375rem; font-weight: 600; }
input:not([type=hidden]), button { width: 100%; min-height: 2.75rem; border-radius: 0.5rem; font: inherit; }
input:not([type=hidden]) {
  padding: 0 0.75rem; background: var(--surface); color: inherit; border: 1px solid var(--edge);
}
button {
  margin-top: 1rem; background: var(--accent); color: var(--accent-ink); border: 0; font-weight: 600; cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=alert] { color: var(--error); font-weight: 600; }
@media (max-width: 30rem) { main { margin: 0; } }
`;

const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));

/** As a source of style-src. */
export const STYLE_HASH = `'sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}'`;
