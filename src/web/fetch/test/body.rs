//! Bodies: how they are read, and how one that nobody reads is given up.

use super::{answered, host, request};
use crate::decode::Fault;
use crate::envelope::Content;
use crate::host::{Failure, FailureDetails, Response, Transport};
use crate::web::fetch::MAX_EXCERPT;
use crate::web::test::{FetchStub, call, get, is_pending, js, json, pass, response};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes an answer whose `text` is an expression, and whose body counts how often it is cancelled.
fn with_text(text: &str) -> JsValue {
    js(&format!(
        "({{
            status: 200,
            headers: new Headers(),
            text: {text},
            cancelled: 0,
            get body() {{ return {{ cancel: async () => {{ this.cancelled++; }} }}; }},
        }})"
    ))
}

async fn content_of(value: JsValue) -> Result<Content<JsValue>, Failure<JsValue>> {
    answered(value).await.unwrap().content().await
}

#[wasm_bindgen_test]
async fn json_is_parsed_whatever_its_type() {
    for (text, expected) in [
        (r#"{"result": [1, null]}"#, r#"{"result":[1,null]}"#),
        (" [] ", "[]"),
        ("\"text\"", "\"text\""),
        ("null", "null"),
    ] {
        let headers = [("content-type", "text/html")];
        let content = content_of(response(200, &headers, text)).await;
        let Ok(Content::Json(value)) = content else {
            panic!("{text:?} is no JSON");
        };
        assert_eq!(json(&value), expected);
    }
}

#[wasm_bindgen_test]
async fn a_body_of_white_space_is_none() {
    for body in ["", " ", "\r\n\t", "\u{A0}\u{2028}"] {
        let content = content_of(response(200, &[], body)).await;
        assert_eq!(content, Ok(Content::Empty), "{body:?}");
    }
    assert_eq!(content_of(response(204, &[], "")).await, Ok(Content::Empty));
}

#[wasm_bindgen_test]
async fn what_is_no_json_is_a_text() {
    let page = "\n<html>\n<title>502</title></html> ";
    let content = content_of(response(502, &[], page)).await;
    let expected = Content::Text("<html>\n<title>502</title></html>".to_owned());
    assert_eq!(content, Ok(expected));
}

#[wasm_bindgen_test]
async fn of_a_long_text_the_beginning_is_read() {
    let content = content_of(with_text("async () => 'x'.repeat(1 << 20)")).await;
    let Ok(Content::Text(text)) = content else {
        panic!("no text");
    };
    assert_eq!(text.len(), MAX_EXCERPT);
}

#[wasm_bindgen_test]
async fn a_body_that_is_no_string_is_named() {
    for (value, got) in [
        ("undefined", "undefined"),
        ("null", "null"),
        ("{}", "an object"),
        ("new String('{}')", "an object"),
        ("new Uint8Array(2)", "an object"),
        ("7", "a number"),
    ] {
        let content = content_of(with_text(&format!("async () => ({value})"))).await;
        let fault = Fault::new("text()", "a string", got);
        assert_eq!(content, Err(Failure::Unexpected(fault)), "{value}");
    }
}

#[wasm_bindgen_test]
async fn a_text_that_is_there_at_once_is_taken() {
    let content = content_of(with_text("() => '[]'")).await;
    assert!(matches!(content, Ok(Content::Json(_))));
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_a_failure_of_the_connection() {
    for text in [
        "() => { throw new Error('broken'); }",
        "async () => { throw new Error('broken'); }",
        "() => ({ get then() { throw new Error('broken'); } })",
    ] {
        let Err(Failure::Connection(details)) = content_of(with_text(text)).await else {
            panic!("{text} gave something");
        };
        let FailureDetails { reasons, cause } = *details;
        assert_eq!(reasons, ["broken"]);
        assert!(cause.is_some());
    }
}

#[wasm_bindgen_test]
async fn to_drop_an_answer_that_was_not_read_cancels_its_body_and_aborts() {
    let value = with_text("async () => ''");
    let stub = FetchStub::giving(value.clone());
    let answer = host(&stub).send(&request("GET")).await.unwrap();
    assert!(!stub.only().is_aborted());
    drop(answer);
    assert_eq!(get(&value, "cancelled"), 1);
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn to_drop_one_that_is_being_read_does_too() {
    let value = with_text("function () { return (this.kept = new Promise(() => {})); }");
    let stub = FetchStub::giving(value.clone());
    {
        let mut answer = host(&stub).send(&request("GET")).await.unwrap();
        assert!(is_pending(pin!(answer.content())).await);
    }
    assert_eq!(get(&value, "cancelled"), 1);
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn an_answer_that_was_read_or_handed_over_is_left_alone() {
    for is_read in [true, false] {
        let value = with_text("async () => '{}'");
        let stub = FetchStub::giving(value.clone());
        let mut answer = host(&stub).send(&request("GET")).await.unwrap();
        if is_read {
            answer.content().await.unwrap();
        } else {
            answer.release();
        }
        drop(answer);
        assert_eq!(get(&value, "cancelled"), 0);
        assert!(!stub.only().is_aborted());
    }
}

#[wasm_bindgen_test]
async fn a_stream_that_was_not_read_is_closed() {
    let value = response(200, &[], "a body");
    let answer = answered(value.clone()).await.unwrap();
    drop(answer);
    pass().await;
    let read = call("(response) => response.body.getReader().read()", &[&value]);
    let step = crate::web::settled(&read).await.unwrap().unwrap();
    assert_eq!(get(&step, "done"), true);
}

#[wasm_bindgen_test]
async fn a_body_that_cannot_be_cancelled_harms_nothing() {
    for body in [
        "null",
        "undefined",
        "'text'",
        "({})",
        "({ cancel: 1 })",
        "({ cancel() { throw 1; } })",
        "({ cancel: () => Promise.reject(1) })",
        "({ get cancel() { throw 1; } })",
        "new Proxy({}, { get() { throw 1; } })",
    ] {
        let make =
            format!("({{ status: 200, headers: new Headers(), text() {{}}, body: {body} }})");
        let stub = FetchStub::giving(js(&make));
        drop(host(&stub).send(&request("GET")).await.unwrap());
        assert!(stub.only().is_aborted(), "{body}");
        pass().await;
    }
}
