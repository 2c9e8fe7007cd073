//! What `fetch` is told besides, and what of it is refused.

use super::options::assert_faults;
use super::{Calling, NOTHING, assert_refused};
use crate::npm::list;
use crate::web::test::{FetchStub, get};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn fetch_options_are_an_object() {
    for member in ["fetchOptions", "ownFetchOptions"] {
        for (value, got) in [("7", "a number"), ("() => {}", "a function")] {
            let stub = FetchStub::answering(200, NOTHING);
            let calling = Calling::new(&stub)
                .with_js(member, value)
                .with_js("init", "({})");
            let fault = format!("fetchOptions: expected an object, got {got}");
            assert_refused(&calling.fail().await, &fault);
            assert!(stub.sent().is_empty());
        }
    }
}

#[wasm_bindgen_test]
async fn fetch_options_replace_nothing_of_the_request() {
    let in_place = |name: &str, option: &str, got: &str| {
        format!("fetchOptions.{name}: expected {option} in its place, got {got}")
    };
    let method = in_place("method", "the call's own method", "a string");
    let headers = in_place("headers", "the option headers", "an object");
    let signal = in_place("signal", "the option signal", "null");
    let body = in_place("body", "the option body", "a string");
    let redirect = "fetchOptions.redirect: expected manual or error";
    assert_faults(
        "init",
        &[
            ("({ method: 'PUT' })", method.as_str()),
            ("({ headers: {} })", headers.as_str()),
            ("({ signal: null })", signal.as_str()),
            ("({ body: 'text' })", body.as_str()),
            ("({ redirect: 'follow' })", redirect),
            (
                "({ redirect: 7 })",
                "fetchOptions.redirect: expected manual or error, got a number",
            ),
        ],
    )
    .await;
}

#[wasm_bindgen_test]
async fn what_else_they_have_reaches_fetch() {
    let stub = FetchStub::answering(200, NOTHING);
    let init = "({ redirect: 'error', method: undefined, cf: { cacheTtl: 5 }, keepalive: true })";
    Calling::new(&stub)
        .with_js("init", init)
        .run(list)
        .await
        .unwrap();
    let sent = stub.only();
    assert_eq!(sent.init("redirect"), "error");
    assert_eq!(sent.init("keepalive"), true);
    assert_eq!(get(&sent.init("cf"), "cacheTtl"), 5);
    assert_eq!(sent.init("method"), "GET");
}
