//! Makes the headers of a request: our own few, then the client's defaults, then those of the call,
//! and the credential unless the caller sends one of their own.

use super::reader::{MAX_OPTION, Reader};
use crate::account::Credential;
use crate::header::{is_token, is_value};
use js_sys::{Array, Object, Reflect, Symbol};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The platform's own. web-sys takes names and values as `&str`, and would copy both.
    #[derive(Clone, Debug)]
    pub type Headers;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<Headers, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn set(this: &Headers, name: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn append(this: &Headers, name: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn delete(this: &Headers, name: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = get)]
    fn value(this: &Headers, name: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(iterable: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(js_namespace = Object, catch)]
    fn entries(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Option<Object>;
}

const JSON: &str = "application/json";

/// The headers of a request, and what of them no message may show.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) headers: Headers,
    pub(super) secret: Option<String>,
    /// The caller sends a credential of their own, or none by intent.
    pub(super) own_credential: bool,
    /// The body is JSON, as it is unless the call says otherwise.
    pub(super) is_json: bool,
}

/// Makes the headers: ours, then the client's `defaults`, then those of the call.
pub(super) fn headers(
    reader: &Reader,
    credential: Option<&Credential>,
    defaults: &JsValue,
    call: &JsValue,
    has_body: bool,
) -> Result<Sent, JsValue> {
    let headers = Headers::new()?;
    // The names and values here are good ones.
    let put = |name: &str, value: &str| drop(headers.set(&name.into(), &value.into()));
    put("accept", "application/json");
    // A browser sends its own, and asks the server for leave first when a page sets another.
    if !in_browser() {
        let version = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        put("user-agent", version);
    }
    let mut own_credential = apply(reader, &headers, "defaultHeaders", defaults);
    // What a body is, is known of the call and not of the client.
    if has_body {
        put("content-type", JSON);
    }
    own_credential |= apply(reader, &headers, "headers", call);
    let given = |name| headers.value(name).ok().and_then(|value| value.as_string());
    let (token, key) = (given("authorization"), given("x-auth-key"));
    if token.is_some() && key.is_some() {
        reader.fail(
            "headers",
            "expected one credential, got authorization and x-auth-key",
        );
    }
    if key.is_none() && given("x-auth-email").is_some() {
        reader.fail("headers", "expected x-auth-key beside x-auth-email");
    }
    let mut secret = None;
    if own_credential {
        // The scheme before it, as in `Bearer`, is no secret, and a value may be empty.
        let scheme = |value: &str| value.bytes().rposition(|byte| byte == b' ');
        let own = token.or(key).map(|value| match scheme(&value) {
            Some(end) => value.chars().skip(end + 1).collect(),
            None => value,
        });
        secret = own.filter(|own| !own.is_empty());
    } else if let Some(credential) = credential {
        for (name, value) in credential.headers() {
            put(name, &value);
        }
        secret = Some(credential.secret().to_owned());
    }
    Ok(Sent {
        is_json: given("content-type").is_some_and(|value| value == JSON),
        headers,
        secret,
        own_credential,
    })
}

/// Puts the caller's headers over those that are there: a `Headers`, an iterable of pairs, or an
/// object. `null` removes one. Tells whether the credential is among them.
fn apply(reader: &Reader, headers: &Headers, option: &str, layer: &JsValue) -> bool {
    let mut credential = false;
    let mut seen: Vec<String> = Vec::new();
    for entry in pairs(reader, option, layer) {
        let name = reader.get(option, &entry, "0");
        let value = reader.get(option, &entry, "1");
        let Some(text) = name.as_string() else {
            reader.unexpected(option, "names that are strings", &name);
            continue;
        };
        if value.is_undefined() {
            continue;
        }
        credential |= text.eq_ignore_ascii_case("authorization");
        credential |= text.eq_ignore_ascii_case("x-auth-key");
        let field = [option, ".", &text].concat();
        let values = values(reader, &field, &value);
        let is_good =
            |value: JsValue| is_value(&reader.string(&field, &value, MAX_OPTION, MAX_OPTION));
        // What the platform throws would repeat the value, and that may be a secret.
        if !is_token(&text) || !values.iter().all(is_good) {
            reader.fail(&field, "expected a name and value that a header can have");
            continue;
        }
        // A name that comes again in the same layer has one more value.
        if value.is_null() || !seen.iter().any(|name| name.eq_ignore_ascii_case(&text)) {
            let _ = headers.delete(&name);
        }
        for value in values {
            let _ = headers.append(&name, &value);
        }
        seen.push(text);
    }
    credential
}

/// Returns the name and value pairs of an option that is an iterable of them, or an object.
pub(super) fn pairs(reader: &Reader, option: &str, value: &JsValue) -> Array {
    reader.expect_object(option, value);
    if !value.is_object() {
        return Array::new();
    }
    let iterator = Reflect::get(value, &Symbol::iterator()).unwrap_or_default();
    let pairs = if iterator.is_function() {
        array_from(value)
    } else {
        entries(value)
    };
    pairs.unwrap_or_else(|cause| {
        reader.unreadable(option, &cause);
        Array::new()
    })
}

/// Returns the values of a header, which is a text, a list of them, or `null` for none.
fn values(reader: &Reader, field: &str, value: &JsValue) -> Array {
    if value.is_null() {
        return Array::new();
    }
    if value.is_string() {
        return Array::of1(value);
    }
    let values = value.is_object().then(|| array_from(value).ok()).flatten();
    match values {
        Some(values) if values.length() > 0 && values.iter().all(|value| value.is_string()) => {
            values
        }
        _ => {
            reader.unexpected(field, "a string, a list of strings or null", value);
            Array::new()
        }
    }
}

/// Every browser's name begins so, for historical reasons, and no other runtime's does.
fn in_browser() -> bool {
    let name =
        NAVIGATOR.with(|navigator| Reflect::get(navigator.as_ref()?, &"userAgent".into()).ok());
    name.and_then(|name| name.as_string())
        .is_some_and(|name| name.starts_with("Mozilla/"))
}
