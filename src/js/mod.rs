//! The boundary: the only code that names JavaScript. `client` holds the exports and leads a call
//! through `input`, `fetch` and `output`, which know nothing of each other; all may use `throw`.
//! Decides nothing that the core could decide.

pub mod client;
mod fetch;
mod input;
mod output;
mod throw;
