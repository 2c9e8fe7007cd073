//! The boundary: the only code that names JavaScript. `client` holds the exports and leads a call
//! through `input`, `fetch`, `log` and `output`, which know nothing of each other; all may use `throw`.
//! Decides nothing that the core could decide.

pub mod client;
mod fetch;
mod input;
mod log;
mod output;
mod throw;

// The standard library's allocator is three times as large.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
