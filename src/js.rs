//! The boundary: the only code that names JavaScript. It waits for nothing: JavaScript does, in
//! `request.js`, `watch.js` and `many.js`, and asks here for each next step. `client` has the steps
//! of a call and `wait` those of the loops; they lead through `input`, `fetch`, `pace`, `log` and
//! `output`, which know nothing of each other. All may use `call` and `throw`. Decides nothing that
//! the core could decide.

pub mod call;
pub mod client;
pub mod fetch;
mod input;
mod log;
mod output;
pub mod pace;
mod throw;
pub mod wait;

// The standard library's allocator is three times as large.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
