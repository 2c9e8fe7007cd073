// Workers compile no bytes. Where a framework has bundled index.js for Node, and wrangler or OpenNext the
// result for Workers, the compiled module is what their esbuild puts in place of this import. The
// framework's bundler must leave it alone: it is told to, or does not join the words, as esbuild does.

/** Resolves to the compiled module, or rejects with the `error` because of which it is wanted. */
export async function importModule(error) {
  const { default: module } = await import(
    /* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */
    "cf-stream-downloads" + "/module"
  ).catch(() => ({}));
  if (!module) throw error;
  return module;
}
