module.exports = { testEnvironment: "jsdom", setupFiles: ["whatwg-fetch"] };
