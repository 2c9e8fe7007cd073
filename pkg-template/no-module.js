// For import-module.js, elsewhere.
export default undefined;
