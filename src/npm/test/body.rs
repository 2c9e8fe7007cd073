//! A request to any endpoint: its method, path, query and body.

use super::{Calling, assert_refused};
use crate::npm::request;
use crate::web::test::{FetchStub, js};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a request with some members, each with its expression, and gives the stub.
async fn requested(members: &[(&str, &str)]) -> Result<FetchStub, JsValue> {
    let stub = FetchStub::answering(200, "{}");
    let mut calling = Calling::new(&stub)
        .with("method", "POST")
        .with("path", "/zones");
    for (name, expression) in members {
        calling = calling.with_js(name, expression);
    }
    calling.run(request).await?;
    Ok(stub)
}

/// Returns where a request with a query goes.
async fn target(path: &str, query: &str) -> String {
    let stub = requested(&[("path", path), ("query", query)])
        .await
        .unwrap();
    let url = stub.only().url();
    url.strip_prefix("https://api.cloudflare.com/client/v4")
        .unwrap()
        .to_owned()
}

async fn assert_fault(members: &[(&str, &str)], fault: &str) {
    assert_refused(&requested(members).await.err().unwrap(), fault);
}

#[wasm_bindgen_test]
async fn a_query_is_appended_to_the_path() {
    let query =
        "[['a', 1], ['b c', 'd&é'], ['e', true], ['f', 10n], ['g', null], ['h', undefined]]";
    assert_eq!(
        target("'/zones'", query).await,
        "/zones?a=1&b%20c=d%26%C3%A9&e=true&f=10"
    );
    assert_eq!(target("'/zones?a=1'", "[['b', 2]]").await, "/zones?a=1&b=2");
    assert_eq!(target("'/zones'", "null").await, "/zones");
    assert_eq!(
        target("'/zones'", "[['__proto__', 1]]").await,
        "/zones?__proto__=1"
    );
}

#[wasm_bindgen_test]
async fn what_a_query_cannot_hold_is_refused() {
    let in_its_place = "query: expected strings, numbers and booleans in its place, got";
    for (query, got) in [
        ("[['a', {}]]", "an object"),
        ("[['a', [1, 2]]]", "an array"),
        ("[['a', () => {}]]", "a function"),
        ("[['a', Symbol()]]", "a symbol"),
        ("[[1, 2]]", "a number"),
        ("[['a', '\\uD800']]", "a string"),
    ] {
        assert_fault(&[("query", query)], &format!("{in_its_place} {got}")).await;
    }
    assert_fault(
        &[("query", "'a=1'")],
        "query: expected an object, got a string",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_path_and_a_method_that_cannot_be_sent_are_refused() {
    let path = "path: expected a path below the base URL that begins with a slash";
    let method = "method: expected a method that fetch sends";
    for (name, expression, fault) in [
        (
            "path",
            "undefined",
            "path: expected a string, got undefined",
        ),
        ("path", "'zones'", path),
        ("path", "'@elsewhere.example'", path),
        (
            "path",
            "'/a b'",
            "path: expected a percent-encoded path, got a character that none has",
        ),
        (
            "path",
            "'/' + 'a'.repeat(8192)",
            "path: expected at most 8192 characters",
        ),
        ("method", "null", "method: expected a string, got null"),
        ("method", "''", method),
        ("method", "'TRACE'", method),
        ("method", "'GE T'", method),
    ] {
        assert_fault(&[(name, expression)], fault).await;
    }
}

#[wasm_bindgen_test]
async fn a_body_is_sent_as_its_json() {
    let members = [("body", "({ a: 1 })"), ("json", "'{\"a\":1}'")];
    let sent = requested(&members).await.unwrap().only();
    assert_eq!(sent.init("body"), "{\"a\":1}");
    assert_eq!(
        sent.header("content-type").as_deref(),
        Some("application/json")
    );
}

#[wasm_bindgen_test]
async fn a_text_of_a_type_that_the_call_names_is_sent_as_it_is() {
    let body = [("body", "'a,b'"), ("json", "'\"a,b\"'")];
    let other = [
        body[0],
        body[1],
        ("headers", "[['Content-Type', 'text/csv']]"),
    ];
    let sent = requested(&other).await.unwrap().only();
    assert_eq!(sent.init("body"), "a,b");
    assert_eq!(sent.header("content-type").as_deref(), Some("text/csv"));
    for of in ["application/json", "application/json; charset=utf-8"] {
        let headers = format!("[['content-type', '{of}']]");
        let written = [
            ("body", "'{\"a\":1}'"),
            ("json", "'\"{\\\\\"a\\\\\":1}\"'"),
            ("headers", headers.as_str()),
        ];
        let sent = requested(&written).await.unwrap().only();
        assert_eq!(sent.init("body"), "{\"a\":1}");
        assert_eq!(sent.header("content-type").as_deref(), Some(of));
    }
    for defaults in ["null", "[['content-type', 'text/csv']]"] {
        let members = [body[0], body[1], ("defaultHeaders", defaults)];
        let sent = requested(&members).await.unwrap().only();
        assert_eq!(sent.init("body"), "\"a,b\"");
    }
}

#[wasm_bindgen_test]
async fn the_type_of_the_client_is_not_that_of_a_body() {
    let members = [
        ("body", "[]"),
        ("json", "'[]'"),
        ("defaultHeaders", "[['content-type', 'text/csv']]"),
    ];
    let sent = requested(&members).await.unwrap().only();
    assert_eq!(
        sent.header("content-type").as_deref(),
        Some("application/json")
    );
}

#[wasm_bindgen_test]
async fn a_body_that_json_would_lose_is_refused() {
    for (body, got) in [
        ("new Uint8Array(1)", "an object"),
        ("() => {}", "a function"),
        ("NaN", "a number"),
    ] {
        let fault = format!("body: expected a JSON value, got {got}");
        assert_fault(&[("body", body)], &fault).await;
    }
}

#[wasm_bindgen_test]
async fn a_request_that_has_no_body_by_its_method_is_refused_with_one() {
    let fault = "body: expected none, as GET and HEAD have none";
    for method in ["'GET'", "'head'"] {
        let members = [("method", method), ("body", "1"), ("json", "'1'")];
        assert_fault(&members, fault).await;
    }
}

#[wasm_bindgen_test]
async fn a_body_is_sent_again_with_a_retry() {
    let stub = FetchStub::in_turn([
        crate::web::test::response(500, &[("retry-after-ms", "0")], "{}"),
        crate::web::test::response(200, &[], "{}"),
    ]);
    let calling = Calling::new(&stub).with("method", "PUT").with("path", "/a");
    let calling = calling
        .with("body", js("({})"))
        .with("json", "{}")
        .with("maxRetries", 1);
    calling.run(request).await.unwrap();
    let bodies: Vec<_> = stub.sent().iter().map(|sent| sent.init("body")).collect();
    assert_eq!(bodies, ["{}", "{}"]);
}
