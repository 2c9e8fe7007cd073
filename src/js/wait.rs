//! The functions that the loops of a wait and of a call for many videos use. Holds no loop: those are
//! in `watch.js` and `many.js`, because only JavaScript can make async iterables.

use super::input::wait::{Many, Wait, chosen_delay};
use super::throw::{self, read_member};
use crate::error::{Class, Error};
use crate::log::whole;
use crate::poll::{self, Types};
use js_sys::Math;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/records.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeWait)]
    fn make_wait(
        identifier: String,
        account_id: String,
        request: String,
        types: u8,
        create: bool,
        signal: Option<JsValue>,
        max_wait: f64,
        interval: JsValue,
        on_progress: JsValue,
        options: JsValue,
    ) -> JsValue;

    #[wasm_bindgen(js_name = makeMany)]
    fn make_many(account_id: JsValue, concurrency: u32, signal: Option<JsValue>) -> JsValue;
}

/// Reads the arguments of a wait.
///
/// # Errors
///
/// A `CloudflareError` that names what cannot be used.
#[wasm_bindgen(js_name = readWait)]
pub fn read_wait(
    client: &JsValue,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Result<JsValue, JsValue> {
    let wait = Wait::read(client, [first, second, third])?;
    Ok(make_wait(
        wait.identifier,
        wait.account_id,
        wait.request,
        wait.types.bits(),
        wait.create,
        wait.signal,
        wait.limit,
        wait.interval,
        wait.on_progress,
        wait.options,
    ))
}

/// Reads the arguments of a call for many videos.
///
/// # Errors
///
/// A `CloudflareError` that names what cannot be used, in these or in what a request takes.
#[wasm_bindgen(js_name = readMany)]
pub fn read_many(
    client: &JsValue,
    identifiers: &JsValue,
    params: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let many = Many::read(client, identifiers, params, options)?;
    Ok(make_many(many.account_id, many.concurrency, many.signal))
}

/// Returns the set of the types that are to be created.
#[wasm_bindgen(js_name = toCreate)]
#[must_use]
pub fn to_create(types: u8, downloads: &JsValue) -> u8 {
    poll::to_create(downloads, Types::from_bits(types)).bits()
}

/// Tells whether the wait is over.
///
/// # Errors
///
/// A `DownloadFailedError`, or a `CloudflareError` for what is not there.
#[wasm_bindgen(js_name = isReady)]
pub fn is_ready(
    types: u8,
    downloads: &JsValue,
    created_ago: Option<f64>,
    request: &str,
) -> Result<bool, JsValue> {
    let ready = poll::is_ready(downloads, Types::from_bits(types), created_ago);
    ready.map_err(|fault| {
        let error = fault.error.of(request);
        let download = read_member(downloads, fault.download_type);
        let details = [
            ("type", &fault.download_type.into()),
            ("download", &download),
        ];
        throw::detailed(&error, &details)
    })
}

/// Tells whether a look shows less than an earlier one did, or less than all types.
#[wasm_bindgen(js_name = isBehind)]
#[must_use]
pub fn is_behind(types: u8, downloads: &JsValue, earlier: &JsValue) -> bool {
    poll::is_behind(downloads, earlier, Types::from_bits(types))
}

/// Returns in how many milliseconds to look again: as `chosen` says, or as progress shows.
///
/// # Errors
///
/// A `CloudflareError` when `chosen` is no delay.
#[wasm_bindgen(js_name = lookIn)]
pub fn look_in(
    types: u8,
    first: &JsValue,
    downloads: &JsValue,
    elapsed: f64,
    chosen: &JsValue,
) -> Result<f64, JsValue> {
    let types = Types::from_bits(types);
    let adapted = || poll::delay(first, downloads, types, elapsed, Math::random());
    Ok(chosen_delay(chosen)?.unwrap_or_else(adapted))
}

/// Makes the error of a wait whose time is up.
#[wasm_bindgen(js_name = tooLate)]
#[must_use]
pub fn too_late(max_wait: f64, downloads: &JsValue, request: &str) -> JsValue {
    let parts = ["Not ready after ", &whole(max_wait), " ms"];
    let error = Error::new(Class::DownloadTimeout, &parts).of(request);
    throw::detailed(&error, &[("downloads", downloads)])
}

/// Makes the error of a loop whose signal was aborted.
#[wasm_bindgen]
#[must_use]
pub fn aborted(signal: &JsValue) -> JsValue {
    let error = Error::new(Class::UserAbort, &["Request was aborted"]);
    throw::caused(&error, &read_member(signal, "reason"))
}
