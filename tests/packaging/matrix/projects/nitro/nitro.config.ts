export default defineNitroConfig({
  srcDir: "server",
  compatibilityDate: "2026-07-30",
});
