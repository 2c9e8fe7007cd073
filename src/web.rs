//! The host of Workers, browsers, Node, Deno and Bun: `fetch` and timers of JavaScript.
//!
//! The wasm is entered from microtasks and timers alone, never from a function of the user's that
//! could stand at the end of the engine's stack: an exception there would leave it in pieces. What
//! runs a user's code is bound with `catch`.

mod abort;
mod fetch;
mod settle;
mod sign;
mod stream;
#[cfg(test)]
pub(crate) mod test;
mod timer;
pub(crate) mod value;

pub(crate) use abort::Signal;
pub use fetch::Fetch;
#[cfg(feature = "npm")]
pub(crate) use fetch::global_fetch;
#[cfg(feature = "npm")]
pub(crate) use fetch::{FetchResponse, reasons};
pub(crate) use fetch::{base_headers, is_worker};
#[cfg(feature = "npm")]
pub(crate) use settle::{Abandoned, ignore, settled};
pub(crate) use sign::sign;
#[cfg(feature = "npm")]
pub(crate) use stream::is_binding;
