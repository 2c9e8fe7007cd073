//! Makes JavaScript errors out of the core's, and has the words for JavaScript values that messages
//! use. Decides neither class nor message.

use crate::error::Error;
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(class: &str, message: &str, details: &JsValue) -> JsValue;

    /// The classes by name, which the package exports.
    #[wasm_bindgen(js_name = classes, reexport, thread_local_v2)]
    static CLASSES: JsValue;
}

/// Makes an error that has nothing but its message.
pub(super) fn error(error: &Error) -> JsValue {
    make_error(error.class.name(), &error.message, &JsValue::UNDEFINED)
}

/// Makes an error with the value that caused it.
pub(super) fn caused(error: &Error, cause: &JsValue) -> JsValue {
    let details = object(&[("cause", cause)]);
    make_error(error.class.name(), &error.message, &details)
}

/// Makes the error of an answer: its status (0 where the runtime hides it), headers and body.
pub(super) fn answered(error: &Error, status: u16, headers: &JsValue, body: &JsValue) -> JsValue {
    let status = match status {
        0 => JsValue::UNDEFINED,
        status => status.into(),
    };
    let details = object(&[("status", &status), ("headers", headers), ("error", body)]);
    make_error(error.class.name(), &error.message, &details)
}

/// Returns what a message calls a value, by its kind alone: the value may be a secret.
pub(super) fn kind(value: &JsValue) -> String {
    if value.is_null() || value.is_undefined() {
        return if value.is_null() { "null" } else { "undefined" }.to_owned();
    }
    if Array::is_array(value) {
        return "an array".to_owned();
    }
    let kind = value.js_typeof().as_string().unwrap_or_default();
    [if kind == "object" { "an " } else { "a " }, &kind].concat()
}

/// Replaces a secret in a text that somebody else wrote.
pub(super) fn redact(text: JsValue, secret: Option<&str>) -> JsValue {
    match (text.dyn_ref::<JsString>(), secret) {
        (Some(string), Some(secret)) => string.split(secret).join("***").into(),
        _ => text,
    }
}

/// Returns the message of a thrown value and those of its causes, outermost first: Node says
/// "fetch failed", and why in the cause. The value may be anything at all.
pub(super) fn reasons(thrown: &JsValue) -> String {
    let mut reasons = Vec::new();
    let mut value = thrown.clone();
    while value.is_object() && reasons.len() < 4 {
        let member =
            |name: &str| Reflect::get(&value, &JsValue::from_str(name)).unwrap_or_default();
        reasons.extend(excerpt(&member("message")));
        value = member("cause");
    }
    reasons.extend(excerpt(&value));
    if reasons.is_empty() {
        return kind(thrown) + " was thrown";
    }
    reasons.join(": ")
}

fn excerpt(value: &JsValue) -> Option<String> {
    Some(value.dyn_ref::<JsString>()?.slice(0, 200).into())
}

fn object(entries: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a field of a new plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
