//! A call that was read and checked: a plain object, whose fields the steps of the call look up when
//! they need them. Decides nothing.

use crate::log::Level;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/records.js")]
extern "C" {
    /// What `makeCall` makes.
    #[derive(Debug)]
    pub type Call;

    #[wasm_bindgen(js_name = makeCall)]
    pub(super) fn make_call(
        request: String,
        url: String,
        fetch: JsValue,
        init: JsValue,
        headers: JsValue,
        secret: Option<String>,
        signal: Option<JsValue>,
        timeout: f64,
        max_retries: u32,
        logger: JsValue,
        log_level: u8,
    ) -> Call;

    /// The request as messages name it, method and path.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn request(this: &Call) -> String;

    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn url(this: &Call) -> JsValue;

    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn fetch(this: &Call) -> JsValue;

    /// What `fetch` gets beside the URL.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn init(this: &Call) -> JsValue;

    /// The headers in it.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn headers(this: &Call) -> JsValue;

    /// What no message may show.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn secret(this: &Call) -> Option<String>;

    /// The caller's, or undefined.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn signal(this: &Call) -> JsValue;

    /// In milliseconds, per attempt. May be infinite.
    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn timeout(this: &Call) -> f64;

    #[wasm_bindgen(method, getter, structural, js_name = maxRetries)]
    pub(super) fn max_retries(this: &Call) -> u32;

    #[wasm_bindgen(method, getter, structural)]
    pub(super) fn logger(this: &Call) -> JsValue;

    #[wasm_bindgen(method, getter, structural, js_name = logLevel)]
    fn log_level(this: &Call) -> u8;
}

impl Call {
    /// Tells whether events of this level are logged.
    pub(super) fn logs(&self, level: Level) -> bool {
        self.log_level() >= level as u8
    }
}
