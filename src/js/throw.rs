//! Makes JavaScript errors out of the core's, and has the words for JavaScript values that messages
//! use. Decides neither class nor message.

use crate::error::Error;
use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js-sys's own is not marked `catch`, and throws for a revoked proxy.
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/src/js/invoke.js")]
extern "C" {
    /// Reads a member of anything, and gives undefined where that throws.
    #[wasm_bindgen(js_name = readMember)]
    pub(super) fn read_member(object: &JsValue, name: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/redact.js")]
extern "C" {
    #[wasm_bindgen(js_name = redact)]
    fn replace(text: &JsValue, secret: &str) -> JsValue;

    #[wasm_bindgen(js_name = redactHeaders)]
    fn replace_in_headers(headers: &JsValue, secret: &str) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(class: &str, message: &str, details: &JsValue) -> JsValue;

    /// The classes by name, which the package exports.
    #[wasm_bindgen(js_name = classes, reexport, thread_local_v2)]
    static CLASSES: JsValue;
}

/// How many causes of a thrown value a message names.
const MAX_CAUSES: usize = 4;

/// Makes an error that has nothing but its message.
pub(super) fn error(error: &Error) -> JsValue {
    make_error(error.class.name(), &error.message, &JsValue::UNDEFINED)
}

/// Makes an error with the value that caused it.
pub(super) fn caused(error: &Error, cause: &JsValue) -> JsValue {
    detailed(error, &[("cause", cause)])
}

/// Makes an error with the fields of its class.
pub(super) fn detailed(error: &Error, details: &[(&str, &JsValue)]) -> JsValue {
    make_error(error.class.name(), &error.message, &object(details))
}

/// Makes the error of an answer: its status (0 where the runtime hides it), headers and body, and
/// how many milliseconds the server asks to wait.
pub(super) fn answered(
    error: &Error,
    status: u16,
    headers: &JsValue,
    body: &JsValue,
    retry_after: Option<f64>,
) -> JsValue {
    let status = match status {
        0 => JsValue::UNDEFINED,
        status => status.into(),
    };
    detailed(
        error,
        &[
            ("status", &status),
            ("headers", headers),
            ("error", body),
            ("retryAfter", &retry_after.into()),
        ],
    )
}

/// Returns what a message calls a value, by its kind alone: the value may be a secret.
pub(super) fn kind(value: &JsValue) -> String {
    if value.is_null() || value.is_undefined() {
        return if value.is_null() { "null" } else { "undefined" }.to_owned();
    }
    if is_array(value).unwrap_or_default() {
        return "an array".to_owned();
    }
    let kind = value.js_typeof().as_string().unwrap_or_default();
    [if kind == "object" { "an " } else { "a " }, &kind].concat()
}

/// Replaces a secret in a text that somebody else wrote.
pub(super) fn redact(text: JsValue, secret: Option<&str>) -> JsValue {
    match secret {
        Some(secret) => replace(&text, secret),
        None => text,
    }
}

/// Replaces a secret in the headers of an answer.
pub(super) fn redact_headers(headers: &JsValue, secret: Option<&str>) -> JsValue {
    match secret {
        Some(secret) => replace_in_headers(headers, secret),
        None => headers.clone(),
    }
}

/// Returns the message of a thrown value and those of its causes, outermost first: Node says
/// "fetch failed", and why in the cause. The value may be anything at all.
pub(super) fn reasons(thrown: &JsValue, secret: Option<&str>) -> String {
    let mut reasons = Vec::new();
    let mut value = thrown.clone();
    // A cause may be its own cause.
    for _ in 0..MAX_CAUSES {
        if !value.is_object() {
            break;
        }
        reasons.extend(excerpt(read_member(&value, "message"), secret));
        value = read_member(&value, "cause");
    }
    reasons.extend(excerpt(value, secret));
    if reasons.is_empty() {
        return kind(thrown) + " was thrown";
    }
    reasons.join(": ")
}

/// Copies the beginning of a text. What is cut off of a secret would no longer be found in it.
fn excerpt(text: JsValue, secret: Option<&str>) -> Option<String> {
    let text = text.is_string().then(|| redact(text, secret))?;
    Some(text.dyn_ref::<JsString>()?.slice(0, 200).into())
}

fn object(entries: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a field of a new plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

#[cfg(test)]
mod test {
    use super::{caused, error, kind, reasons, redact};
    use crate::error::{Class, Error};
    use js_sys::{Array, BigInt, Function, Object, Reflect, Symbol};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_value_is_called_by_its_kind() {
        for (value, name) in [
            (JsValue::UNDEFINED, "undefined"),
            (JsValue::NULL, "null"),
            ("s3cret".into(), "a string"),
            (f64::NAN.into(), "a number"),
            (true.into(), "a boolean"),
            (Symbol::for_("s3cret").into(), "a symbol"),
            (BigInt::from(1_u8).into(), "a bigint"),
            (Function::new_no_args("").into(), "a function"),
            (Array::new().into(), "an array"),
            (Object::new().into(), "an object"),
        ] {
            assert_eq!(kind(&value), name);
        }
    }

    #[wasm_bindgen_test]
    fn an_error_is_of_its_class_and_has_its_cause() {
        let thrown = error(&Error::new(Class::Cloudflare, &["no"]));
        assert_eq!(
            Reflect::get(&thrown, &"name".into()),
            Ok("CloudflareError".into())
        );
        let thrown = caused(&Error::new(Class::Connection, &["no"]), &JsValue::from(7));
        assert_eq!(
            Reflect::get(&thrown, &"name".into()),
            Ok("APIConnectionError".into())
        );
        assert_eq!(Reflect::get(&thrown, &"message".into()), Ok("no".into()));
        assert_eq!(Reflect::get(&thrown, &"cause".into()), Ok(7.into()));
    }

    #[wasm_bindgen_test]
    fn the_reasons_are_those_of_all_causes() {
        let made = Function::new_no_args("return new Error('a', { cause: new Error('b') })");
        assert_eq!(
            reasons(&made.call0(&JsValue::NULL).expect("an error"), None),
            "a: b"
        );
        assert_eq!(reasons(&"text".into(), None), "text");
    }

    #[wasm_bindgen_test]
    fn a_secret_is_taken_out_before_a_reason_is_cut() {
        let thrown = JsValue::from_str(&("x".repeat(195) + "s3cret"));
        assert_eq!(reasons(&thrown, Some("s3cret")), "x".repeat(195) + "***");
    }

    #[wasm_bindgen_test]
    fn a_hostile_value_has_a_reason_too() {
        let looped = "const e = {}; e.cause = e; return e";
        let throwing = "return { get message() { throw 1 }, get cause() { throw 2 } }";
        let proxy = "return new Proxy({}, { get() { throw 3 } })";
        let revoked = "const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy";
        for code in [looped, throwing, proxy, revoked] {
            let value = Function::new_no_args(code).call0(&JsValue::NULL);
            assert!(
                reasons(&value.expect("a value"), None).ends_with("was thrown"),
                "{code}"
            );
        }
        assert_eq!(
            reasons(&Symbol::iterator().into(), None),
            "a symbol was thrown"
        );
        assert_eq!(reasons(&JsValue::UNDEFINED, None), "undefined was thrown");
    }

    #[wasm_bindgen_test]
    fn a_secret_is_replaced_wherever_it_stands() {
        let text = redact("a s3cret and a s3cret".into(), Some("s3cret"));
        assert_eq!(text, JsValue::from("a *** and a ***"));
        assert_eq!(redact("text".into(), None), JsValue::from("text"));
    }
}
