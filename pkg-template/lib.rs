//! The WebAssembly module of the npm package: the crate's exports for JavaScript, and the allocator,
//! which is no business of a crate that others depend on.

#[cfg(target_arch = "wasm32")]
pub use cf_stream_downloads::npm::*;

// A twelfth of the size of the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
