// Stands between a package and the wasm that it loads after this.

const { Instance } = WebAssembly;
const same = (given) => given;

/** Gives each instance what `imports` makes of its imports, and its user what `exports` makes. */
export function watchInstances({ imports = same, exports = same }) {
  WebAssembly.Instance = function (module, given) {
    const instance = new Instance(module, imports(given));
    return Object.create(Instance.prototype, { exports: { value: exports(instance.exports) } });
  };
  WebAssembly.Instance.prototype = Instance.prototype;
}
