//! Log lines: which events are logged, and to the caller's logger, whatever that does.

use crate::error::push;
use crate::header::is_secret;
use crate::redact::{Secret, redact};
use crate::web::FetchResponse;
use crate::web::ignore;
use crate::web::value::{get, name, text};
use js_sys::{Function, JsString};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// How much of the headers of an answer is logged, in UTF-16 code units each.
const MAX_HEADER: usize = 8_192;

/// How much is logged. Each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Nothing.
    Off,
    /// What went wrong and is not thrown.
    Error,
    /// What the user should know.
    Warn,
    /// One line per attempt.
    Info,
    /// The headers besides.
    Debug,
}

impl Level {
    /// The names of all of them, that of the default first.
    const NAMES: [(&str, Self); 5] = [
        ("warn", Self::Warn),
        ("off", Self::Off),
        ("error", Self::Error),
        ("info", Self::Info),
        ("debug", Self::Debug),
    ];

    /// Returns the level that a value names. The value is compared, which is faster than to copy it.
    pub(super) fn named(value: &JsValue) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        let known = names.find(|(known, _)| value == name(known));
        known.map(|(_, level)| *level)
    }
}

/// The log of a call.
#[derive(Clone, Debug)]
pub(super) struct Log {
    level: Level,
    logger: JsValue,
}

impl Log {
    pub(super) fn new(level: Level, logger: JsValue) -> Self {
        Self { level, logger }
    }

    /// Tells whether a level is logged.
    pub(super) fn takes(&self, level: Level) -> bool {
        self.level >= level
    }

    /// Writes a line, without a secret. A logger that throws, rejects or has no such method is no
    /// reason for a call to fail.
    pub(super) fn write(&self, level: Level, line: String, secret: Option<&Secret>) {
        let method = if level == Level::Debug {
            "debug"
        } else {
            "info"
        };
        let line = JsValue::from_str(&redact(line, secret));
        if let Ok(method) = get(&self.logger, method)
            && let Some(method) = method.dyn_ref::<Function>()
            && let Ok(written) = method.call1(&self.logger, &line)
        {
            ignore(&written);
        }
    }
}

/// Writes headers into a line: those that hold secrets by their names alone.
pub(super) fn push_header(line: &mut String, name: &str, value: &str) {
    let value = if is_secret(name) { "***" } else { value };
    push(line, &[" ", name, ": ", value, ";"]);
}

/// Writes the headers of an answer into a line.
pub(super) fn push_headers(line: &mut String, response: &FetchResponse, secret: Option<&Secret>) {
    let mut push = |name: JsString, value: JsString| {
        if let (Some(name), Some(value)) = (text(&name, MAX_HEADER), text(&value, MAX_HEADER)) {
            // What the end of the value cuts off of a secret is not found in a whole line.
            push_header(line, &name, &redact(value, secret));
        }
    };
    // What cannot be read is left out.
    let _ = response.each_header(&mut push);
}
