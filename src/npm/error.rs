//! Makes the errors that JavaScript sees: which class a failure is, and what of an answer goes with
//! it. The classes themselves are in errors.js, because only JavaScript can extend `Error`.

use super::host::{Members, NpmHost, to_js};
use crate::attempt::{Evidence, Failed};
use crate::error::{Error, ErrorKind};
use crate::redact::{REPLACEMENT, Secret, redact};
use crate::retry::in_milliseconds;
use crate::web::FetchResponse;
use crate::web::value::parse;
use js_sys::{Array, JsString};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/npm/errors.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(name: &str, message: &str, details: &JsValue) -> JsValue;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    fn stringify(value: &JsValue) -> Result<JsString, JsValue>;

    type Text;
    #[wasm_bindgen(method, js_name = replaceAll)]
    fn replace_all(this: &Text, text: &JsString, by: &str) -> JsString;

    type Headers;
    #[wasm_bindgen(constructor, catch)]
    fn new(pairs: &Array) -> Result<Headers, JsValue>;
}

/// Makes the error that a call rejects with.
pub(super) fn to_error(failed: Failed<NpmHost>) -> JsValue {
    let Failed {
        error,
        evidence,
        secret,
    } = failed;
    let secret = secret.as_ref();
    let members = match evidence {
        Evidence::Thrown(thrown) => return thrown,
        // A 2xx answer that is of no use in its place has a status.
        Evidence::None => vec![("status", error.status.into())],
        Evidence::Cause(cause) => vec![("cause", cause)],
        Evidence::Answer(response, body) => vec![
            ("status", error.status.into()),
            ("headers", redacted_headers(&response, secret)),
            ("error", body.map(|body| redacted(body, secret)).into()),
            ("retryAfter", error.retry_after.map(in_milliseconds).into()),
        ],
        Evidence::Download(of, download) => {
            let download = redacted(download, secret);
            vec![("type", of.as_str().into()), ("download", download)]
        }
        Evidence::Downloads(seen) => {
            let seen = seen.map(|seen| redacted(seen, secret));
            vec![("downloads", seen.into())]
        }
    };
    with_members(&error, members)
}

/// Makes the error of what was found before a request, or with a cause.
pub(super) fn plain(error: &Error, cause: JsValue) -> JsValue {
    with_members(error, vec![("cause", cause)])
}

/// Makes an error with members. Those that are undefined are left out.
fn with_members(error: &Error, mut members: Vec<(&'static str, JsValue)>) -> JsValue {
    members.retain(|(_, value)| !value.is_undefined());
    let members = to_js(&Members(&members));
    make_error(class_name(error), &error.message, &members)
}

/// Returns the name of the class of an error.
pub(super) fn class_name(error: &Error) -> &'static str {
    match (error.kind, error.status) {
        (ErrorKind::Status, Some(400)) => "BadRequestError",
        (ErrorKind::Status, Some(401)) => "AuthenticationError",
        (ErrorKind::Status, Some(403)) => "PermissionDeniedError",
        (ErrorKind::Status, Some(404)) => "NotFoundError",
        (ErrorKind::Status, Some(409)) => "ConflictError",
        (ErrorKind::Status, Some(422)) => "UnprocessableEntityError",
        (ErrorKind::Status, Some(429)) => "RateLimitError",
        (ErrorKind::Status, Some(500..)) => "InternalServerError",
        (ErrorKind::Status, _) => "APIError",
        (ErrorKind::InvalidResponse, _) => "APIResponseValidationError",
        (ErrorKind::Connection | ErrorKind::Abandoned, _) => "APIConnectionError",
        (ErrorKind::Timeout, _) => "APIConnectionTimeoutError",
        (ErrorKind::Aborted, _) => "APIUserAbortError",
        (ErrorKind::DownloadFailed, _) => "DownloadFailedError",
        (ErrorKind::DownloadTimeout, _) => "DownloadTimeoutError",
        (ErrorKind::InvalidInput | ErrorKind::NotCreated, _) => "CloudflareError",
    }
}

/// Takes a secret out of JSON. It is found however it is escaped, because the JSON is written anew;
/// where it is left out of something else than a text, nothing is given.
fn redacted(body: JsValue, secret: Option<&Secret>) -> JsValue {
    let Some(secret) = secret else { return body };
    let Ok(written) = stringify(&body) else {
        return JsValue::UNDEFINED;
    };
    let mut cleaned = written.clone();
    for text in secret.expose() {
        let Ok(quoted) = stringify(&text.into()) else {
            return JsValue::UNDEFINED;
        };
        let escaped = quoted.slice(1, quoted.length() - 1);
        cleaned = cleaned
            .unchecked_ref::<Text>()
            .replace_all(&escaped, REPLACEMENT);
    }
    if cleaned == written {
        return body;
    }
    parse(&cleaned).unwrap_or(JsValue::UNDEFINED)
}

/// Takes a secret out of headers: gives them as they are where none has it.
fn redacted_headers(response: &FetchResponse, secret: Option<&Secret>) -> JsValue {
    let cleaned = || {
        let secret = secret?;
        let clean = Array::new();
        let mut has_secret = false;
        // Headers that cannot be read can only be passed on.
        response.each_header(&mut |name, value| {
            let value = String::from(value);
            let cleaned = redact(value.clone(), Some(secret));
            has_secret |= cleaned != value;
            clean.push(&Array::of2(&name, &cleaned.into()));
        })?;
        let clean = has_secret.then(|| Headers::new(&clean).ok()).flatten()?;
        Some(clean.into())
    };
    cleaned().unwrap_or_else(|| response.headers_as_js().clone())
}
