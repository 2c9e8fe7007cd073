//! Hands to `answer.js` what the core makes of an answer. Numbers and texts alone come and go.

use crate::endpoint::Operation;
use crate::envelope;
use wasm_bindgen::prelude::*;

/// Returns the number of what the operation resolves to, an [`envelope::Found`], by the kinds of what
/// the body holds, or another number where nothing was found.
#[wasm_bindgen]
#[must_use]
pub fn find(operation: u8, status: u16, kinds: &[u8]) -> u8 {
    let found = envelope::find(Operation::of(operation), status, kinds);
    found.map_or(u8::MAX, |found| found as u8)
}

/// Returns the error of an answer in which nothing was found, as [`envelope::failure`] makes it.
#[wasm_bindgen]
#[must_use]
pub fn failure(
    operation: u8,
    status: u16,
    kinds: &[u8],
    told: &str,
    origin: &str,
    request: &str,
) -> String {
    envelope::failure(Operation::of(operation), status, kinds, told, origin)
        .of(request)
        .told()
}
