//! A client of Cloudflare Stream's downloads endpoint, compiled to WebAssembly and published on
//! npm as `cf-stream-downloads`.
//!
//! The crate has two layers. The core decides: what a credential, a path, an answer and an error
//! is. It knows no JavaScript, depends on nothing and is tested on the host. The boundary, `js`,
//! takes numbers and texts from the package's JavaScript and gives decisions back; it is there on
//! wasm32 alone. What only JavaScript can do stands in `js/*.js`: to read what the caller gave, to
//! wait, to call `fetch` and to throw.

pub mod account;
pub mod attempt;
pub mod download;
pub mod endpoint;
pub mod envelope;
pub mod error;
pub mod header;
pub mod kind;
pub mod log;
pub mod option;
pub mod poll;
pub mod rate_limit;
pub mod request;
pub mod retry;
pub mod wait;

#[cfg(target_arch = "wasm32")]
pub mod js;
