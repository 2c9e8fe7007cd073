//! Which answers are any, and how their status and headers are read.

use super::answered;
use crate::decode::Fault;
use crate::host::{Failure, Response};
use crate::web::FetchResponse;
use crate::web::fetch::MAX_HEADER;
use crate::web::test::{js, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes what looks like a response, with some of its members replaced.
fn like(members: &str) -> JsValue {
    js(&format!(
        "Object.defineProperties({{
            status: 200,
            headers: new Headers({{ 'cf-ray': 'ray' }}),
            text: async () => '{{}}',
        }}, Object.getOwnPropertyDescriptors({members}))"
    ))
}

/// Returns what a value is called that is no response.
async fn refused(value: JsValue) -> &'static str {
    match answered(value).await {
        Err(Failure::Unexpected(fault)) => {
            assert_eq!(*fault, *Fault::new("fetch", "a Response", fault.got));
            fault.got
        }
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn what_is_no_response_is_named() {
    for (expression, got) in [
        ("undefined", "undefined"),
        ("null", "null"),
        ("200", "a number"),
        ("'{}'", "a string"),
        ("true", "a boolean"),
        ("1n", "a bigint"),
        ("Symbol()", "a symbol"),
        ("() => {}", "a function"),
        ("[200, {}]", "an array"),
        ("({})", "an object"),
        (
            "({ ok: true, status: 200, json: async () => ({}) })",
            "an object",
        ),
        (
            "new Proxy({}, { get(_, name) { if (name === 'then') return; throw 1; } })",
            "an object",
        ),
    ] {
        assert_eq!(refused(js(expression)).await, got, "{expression}");
    }
}

#[wasm_bindgen_test]
async fn a_response_needs_a_status_headers_and_a_text() {
    for members in [
        "{ status: '200' }",
        "{ status: NaN }",
        "{ status: 200.5 }",
        "{ status: -1 }",
        "{ status: 65736 }",
        "{ status: undefined }",
        "{ get status() { throw 1; } }",
        "{ headers: null }",
        "{ headers: undefined }",
        "{ headers: {} }",
        "{ headers: 'cf-ray: ray' }",
        "{ headers: { get: 1 } }",
        "{ headers: { get get() { throw 1; } } }",
        "{ get headers() { throw 1; } }",
        "{ text: undefined }",
        "{ text: '{}' }",
        "{ get text() { throw 1; } }",
    ] {
        assert_eq!(refused(like(members)).await, "an object", "{members}");
    }
}

#[wasm_bindgen_test]
async fn what_has_all_of_it_is_one() {
    for value in [
        response(404, &[], "{}"),
        like("{ status: 404 }"),
        like("{ status: 404, headers: new Map([['cf-ray', 'ray']]) }"),
        js("Object.assign(() => {}, { status: 404, headers: new Headers(), text() {} })"),
    ] {
        assert_eq!(answered(value).await.unwrap().status(), 404);
    }
}

#[wasm_bindgen_test]
async fn a_status_may_be_0_where_a_redirect_is_hidden() {
    let answer = answered(like("{ status: 0, type: 'opaqueredirect' }")).await;
    assert_eq!(answer.unwrap().status(), 0);
}

#[wasm_bindgen_test]
async fn a_header_is_read_by_its_name() {
    let answer = answered(response(200, &[("CF-Ray", "8a1"), ("x-empty", "")], "{}"));
    let answer = answer.await.unwrap();
    assert_eq!(answer.header("cf-ray").as_deref(), Some("8a1"));
    assert_eq!(answer.header("x-empty").as_deref(), Some(""));
    assert_eq!(answer.header("retry-after"), None);
}

#[wasm_bindgen_test]
async fn of_a_long_header_the_beginning_is_read() {
    let answer = answered(like("{ headers: { get: () => 'a'.repeat(1 << 20) } }"));
    let read = answer.await.unwrap().header("cf-ray").unwrap();
    assert_eq!(read.len(), MAX_HEADER);
}

#[wasm_bindgen_test]
async fn a_header_that_is_no_text_or_cannot_be_read_is_none() {
    for get in [
        "() => 7",
        "() => ({ toString() { throw 1; } })",
        "() => { throw 1; }",
        "() => Promise.resolve('ray')",
    ] {
        let answer = answered(like(&format!("{{ headers: {{ get: {get} }} }}")));
        assert_eq!(answer.await.unwrap().header("cf-ray"), None, "{get}");
    }
}

#[wasm_bindgen_test]
async fn the_answer_and_its_headers_are_given_as_they_came() {
    let value = response(200, &[], "{}");
    let answer = answered(value.clone()).await.unwrap();
    assert_eq!(*answer.as_js(), value);
    assert_eq!(
        *answer.headers_as_js(),
        crate::web::test::get(&value, "headers")
    );
}

#[wasm_bindgen_test]
async fn an_answer_that_was_handed_over_is_taken_back() {
    let mut answer = FetchResponse::restore(response(201, &[], "[1]")).unwrap();
    assert_eq!(answer.status(), 201);
    let content = answer.content().await.unwrap();
    assert!(matches!(content, crate::envelope::Content::Json(_)));
    assert!(FetchResponse::restore(JsValue::NULL).is_err());
}
