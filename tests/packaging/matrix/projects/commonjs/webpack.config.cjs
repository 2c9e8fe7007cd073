module.exports = {
  mode: "production",
  target: "node",
  entry: `./${process.env.ENTRY}`,
  output: { filename: "program.cjs" },
};
