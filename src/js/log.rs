//! Writes log lines to the caller's logger. Which lines there are, and how they read, is the core's.

use super::throw;
use crate::log::{self, Level};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;
}

/// The caller's logger, how much of it is used, and what no line may show.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) logger: JsValue,
    pub(super) level: Level,
    pub(super) secret: Option<String>,
}

impl Log {
    /// Logs one attempt.
    pub(super) fn attempt(&self, request: &str, outcome: &str, took: f64, retry_in: Option<f64>) {
        if self.level >= Level::Info {
            self.write(Level::Info, &log::attempt(request, outcome, took, retry_in));
        }
    }

    /// Logs the headers of a request or an answer.
    pub(super) fn headers(&self, what: &str, headers: &JsValue) {
        if self.level < Level::Debug {
            return;
        }
        let Ok(pairs) = array_from(headers) else {
            return;
        };
        let text = |pair: &JsValue, index: u32| {
            let text = Reflect::get_u32(pair, index).ok();
            text.and_then(|text| text.as_string()).unwrap_or_default()
        };
        let pairs: Vec<_> = pairs
            .iter()
            .map(|pair| (text(&pair, 0), text(&pair, 1)))
            .collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        self.write(Level::Debug, &log::headers(what, pairs));
    }

    /// A logger that throws, or has no such method, is no reason for a call to fail.
    fn write(&self, level: Level, line: &str) {
        let line = throw::redact(line.into(), self.secret.as_deref());
        let method = Reflect::get(&self.logger, &level.name().into()).unwrap_or_default();
        if let Some(method) = method.dyn_ref::<Function>() {
            let _ = method.call1(&self.logger, &line);
        }
    }
}
