export default {
  mode: "production",
  target: "node",
  entry: "./program.js",
  output: { filename: "program.cjs" },
};
