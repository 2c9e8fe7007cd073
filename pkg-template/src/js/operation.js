// The operations, by their numbers in the core's `endpoint.rs`.

export const LIST = 0;
export const CREATE = 1;
export const CREATE_DEFAULT = 2;
export const CREATE_AUDIO = 3;
export const DELETE = 4;
export const DELETE_DEFAULT = 5;
export const DELETE_AUDIO = 6;
/** A request to any endpoint. */
export const REQUEST = 7;
