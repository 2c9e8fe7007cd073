module.exports = { transformIgnorePatterns: [] };
