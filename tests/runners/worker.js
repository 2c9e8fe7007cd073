// The suite in a dedicated worker, which hands what it prints to its page.

addEventListener(
  "message",
  async ({ data: { modules, given } }) => {
    const print = (line) => postMessage({ line });
    try {
      const [{ default: QUnit }, exports, { runSuite }] = await Promise.all(
        [...modules, "./suite.js"].map((module) => import(module)),
      );
      await runSuite({ QUnit, exports, print, ...given });
      postMessage({});
    } catch (error) {
      postMessage({ error });
    }
  },
  { once: true },
);
