import { fileURLToPath } from "node:url";

// Next looks for lock files in all folders above to know where its packages are.
const root = fileURLToPath(new URL("../..", import.meta.url));

export default { outputFileTracingRoot: root, turbopack: { root } };
