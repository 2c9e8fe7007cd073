// A request whose headers have been answered: the arguments of decode, which makes the result of them.
// A plain list, so that one that nobody decodes is collected like any other.
export const makeSent = (...fields) => fields;
