//! Makes the init of a request: what the caller's `fetchOptions` say, and the body and query of a
//! request to any endpoint.

use super::headers::{Headers, pairs};
use super::reader::{MAX_OPTION, Reader, is_nothing};
use js_sys::Object;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, catch)]
    fn assign(target: &Object, first: &JsValue, second: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call, catch)]
    fn tag(value: &JsValue) -> Result<String, JsValue>;

    type URLSearchParams;

    #[wasm_bindgen(constructor)]
    fn new() -> URLSearchParams;

    #[wasm_bindgen(method, catch)]
    fn append(this: &URLSearchParams, name: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, js_name = toString)]
    fn text(this: &URLSearchParams) -> JsValue;

    /// The second argument of `fetch`, without the signal.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug)]
    pub type Init;

    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, method: &str);

    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, headers: &Headers);

    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Init, body: &JsValue);

    #[wasm_bindgen(method, setter)]
    fn set_redirect(this: &Init, mode: &str);

}

/// Makes the init of `fetch` from the two `fetchOptions`, which may say anything but what this
/// package says.
pub(super) fn init(
    reader: &Reader,
    client: &JsValue,
    options: &JsValue,
    method: &str,
    headers: &Headers,
    body: &JsValue,
) -> Init {
    let defaults = reader.get("client", client, "fetchOptions");
    let own = reader.get("options", options, "fetchOptions");
    reader.expect_object("fetchOptions", &defaults);
    reader.expect_object("fetchOptions", &own);
    // An object without a prototype: `__proto__` is a name like any other there.
    let init = Object::create(JsValue::NULL.unchecked_ref::<Object>()).unchecked_into::<Init>();
    if let Err(cause) = assign(&init, &defaults, &own) {
        reader.unreadable("fetchOptions", &cause);
    }
    for (name, instead) in [
        ("method", "the call's own method"),
        ("headers", "the option headers"),
        ("signal", "the option signal"),
        ("body", "the option body"),
    ] {
        if !reader.get("fetchOptions", &init, name).is_undefined() {
            let fault = ["expected ", instead, " in its place"].concat();
            reader.fail(&["fetchOptions.", name].concat(), &fault);
        }
    }
    // To follow a redirect would send the credential wherever the server says.
    match reader
        .get("fetchOptions", &init, "redirect")
        .as_string()
        .as_deref()
    {
        None => init.set_redirect("manual"),
        Some("manual" | "error") => {}
        Some(_) => reader.fail("fetchOptions.redirect", "expected manual or error"),
    }
    init.set_method(method);
    init.set_headers(headers);
    if !body.is_undefined() {
        init.set_body(body);
    }
    init
}

/// Appends the option `query` to a path.
pub(super) fn with_query(reader: &Reader, mut path: String, query: &JsValue) -> String {
    if is_nothing(query) {
        return path;
    }
    let params = URLSearchParams::new();
    for entry in pairs(reader, "query", query) {
        let name = reader.get("query", &entry, "0");
        let value = reader.get("query", &entry, "1");
        if is_nothing(&value) {
            continue;
        }
        if value.is_object() || value.is_function() || value.is_symbol() || !name.is_string() {
            reader.unexpected("query", "strings, numbers and booleans", &value);
        } else if let Err(cause) = params.append(&name, &value) {
            reader.unreadable("query", &cause);
        }
    }
    let text = reader.string("query", &params.text(), MAX_OPTION, MAX_OPTION);
    if !text.is_empty() {
        // By bytes: searching for a char would bring in memchr.
        let has_query = path.bytes().any(|byte| byte == b'?');
        path.push(if has_query { '&' } else { '?' });
        path.push_str(&text);
    }
    path
}

/// Writes a body as JSON, and refuses what JSON would lose: a form, a stream, bytes.
pub(super) fn json(reader: &Reader, body: &JsValue) -> JsValue {
    if body.is_undefined() {
        return JsValue::UNDEFINED;
    }
    let plain = match body.as_f64() {
        Some(number) => number.is_finite(),
        None if body.is_object() => tag(body).is_ok_and(|tag| {
            let plain = ["Object", "Array", "Date", "URL"];
            plain
                .into_iter()
                .any(|name| tag == ["[object ", name, "]"].concat())
        }),
        None => true,
    };
    if plain {
        match stringify(body) {
            Ok(text) if text.is_string() => return text,
            Ok(_) => {}
            Err(cause) => reader.unreadable("body", &cause),
        }
    }
    reader.unexpected("body", "a JSON value", body);
    JsValue::UNDEFINED
}
