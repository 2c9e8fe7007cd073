//! Calls `fetch`, reads the head of its answer, and has the errors of requests that got none. Knows
//! neither paths nor envelopes, and waits for nothing.

use super::call::Call;
use super::throw::{self, read_member};
use crate::error::{Class, Error};
use crate::json::integer;
use crate::log::whole;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen(module = "/src/js/invoke.js")]
extern "C" {
    #[wasm_bindgen(js_name = callFetch)]
    pub(super) fn call_fetch(
        fetch: &JsValue,
        url: &JsValue,
        init: &JsValue,
        signal: &AbortSignal,
    ) -> Promise;

    #[wasm_bindgen(js_name = readText)]
    fn text_of(response: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = cancelBody)]
    fn cancel_body(response: &JsValue);

    #[wasm_bindgen(js_name = readHeader)]
    fn read_header(headers: &JsValue, name: &str) -> Option<String>;

    #[wasm_bindgen(js_name = originOf)]
    fn origin_of(location: &JsValue, base: &JsValue) -> Option<String>;
}

/// Reads the body of an answer.
#[wasm_bindgen(js_name = readText)]
pub fn read_text(response: &JsValue) -> Promise {
    text_of(response)
}

/// Why there is no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// The caller's signal was aborted.
    Aborted,
    /// The time was up.
    TimedOut,
    /// The promise was rejected. Holds the reason.
    Rejected(JsValue),
    /// What came is not what the Fetch standard says.
    Unusable(String),
}

impl Failure {
    /// Returns the class of the error that tells of it.
    pub(super) fn class(&self) -> Class {
        match self {
            Self::Aborted => Class::UserAbort,
            Self::TimedOut => Class::ConnectionTimeout,
            Self::Rejected(_) | Self::Unusable(_) => Class::Connection,
        }
    }

    /// Makes the error to throw.
    pub(super) fn thrown(&self, call: &Call) -> JsValue {
        let error = |parts: &[&str]| Error::new(self.class(), parts).of(&call.request());
        match self {
            Self::Aborted => {
                let reason = read_member(&call.signal(), "reason");
                throw::caused(&error(&["Request was aborted"]), &reason)
            }
            Self::TimedOut => {
                let timeout = whole(call.timeout());
                throw::error(&error(&["Request timed out after ", &timeout, " ms"]))
            }
            Self::Rejected(cause) => {
                let reasons = throw::reasons(cause, call.secret().as_deref());
                throw::caused(&error(&["Connection error: ", &reasons]), cause)
            }
            Self::Unusable(fault) => throw::error(&error(&[fault])),
        }
    }
}

/// Takes the text of a body, which may be anything where `fetch` is somebody's own.
pub(super) fn text(text: JsValue) -> Result<JsValue, Failure> {
    if text.is_string() {
        return Ok(text);
    }
    let fault = "text(): expected a string, got ".to_owned() + &throw::kind(&text);
    Err(Failure::Unusable(fault))
}

/// The head of an answer, read from something that claims to be a `Response`.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) response: JsValue,
    /// 0 where the browser hides a redirect.
    pub(super) status: u16,
    pub(super) headers: JsValue,
}

impl Answer {
    /// Reads a `Response`.
    pub(super) fn read(response: JsValue) -> Result<Self, Failure> {
        let headers = read_member(&response, "headers");
        let status = read_member(&response, "status").as_f64();
        let status = status
            .and_then(integer)
            .and_then(|status| u16::try_from(status).ok());
        match status {
            Some(status)
                if read_member(&headers, "get").is_function()
                    && read_member(&response, "text").is_function() =>
            {
                Ok(Self {
                    response,
                    status,
                    headers,
                })
            }
            _ => {
                let fault = "fetch: expected a Response, got ".to_owned();
                Err(Failure::Unusable(fault + &throw::kind(&response)))
            }
        }
    }

    /// Tells whether the status is 2xx.
    pub(super) fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Returns a header, or nothing.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        read_header(&self.headers, name)
    }

    /// Returns the origin that a redirect points to, without the secret.
    pub(super) fn redirect(&self, call: &Call) -> Option<String> {
        match self.status {
            0 => Some("an address that the browser hides".to_owned()),
            300..=399 => {
                let location = self.header("location")?.into();
                let location = throw::redact(location, call.secret().as_deref());
                origin_of(&location, &call.url())
            }
            _ => None,
        }
    }

    /// Gives up the body, whose connection would stay open until somebody collects it.
    pub(super) fn cancel(&self) {
        cancel_body(&self.response);
    }
}
