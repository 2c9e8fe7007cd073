//! Writes log lines to the caller's logger. Which lines there are, and how they read, is the core's.

use super::call::Call;
use super::throw::{self, read_member};
use crate::log::{self, Level};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/invoke.js")]
extern "C" {
    #[wasm_bindgen(js_name = writeLine)]
    fn write_line(logger: &JsValue, level: &str, line: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;
}

/// Logs one attempt. How it ended is put into words only if somebody reads them.
pub(super) fn attempt(
    call: &Call,
    outcome: impl FnOnce() -> String,
    took: f64,
    retry_in: Option<f64>,
) {
    if call.logs(Level::Info) {
        let line = log::attempt(&call.request(), &outcome(), took, retry_in);
        write(call, Level::Info, &line);
    }
}

/// Logs the headers that a request was `sent` with or `got`.
pub(super) fn headers(call: &Call, way: &str, headers: &JsValue) {
    if !call.logs(Level::Debug) {
        return;
    }
    let Ok(pairs) = array_from(headers) else {
        return;
    };
    let mut line = [&call.request(), " ", way].concat();
    for pair in pairs.iter() {
        let text = |index: &str| read_member(&pair, index).as_string().unwrap_or_default();
        log::push_header(&mut line, &text("0"), &text("1"));
    }
    write(call, Level::Debug, &line);
}

fn write(call: &Call, level: Level, line: &str) {
    let line = throw::redact(line.into(), call.secret().as_deref());
    write_line(&call.logger(), level.name(), &line);
}
