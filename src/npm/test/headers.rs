//! The headers of a request: our own few, then the client's, then those of the call.

use super::{Calling, NOTHING, assert_refused, message};
use crate::npm::list;
use crate::web::test::{FetchStub, Sent};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Lists downloads with headers of the client and of the call, as snapshot.js has read them.
async fn sent(defaults: &str, own: &str) -> Result<Sent, JsValue> {
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub).with_js("defaultHeaders", defaults);
    calling.with_js("headers", own).run(list).await?;
    Ok(stub.only())
}

#[wasm_bindgen_test]
async fn those_of_the_call_go_over_those_of_the_client() {
    let defaults = "[['X-One', 'client'], ['x-two', 'client'], ['Accept', 'text/plain']]";
    let sent = sent(defaults, "[['x-one', 'call']]").await.unwrap();
    assert_eq!(sent.header("x-one").as_deref(), Some("call"));
    assert_eq!(sent.header("x-two").as_deref(), Some("client"));
    assert_eq!(sent.header("accept").as_deref(), Some("text/plain"));
}

#[wasm_bindgen_test]
async fn null_removes_one_and_undefined_leaves_it() {
    let defaults = "[['x-one', '1'], ['x-two', '2']]";
    let own = "[['X-ONE', null], ['x-two', undefined], ['accept', null]]";
    let sent = sent(defaults, own).await.unwrap();
    assert_eq!(sent.header("x-one"), None);
    assert_eq!(sent.header("x-two").as_deref(), Some("2"));
    assert_eq!(sent.header("accept"), None);
}

#[wasm_bindgen_test]
async fn a_list_and_a_name_that_comes_again_give_several_values() {
    let own = "[['x-one', ['a', 'b']], ['x-two', 'a'], ['X-Two', 'b'], ['x-one', 'c']]";
    let sent = sent("[['x-one', 'client'], ['x-two', 'client']]", own)
        .await
        .unwrap();
    assert_eq!(sent.header("x-one").as_deref(), Some("a, b, c"));
    assert_eq!(sent.header("x-two").as_deref(), Some("a, b"));
}

#[wasm_bindgen_test]
async fn what_no_header_can_have_is_refused() {
    let pair = "expected a name and value that a header can have";
    let value = "expected a string, a list of strings or null";
    for (own, fault) in [
        ("7", "headers: expected an object, got a number".to_owned()),
        (
            "'x: y'",
            "headers: expected an object, got a string".to_owned(),
        ),
        (
            "({})",
            "headers: expected an object, got an object".to_owned(),
        ),
        (
            "[[7, 'x']]",
            "headers: expected names that are strings, got a number".to_owned(),
        ),
        (
            "[[]]",
            "headers: expected names that are strings, got undefined".to_owned(),
        ),
        ("[['', 'x']]", format!("headers.: {pair}")),
        ("[['a b', 'x']]", format!("headers.a b: {pair}")),
        ("[['x-a', 'x\\ny']]", format!("headers.x-a: {pair}")),
        ("[['x-a', 'Ā']]", format!("headers.x-a: {pair}")),
        (
            "[['x-a', 7]]",
            format!("headers.x-a: {value}, got a number"),
        ),
        (
            "[['x-a', []]]",
            format!("headers.x-a: {value}, got an array"),
        ),
        (
            "[['x-a', ['a', 7]]]",
            format!("headers.x-a: {value}, got an array"),
        ),
        (
            "[['x-a', {}]]",
            format!("headers.x-a: {value}, got an object"),
        ),
        (
            "[['x-a', 'v'.repeat(8193)]]",
            "headers.x-a: expected at most 8192 characters".to_owned(),
        ),
    ] {
        assert_refused(&sent("null", own).await.unwrap_err(), &fault);
    }
    let error = sent("[['x-a', true]]", "null").await.unwrap_err();
    assert_refused(
        &error,
        &format!("defaultHeaders.x-a: {value}, got a boolean"),
    );
}

#[wasm_bindgen_test]
async fn a_value_is_repeated_in_no_message() {
    let error = sent("null", "[['authorization', 's3cret\\n']]")
        .await
        .unwrap_err();
    assert!(!message(&error).contains("s3cret"));
}

#[wasm_bindgen_test]
async fn nothing_else_is_sent() {
    let sent = sent("null", "null").await.unwrap();
    let names = "(headers) => [...headers.keys()].join()";
    let names = crate::web::test::call(names, &[&sent.init("headers")]);
    let names = names.as_string().unwrap().replace(",user-agent", "");
    assert_eq!(names, "accept,authorization");
}
