//! The boundary: the only code that names wasm-bindgen. Numbers and texts alone cross it, because a
//! handle of a JavaScript value costs many times as much, in bytes and in time: JavaScript reads the
//! values and waits, reports of what kinds they are, and asks here for each decision. Decides nothing
//! that the core could decide. `request` has the steps of a request, `answer` what an answer means, and
//! `wait` and `pace` those of the loops.

pub mod answer;
pub mod pace;
pub mod request;
pub mod wait;

use lol_alloc::{FreeListAllocator, LockedAllocator};

// A list of what is free, searched from its start: a call frees all that it takes, so the list is short.
// The standard library's allocator is eight times as large.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());
