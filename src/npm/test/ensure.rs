//! Downloads that are to be there, of one video and of many.

use super::{Calling, assert_over, assert_refused, name, value};
use crate::npm::{ensure, ensure_many};
use crate::web::test::{FetchStub, call, get, js, json, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn listed(downloads: &str) -> JsValue {
    let body = format!(r#"{{"success":true,"result":{downloads}}}"#);
    response(200, &[], &body)
}

const BEGUN: &str = r#"{"default":{"status":"inprogress"}}"#;

#[wasm_bindgen_test]
async fn what_is_missing_is_created() {
    let stub = FetchStub::in_turn([listed("{}"), listed(BEGUN)]);
    let made = Calling::new(&stub).run(ensure).await.unwrap();
    assert_eq!(json(&made), BEGUN);
    let sent = stub.sent();
    let methods: Vec<_> = sent.iter().map(|sent| sent.init("method")).collect();
    assert_eq!(methods, ["GET", "POST"]);
    assert_eq!(sent[0].init("cache"), "no-store");
    assert!(sent[1].init("cache").is_undefined());
    assert!(sent[1].url().ends_with("/downloads/default"));
}

#[wasm_bindgen_test]
async fn a_creation_that_fails_is_the_failure() {
    let stub = FetchStub::in_turn([listed("{}"), response(400, &[], "{}")]);
    let error = Calling::new(&stub).run(ensure).await.unwrap_err();
    assert_eq!(name(&error), "BadRequestError");
}

#[wasm_bindgen_test]
async fn what_cannot_be_used_is_named() {
    for (member, bad, expected) in [
        (
            "retryFailed",
            js("1"),
            "retryFailed: expected a boolean, got a number",
        ),
        (
            "waitForVideo",
            js("'no'"),
            "waitForVideo: expected a boolean, got a string",
        ),
        (
            "types",
            js("[]"),
            "types: expected a list of default, audio or both",
        ),
    ] {
        let stub = FetchStub::giving(listed("{}"));
        let error = Calling::new(&stub)
            .with(member, bad)
            .run(ensure)
            .await
            .unwrap_err();
        assert_refused(&error, expected);
        assert!(stub.sent().is_empty());
    }
}

#[wasm_bindgen_test]
async fn many_are_created_one_by_one() {
    let stub = FetchStub::in_turn([listed("{}"), listed(BEGUN), listed(BEGUN)]);
    let iterator = call("() => () => ['one', 'two'][Symbol.iterator]()", &[]);
    let calling = Calling::new(&stub)
        .with("identifiers", js("[]"))
        .with("iterator", iterator)
        .with("concurrency", 1);
    let iteration = ensure_many(&calling.call()).unwrap();
    for expected in ["one", "two"] {
        let one = value(&iteration).await;
        assert_eq!(get(&one, "identifier"), expected);
        assert_eq!(json(&get(&one, "downloads")), BEGUN);
    }
    assert_over(&iteration).await;
    assert_eq!(stub.sent().len(), 3);
    let error = ensure_many(&calling.with("maxEncoding", 0).call()).unwrap_err();
    assert_refused(&error, "maxEncoding: expected a whole number, 1 or more");
}
