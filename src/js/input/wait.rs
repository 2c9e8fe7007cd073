//! Reads what the caller gave to a wait, and to a call for many videos, beyond what a request takes.

use super::reader::{Reader, is_nothing};
use super::{Arguments, operation, signal};
use crate::endpoint::{Endpoint, Operation};
use crate::json::integer;
use crate::poll::Types;
use js_sys::{Reflect, Symbol};
use wasm_bindgen::prelude::*;

/// The default of `maxWait`, in milliseconds.
const MAX_WAIT: f64 = 900_000.0;

/// The default of `concurrency`: as many requests as a Worker may wait for at once.
const CONCURRENCY: u32 = 6;

/// More types than there are, so that a list is read to its end.
const MAX_TYPES: u32 = 16;

/// A wait, read and checked.
#[derive(Debug)]
pub(in crate::js) struct Wait {
    pub(in crate::js) identifier: String,
    pub(in crate::js) account_id: String,
    /// The request as messages name it, method and path.
    pub(in crate::js) request: String,
    pub(in crate::js) types: Types,
    pub(in crate::js) create: bool,
    pub(in crate::js) signal: Option<JsValue>,
    /// In milliseconds. May be infinite.
    pub(in crate::js) limit: f64,
    /// A number of milliseconds, a function that returns one, or nothing.
    pub(in crate::js) interval: JsValue,
    /// A function, or nothing.
    pub(in crate::js) on_progress: JsValue,
    pub(in crate::js) options: JsValue,
}

impl Wait {
    /// Reads the arguments of a wait, in one of the two forms of an operation on a video.
    pub(in crate::js) fn read(client: &JsValue, given: [&JsValue; 3]) -> Result<Self, JsValue> {
        let reader = Reader::default();
        let arguments = Arguments::read(&reader, client, given);
        let Arguments {
            identifier,
            account_id,
            params,
            options,
        } = arguments;
        let endpoint = Endpoint::new(Operation::ListDownloads, &account_id, &identifier);
        reader.expect_object("options", options);
        let wait = Self {
            request: reader.take(endpoint).request(),
            identifier,
            account_id,
            types: types(&reader, params),
            create: create(&reader, params),
            signal: signal(&reader, options),
            limit: max_wait(&reader, options),
            interval: interval(&reader, options),
            on_progress: on_progress(&reader, options),
            options: options.clone(),
        };
        reader.finish(wait)
    }
}

/// A call for many videos, read and checked.
#[derive(Debug)]
pub(in crate::js) struct Many {
    pub(in crate::js) account_id: JsValue,
    pub(in crate::js) concurrency: u32,
    pub(in crate::js) signal: Option<JsValue>,
}

impl Many {
    /// Reads the arguments of a call for many videos, and all that a request takes from them and from
    /// the client: what is wrong with one would be wrong with all.
    pub(in crate::js) fn read(
        client: &JsValue,
        identifiers: &JsValue,
        params: &JsValue,
        options: &JsValue,
    ) -> Result<Self, JsValue> {
        let reader = Reader::default();
        let is_iterable = identifiers.is_object()
            && [Symbol::async_iterator(), Symbol::iterator()]
                .iter()
                .any(|name| Reflect::get(identifiers, name).is_ok_and(|it| it.is_function()));
        if !is_iterable {
            reader.unexpected("identifiers", "an iterable of texts", identifiers);
        }
        let many = Self {
            account_id: reader.get("params", params, "account_id"),
            concurrency: concurrency(&reader, options),
            signal: signal(&reader, options),
        };
        let many = reader.finish(many)?;
        let any = JsValue::from_str("any");
        operation(Operation::ListDownloads, client, [&any, params, options])?;
        Ok(many)
    }
}

/// Checks what a caller's own function gave for the next delay, or returns nothing where that leaves
/// it to the package.
pub(in crate::js) fn chosen_delay(value: &JsValue) -> Result<Option<f64>, JsValue> {
    let reader = Reader::default();
    let delay = delay(&reader, value);
    reader.finish(delay)
}

fn types(reader: &Reader, params: &JsValue) -> Types {
    let mut types = Types::default();
    let value = reader.get("params", params, "types");
    if is_nothing(&value) {
        types.insert("default");
        return types;
    }
    let length = reader.get("types", &value, "length").as_f64();
    let length = length.and_then(integer).unwrap_or_default();
    let known = (0..length.min(MAX_TYPES)).all(|index| {
        let name = reader.get("types", &value, &index.to_string());
        types.insert(&reader.string("types", &name, 16, 16))
    });
    if !known || length > MAX_TYPES || types.is_empty() {
        reader.unexpected("types", "a list of default, audio or both", &value);
    }
    types
}

fn create(reader: &Reader, params: &JsValue) -> bool {
    let value = reader.get("params", params, "create");
    if !is_nothing(&value) && value.as_bool().is_none() {
        reader.unexpected("create", "a boolean", &value);
    }
    value.as_bool().unwrap_or_default()
}

fn max_wait(reader: &Reader, options: &JsValue) -> f64 {
    let value = reader.get("options", options, "maxWait");
    if is_nothing(&value) {
        return MAX_WAIT;
    }
    reader.duration("maxWait", &value)
}

fn interval(reader: &Reader, options: &JsValue) -> JsValue {
    let value = reader.get("options", options, "interval");
    if !value.is_function() {
        delay(reader, &value);
    }
    value
}

fn delay(reader: &Reader, value: &JsValue) -> Option<f64> {
    const EXPECTED: &str = "milliseconds, 0 or more";
    if is_nothing(value) {
        return None;
    }
    match value.as_f64() {
        Some(delay) if delay >= 0.0 && delay.is_finite() => return Some(delay),
        Some(_) => reader.fail("interval", &["expected ", EXPECTED].concat()),
        None => reader.unexpected("interval", EXPECTED, value),
    }
    None
}

fn on_progress(reader: &Reader, options: &JsValue) -> JsValue {
    let value = reader.get("options", options, "onProgress");
    if !is_nothing(&value) && !value.is_function() {
        reader.unexpected("onProgress", "a function", &value);
    }
    value
}

fn concurrency(reader: &Reader, options: &JsValue) -> u32 {
    let value = reader.get("options", options, "concurrency");
    if is_nothing(&value) {
        return CONCURRENCY;
    }
    reader.count("concurrency", &value, 1)
}
