//! Which class a failure is, and its message.

use super::{Calling, LABEL, TOKEN, assert_refused, message, name};
use crate::web::test::{FetchStub, get, js, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Lists downloads with a `fetch` that gives a value.
async fn error_of(value: JsValue) -> JsValue {
    Calling::new(&FetchStub::giving(value)).fail().await
}

#[wasm_bindgen_test]
async fn each_status_has_its_class() {
    for (status, class) in [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (405, "APIError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (499, "APIError"),
        (500, "InternalServerError"),
        (599, "InternalServerError"),
    ] {
        let error = error_of(response(status, &[], "{}")).await;
        assert_eq!(name(&error), class);
        assert_eq!(get(&error, "status"), status);
        let says = format!("{status} with no message in its body ({LABEL})");
        assert_eq!(message(&error), says);
        let stack = get(&error, "stack").as_string().unwrap();
        assert!(error.is_instance_of::<js_sys::Error>() && !stack.is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_message_is_cloudflares_own_with_its_codes() {
    let body = r#"{"success": false, "errors": [
        {"code": 10003, "message": "Not Found", "error_chain": [{"code": 1, "message": "why"}]}
    ]}"#;
    let error = error_of(response(404, &[], body)).await;
    let says = format!("404 Not Found [code 10003]: why [code 1] ({LABEL})");
    assert_eq!(message(&error), says);
}

#[wasm_bindgen_test]
async fn of_a_page_the_type_and_an_excerpt_are_told() {
    let page = "<html><title>502 Bad Gateway</title><body>origin</body></html>";
    let error = error_of(response(
        502,
        &[("content-type", "text/html; charset=x")],
        page,
    ))
    .await;
    let says = format!("502 text/html: \"502 Bad Gateway origin\" ({LABEL})");
    assert_eq!(
        (name(&error).as_str(), message(&error)),
        ("InternalServerError", says)
    );
    assert_eq!(get(&error, "error"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_redirect_is_an_error_that_names_the_origin() {
    let location = format!("https://elsewhere.example/path?token={TOKEN}");
    let error = error_of(response(302, &[("location", &location)], "")).await;
    let says =
        format!("302 redirect to https://elsewhere.example, which is not followed ({LABEL})");
    assert_eq!((name(&error).as_str(), message(&error)), ("APIError", says));
    let hidden =
        js("({ type: 'opaqueredirect', status: 0, headers: new Headers(), text: async () => '' })");
    let error = error_of(hidden).await;
    let says =
        format!("0 redirect to an address that the browser hides, which is not followed ({LABEL})");
    assert_eq!(message(&error), says);
    assert_eq!(get(&error, "status"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn success_that_is_false_is_an_error_under_any_status() {
    let error = error_of(response(
        200,
        &[],
        r#"{"success": false, "errors": ["why"]}"#,
    ))
    .await;
    assert_eq!(name(&error), "APIResponseValidationError");
    assert_eq!(
        message(&error),
        format!("200 success: false, why ({LABEL})")
    );
}

#[wasm_bindgen_test]
async fn a_failed_connection_has_the_very_value_as_its_cause() {
    let thrown = js("new TypeError('fetch failed', { cause: new Error('ECONNRESET') })");
    let rejection = js_sys::Promise::reject(&thrown);
    let error = error_of(rejection.into()).await;
    assert_eq!(name(&error), "APIConnectionError");
    let says = format!("Connection error: fetch failed: ECONNRESET ({LABEL})");
    assert_eq!(message(&error), says);
    assert_eq!(get(&error, "cause"), thrown);
    assert_eq!(get(&error, "status"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn what_has_no_message_is_named_by_its_type() {
    for (thrown, says) in [
        ("7", "a number was thrown"),
        ("undefined", "undefined was thrown"),
        ("Symbol()", "a symbol was thrown"),
        ("({})", "an object was thrown"),
        ("'a text'", "a text"),
    ] {
        let stub = FetchStub::throwing(js(thrown));
        let error = Calling::new(&stub).with("maxRetries", 5).fail().await;
        assert_eq!(
            message(&error),
            format!("Connection error: {says} ({LABEL})")
        );
        // It would throw again.
        assert_eq!(stub.sent().len(), 1);
    }
}

#[wasm_bindgen_test]
async fn what_is_no_response_is_a_failed_connection() {
    let error = error_of(JsValue::NULL).await;
    assert_eq!(name(&error), "APIConnectionError");
    let says = format!("fetch: expected a Response, got null ({LABEL})");
    assert_eq!(message(&error), says);
}

#[wasm_bindgen_test]
async fn a_timeout_aborts_the_request() {
    let stub = FetchStub::silent();
    let error = Calling::new(&stub).with("timeout", 5).fail().await;
    assert_eq!(name(&error), "APIConnectionTimeoutError");
    assert_eq!(
        message(&error),
        format!("Request timed out after 5 ms ({LABEL})")
    );
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn the_time_for_the_body_is_the_same() {
    let stalled = js("({
        status: 200,
        headers: new Headers(),
        // One that nobody keeps may be collected, and counts as given up by the runtime.
        text() { return (this.kept = new Promise(() => {})); },
        cancelled: 0,
        get body() { return { cancel: () => { this.cancelled++; } }; },
    })");
    let stub = FetchStub::giving(stalled.clone());
    let error = Calling::new(&stub).with("timeout", 200).fail().await;
    assert_eq!(name(&error), "APIConnectionTimeoutError");
    assert_eq!(get(&stalled, "cancelled"), 1);
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn a_timeout_is_retried() {
    let stub = FetchStub::silent();
    let calling = Calling::new(&stub).with("timeout", 1).with("maxRetries", 1);
    assert_eq!(name(&calling.fail().await), "APIConnectionTimeoutError");
    assert_eq!(stub.sent().len(), 2);
}

#[wasm_bindgen_test]
async fn a_call_without_a_credential_is_refused() {
    let stub = FetchStub::answering(200, "{}");
    let error = Calling::new(&stub)
        .with("apiToken", JsValue::NULL)
        .fail()
        .await;
    assert_refused(
        &error,
        "apiToken: expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN), or a Stream binding as stream",
    );
    assert!(stub.sent().is_empty());
}
