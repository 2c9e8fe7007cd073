//! The functions that the loops of a wait and of a call for many videos use. Holds no loop: those are
//! in `watch.js` and `many.js`, because only JavaScript can make async iterables.

use crate::error::Error;
use crate::poll;
use crate::wait;
use wasm_bindgen::prelude::*;

/// Returns the error of a loop that takes what it cannot use, or nothing. `number` is the time that a
/// wait has, or how many videos are asked for at once.
#[wasm_bindgen(js_name = checkLoop)]
#[must_use]
pub fn check_loop(is_wait: bool, kinds: &[u8], number: f64, types: u8, interval: f64) -> String {
    let checked = if is_wait {
        wait::check_wait(kinds, types, number, interval)
    } else {
        wait::check_many(kinds, number)
    };
    told(checked.err().as_ref())
}

/// Returns how far a download is, as the functions below take it.
#[wasm_bindgen]
#[must_use]
pub fn look(is_there: bool, status: i32, has_url: bool, percent: f64) -> f64 {
    poll::look(is_there, status, has_url, percent)
}

/// Returns the set of the types that are to be created.
#[wasm_bindgen(js_name = toCreate)]
#[must_use]
pub fn to_create(default: f64, audio: f64) -> u8 {
    poll::to_create([default, audio])
}

/// Returns the error that ends a wait, or nothing. `created_ago` may be NaN.
#[wasm_bindgen(js_name = waitFault)]
#[must_use]
pub fn wait_fault(
    default: f64,
    audio: f64,
    created_ago: f64,
    waited: &str,
    request: &str,
) -> String {
    let fault = poll::fault([default, audio], created_ago, waited);
    told(fault.map(|error| error.of(request)).as_ref())
}

/// Tells whether a look shows less than an earlier one did, or less than all types.
#[wasm_bindgen(js_name = isBehind)]
#[must_use]
pub fn is_behind(default: f64, audio: f64, earlier_default: f64, earlier_audio: f64) -> bool {
    poll::is_behind([default, audio], [earlier_default, earlier_audio])
}

/// Returns in how many milliseconds to look again, or 0 when all are ready.
#[wasm_bindgen(js_name = lookIn)]
#[must_use]
pub fn look_in(
    default: f64,
    audio: f64,
    first_default: f64,
    first_audio: f64,
    elapsed: f64,
    chance: f64,
) -> f64 {
    let first = [first_default, first_audio];
    poll::delay([default, audio], first, elapsed, chance)
}

fn told(error: Option<&Error>) -> String {
    error.map(Error::told).unwrap_or_default()
}
