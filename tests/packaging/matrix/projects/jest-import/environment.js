const { TestEnvironment } = require("jest-environment-jsdom");

// What jsdom has not, or has in a kind of its own that `fetch` does not take.
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    Object.assign(this.global, { fetch, Headers, Request, Response });
  }
};
