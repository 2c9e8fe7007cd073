//! What of an answer goes with its error, and that no part of it shows the credential.

use super::{Calling, TOKEN, message};
use crate::web::test::{FetchStub, call, get, js, json, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Lists downloads with a `fetch` that gives a value.
async fn error_of(value: JsValue) -> JsValue {
    Calling::new(&FetchStub::giving(value)).fail().await
}

fn header(error: &JsValue, name: &str) -> JsValue {
    let read = "(error, name) => error.headers.get(name)";
    call(read, &[error, &name.into()])
}

#[wasm_bindgen_test]
async fn an_error_has_the_headers_and_the_body_of_the_answer() {
    let body = r#"{"errors":[{"code":7000,"message":"no"}],"more":[1]}"#;
    let answer = response(400, &[("cf-ray", "8a1-AMS"), ("x-other", "1")], body);
    let error = error_of(answer.clone()).await;
    assert_eq!(get(&error, "headers"), get(&answer, "headers"));
    assert_eq!(get(&error, "ray"), "8a1-AMS");
    assert_eq!(json(&get(&error, "error")), body);
    assert_eq!(
        json(&get(&error, "errors")),
        r#"[{"code":7000,"message":"no"}]"#
    );
    assert_eq!(get(&error, "code"), 7000);
    assert_eq!(get(&error, "cause"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn the_delay_that_the_server_asks_for_is_given_in_milliseconds() {
    for status in [404, 409, 429, 503] {
        let error = error_of(response(status, &[("retry-after", "1.5")], "{}")).await;
        assert_eq!(get(&error, "retryAfter"), 1500);
    }
    let error = error_of(response(429, &[], "{}")).await;
    assert_eq!(get(&error, "retryAfter"), JsValue::UNDEFINED);
    let error = error_of(response(404, &[], "{}")).await;
    assert_eq!(get(&error, "retryAfter"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn one_of_more_than_a_minute_is_not_slept_through() {
    let stub = FetchStub::giving(response(503, &[("retry-after", "61")], "{}"));
    let error = Calling::new(&stub).with("maxRetries", 2).fail().await;
    assert_eq!(get(&error, "retryAfter"), 61_000);
    assert_eq!(stub.sent().len(), 1);
}

#[wasm_bindgen_test]
async fn a_credential_that_the_answer_repeats_is_taken_out() {
    let body =
        format!(r#"{{"errors":[{{"message":"bad {TOKEN}"}}],"a":{{"{TOKEN}":["{TOKEN}"]}}}}"#);
    let echo = format!("Bearer {TOKEN}");
    let answer = response(
        403,
        &[("x-echo", &echo), ("cf-ray", TOKEN), ("x-other", "1")],
        &body,
    );
    let error = error_of(answer.clone()).await;
    let expected = r#"{"errors":[{"message":"bad ***"}],"a":{"***":["***"]}}"#;
    assert_eq!(json(&get(&error, "error")), expected);
    assert_eq!(header(&error, "x-echo"), "Bearer ***");
    assert_eq!(header(&error, "x-other"), "1");
    assert_eq!(get(&error, "ray"), "***");
    assert!(message(&error).starts_with("403 bad *** ("));
    // The answer itself may be somebody else's, too.
    let own = call("(answer) => answer.headers.get('x-echo')", &[&answer]);
    assert_eq!(own, echo.as_str());
}

#[wasm_bindgen_test]
async fn so_is_one_that_json_escapes() {
    let stub = FetchStub::giving(response(400, &[], r#"{"echo":"a \"quoted\\token\" b"}"#));
    let calling = Calling::new(&stub).with("apiToken", r#""quoted\token""#);
    let error = calling.fail().await;
    assert_eq!(json(&get(&error, "error")), r#"{"echo":"a *** b"}"#);
}

#[wasm_bindgen_test]
async fn one_that_is_a_part_of_a_number_leaves_nothing() {
    let stub = FetchStub::giving(response(400, &[], r#"{"id":912345678,"a":1}"#));
    let error = Calling::new(&stub)
        .with("apiToken", "12345678")
        .fail()
        .await;
    assert_eq!(get(&error, "error"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_short_one_is_a_part_of_words() {
    let stub = FetchStub::giving(response(400, &[], r#"{"echo":"error"}"#));
    let error = Calling::new(&stub).with("apiToken", "error").fail().await;
    assert_eq!(json(&get(&error, "error")), r#"{"echo":"error"}"#);
}

#[wasm_bindgen_test]
async fn what_fetch_throws_is_told_without_it() {
    let thrown = format!("new Error('to Bearer {TOKEN}')");
    let error = Calling::new(&FetchStub::throwing(js(&thrown))).fail().await;
    assert!(message(&error).starts_with("Connection error: to Bearer *** ("));
}

#[wasm_bindgen_test]
async fn headers_that_are_no_real_ones_are_passed_on() {
    for headers in [
        "{ get: () => null }",
        "new Map([['x-echo', 't0ken-of-mine']])",
        "{ get: () => null, [Symbol.iterator]() { throw 1; } }",
        "{ get: () => null, get [Symbol.iterator]() { throw 1; } }",
        "{ get: () => null, *[Symbol.iterator]() { yield 1; yield [2, 3]; } }",
        "{ get: () => null, *[Symbol.iterator]() { yield new Proxy([], { get() { throw 1; } }); } }",
        "{ get() { throw 1; } }",
    ] {
        let answer = format!("({{ status: 404, headers: {headers}, text: async () => '{{}}' }})");
        let answer = js(&answer);
        let error = error_of(answer.clone()).await;
        assert_eq!(super::name(&error), "NotFoundError", "{headers}");
        let cleaned = headers.starts_with("new Map");
        assert_eq!(get(&error, "headers") == get(&answer, "headers"), !cleaned);
    }
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_does_not_hide_the_status() {
    let broken = js("({
        status: 500,
        headers: new Headers(),
        text: async () => { throw new Error('broken'); },
    })");
    let error = error_of(broken).await;
    assert_eq!(super::name(&error), "InternalServerError");
    assert!(message(&error).starts_with("500 with an empty body ("));
    assert_eq!(get(&error, "error"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn no_odd_body_is_of_any_harm() {
    for body in [
        "null",
        "7",
        "\"text\"",
        "[]",
        "[{}]",
        r#"{"errors": null}"#,
        r#"{"errors": 7}"#,
        r#"{"errors": {"message": "one"}}"#,
        r#"{"errors": [null, [], "a", {"code": {}}]}"#,
        r#"{"__proto__": {"errors": [{"message": "no"}]}}"#,
        r#"{"then": 1, "toJSON": 2}"#,
    ] {
        let error = error_of(response(400, &[], body)).await;
        assert_eq!(super::name(&error), "BadRequestError", "{body}");
        let is_list = js_sys::Array::is_array(&get(&error, "errors"));
        assert!(is_list, "{body}");
    }
}
