//! What `fetch` throws, at once or by a rejection, and how it is told.

use super::{host, request};
use crate::host::{Failure, FailureDetails, Transport};
use crate::web::fetch::{MAX_CAUSES, reasons};
use crate::web::test::{FetchStub, call, js};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn reasons_of(expression: &str) -> Vec<String> {
    reasons(&js(expression))
}

#[wasm_bindgen_test]
async fn what_is_thrown_at_once_is_a_refusal() {
    let thrown = js("new TypeError('bad input', { cause: 'a reason' })");
    let stub = FetchStub::throwing(thrown.clone());
    let Err(Failure::Refused(details)) = host(&stub).send(&request("GET")).await else {
        panic!("no refusal");
    };
    let FailureDetails { reasons, cause } = *details;
    assert_eq!(reasons, ["bad input", "a reason"]);
    assert_eq!(cause, Some(thrown));
}

#[wasm_bindgen_test]
async fn a_rejection_is_a_failure_of_the_connection() {
    let thrown = js("new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })");
    let rejection = call("(thrown) => Promise.reject(thrown)", &[&thrown]);
    let stub = FetchStub::giving(rejection);
    let Err(Failure::Connection(details)) = host(&stub).send(&request("GET")).await else {
        panic!("no failure of the connection");
    };
    let FailureDetails { reasons, cause } = *details;
    assert_eq!(reasons, ["fetch failed", "ECONNREFUSED"]);
    assert_eq!(cause, Some(thrown));
}

#[wasm_bindgen_test]
async fn a_request_that_has_failed_is_not_aborted_besides() {
    let stub = FetchStub::giving(js("Promise.reject(1)"));
    assert!(host(&stub).send(&request("GET")).await.is_err());
    assert!(!stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn a_rejection_with_nothing_has_no_reason() {
    let stub = FetchStub::giving(js("Promise.reject()"));
    let Err(Failure::Connection(details)) = host(&stub).send(&request("GET")).await else {
        panic!("no failure of the connection");
    };
    let FailureDetails { reasons, cause } = *details;
    assert_eq!(reasons, [""; 0]);
    assert_eq!(cause, Some(JsValue::UNDEFINED));
}

#[wasm_bindgen_test]
async fn to_drop_a_request_that_is_under_way_aborts_it() {
    let stub = FetchStub::silent();
    {
        let (host, request) = (host(&stub), request("GET"));
        let mut sending = pin!(host.send(&request));
        assert!(crate::web::test::is_pending(sending.as_mut()).await);
        assert!(!stub.only().is_aborted());
    }
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
fn reasons_are_the_messages_of_a_value_and_its_causes() {
    let nested = "new Error('a', { cause: new Error('b', { cause: { message: 'c' } }) })";
    assert_eq!(reasons_of(nested), ["a", "b", "c"]);
    assert_eq!(reasons_of("'a text'"), ["a text"]);
    assert_eq!(
        reasons_of("({ message: 'm', cause: 'a text' })"),
        ["m", "a text"]
    );
    assert_eq!(
        reasons_of("Object.assign(() => {}, { message: 'm' })"),
        ["m"]
    );
}

#[wasm_bindgen_test]
fn what_has_no_message_has_no_reason() {
    for expression in [
        "undefined",
        "null",
        "7",
        "Symbol('x')",
        "({})",
        "({ message: 7 })",
    ] {
        assert_eq!(reasons_of(expression), [""; 0], "{expression}");
    }
}

#[wasm_bindgen_test]
fn causes_that_go_in_a_circle_end() {
    let circle = "(() => { const e = new Error('again'); e.cause = e; return e; })()";
    assert_eq!(reasons_of(circle), vec!["again"; MAX_CAUSES]);
}

#[wasm_bindgen_test]
fn a_message_or_cause_that_throws_is_left_out() {
    let message = "({ get message() { throw 1; }, cause: new Error('why') })";
    assert_eq!(reasons_of(message), ["why"]);
    let cause = "({ message: 'm', get cause() { throw 1; } })";
    assert_eq!(reasons_of(cause), ["m"]);
    let all = "new Proxy({}, { get() { throw 1; } })";
    assert_eq!(reasons_of(all), [""; 0]);
}

#[wasm_bindgen_test]
fn of_a_long_message_the_beginning_is_read() {
    let read = reasons_of("new Error('a'.repeat(1 << 20))");
    assert_eq!(read[0].len(), super::super::MAX_EXCERPT);
}
