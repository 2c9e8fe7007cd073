//! A client of Cloudflare Stream's downloads endpoint, compiled to WebAssembly and published on
//! npm as `cf-stream-downloads`.
//!
//! The crate has two layers. The core decides: what a credential, a path, an answer and an error
//! is. It knows no JavaScript, depends on nothing and is tested on the host. The boundary, `js`,
//! reads what the caller gave, calls `fetch` and throws; it is there on wasm32 alone, and nothing
//! outside it may name a `JsValue`.

pub mod account;
pub mod download;
pub mod endpoint;
pub mod envelope;
pub mod error;
pub mod header;
pub mod json;
pub mod log;
pub mod poll;
pub mod rate_limit;
pub mod retry;

#[cfg(target_arch = "wasm32")]
pub mod js;
