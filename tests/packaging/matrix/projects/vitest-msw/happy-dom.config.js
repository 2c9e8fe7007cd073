export default {
  test: {
    environment: "happy-dom",
    environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } },
  },
};
