// Takes the place of the globals of these names: Jest's jsdom lacks them, and Node has them elsewhere, too.
export const { TextDecoder, TextEncoder } = globalThis.TextDecoder
  ? globalThis
  : globalThis.process.getBuiltinModule("node:util");
