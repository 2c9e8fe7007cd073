//! What the `Pace` of a client asks the core about its rate limit. The numbers are kept in `pace.js`.

use crate::rate_limit;
use wasm_bindgen::prelude::*;

/// Reads the headers of an answer that tell of the rate limit: five fields with semicolons between
/// them, or nothing.
#[wasm_bindgen(js_name = readLimit)]
#[must_use]
pub fn read_limit(limits: &str, policies: &str) -> String {
    rate_limit::read(limits, policies)
}

/// Returns when the window ends that an answer tells of.
#[wasm_bindgen(js_name = resetsAt)]
#[must_use]
pub fn resets_at(reset_at: f64, reset_after: f64, now: f64) -> f64 {
    rate_limit::resets_at(reset_at, reset_after, now)
}

/// Returns until when nothing may start after a refusal, or a negative number where it is one too many.
#[wasm_bindgen(js_name = pausedUntil)]
#[must_use]
pub fn paused_until(remaining: f64, reset_at: f64, refusals: u32, delay: f64, now: f64) -> f64 {
    rate_limit::paused_until(remaining, reset_at, refusals, delay, now).unwrap_or(-1.0)
}

/// Returns in how many milliseconds the next request may start.
#[wasm_bindgen(js_name = startsIn)]
#[must_use]
pub fn starts_in(remaining: f64, reset_at: f64, quota: f64, since_last: f64, now: f64) -> f64 {
    rate_limit::starts_in(remaining, reset_at, quota, since_last, now)
}
