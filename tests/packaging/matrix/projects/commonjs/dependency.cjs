// A dependency that is CommonJS, of a program that is none.
module.exports = require("cf-stream-downloads");
