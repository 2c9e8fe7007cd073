// Stands between a package and the wasm that it loads after this.

const { Instance, instantiate } = WebAssembly;
const same = (given) => given;

/** Gives each instance what `imports` makes of its imports, and its user what `exports` makes. */
export function watchInstances({ imports = same, exports = same }) {
  const change = (instance) =>
    Object.create(Instance.prototype, { exports: { value: exports(instance.exports) } });

  WebAssembly.Instance = function (module, given) {
    return change(new Instance(module, imports(given)));
  };
  WebAssembly.Instance.prototype = Instance.prototype;

  WebAssembly.instantiate = async (source, given) => {
    const made = await instantiate(source, imports(given));
    if (made instanceof Instance) return change(made);
    return { module: made.module, instance: change(made.instance) };
  };
}
