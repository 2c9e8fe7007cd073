//! What the operations send, what they resolve to, and how a call is left to its caller.

use super::{Calling, LABEL, NOTHING, TOKEN, message, name};
use crate::npm::{create, delete, list, request};
use crate::web::test::{FetchStub, call, get, js, json, pass, response, settled_json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const BASE: &str = "https://api.cloudflare.com/client/v4/accounts/account/stream/video/downloads";

#[wasm_bindgen_test]
async fn a_list_is_the_object_of_the_answer_with_all_that_is_in_it() {
    let stub = FetchStub::answering(
        200,
        r#"{"success": true, "result": {
            "webm": {"status": "odd", "size": 7},
            "default": {"percentComplete": "50", "status": "inprogress", "url": null, "x": [1]},
            "__proto__": {"status": "ready"}
        }}"#,
    );
    let downloads = Calling::new(&stub).run(list).await.unwrap();
    let expected = r#"{"webm":{"status":"odd","size":7},"default":{"percentComplete":"50","status":"inprogress","url":null,"x":[1]},"__proto__":{"status":"ready"}}"#;
    assert_eq!(json(&downloads), expected);
    let sent = stub.only();
    assert_eq!(
        (sent.url().as_str(), sent.init("method")),
        (BASE, "GET".into())
    );
    assert_eq!(
        sent.header("authorization").unwrap(),
        format!("Bearer {TOKEN}")
    );
    assert_eq!(sent.header("content-type"), None);
}

#[wasm_bindgen_test]
async fn a_download_is_created_by_its_type_or_without_one() {
    for (of, path, key) in [
        ("undefined", "", "default"),
        ("'default'", "/default", "default"),
        ("'audio'", "/audio", "audio"),
    ] {
        let stub = FetchStub::answering(200, r#"{"result": {"status": "inprogress"}}"#);
        let made = Calling::new(&stub).with_js("type", of).run(create).await;
        let expected = format!(r#"{{"{key}":{{"status":"inprogress"}}}}"#);
        assert_eq!(json(&made.unwrap()), expected);
        let sent = stub.only();
        assert_eq!(sent.url(), [BASE, path].concat());
        assert_eq!(sent.init("method"), "POST");
        assert_eq!(sent.init("body"), JsValue::UNDEFINED);
    }
}

#[wasm_bindgen_test]
async fn a_deletion_gives_what_the_answer_says_of_it() {
    for (status, body, expected) in [
        (200, r#"{"success": true, "result": "ok"}"#, "ok"),
        (200, r#"{"success": true, "result": null}"#, ""),
        (204, "", ""),
    ] {
        let stub = FetchStub::answering(status, body);
        let calling = Calling::new(&stub).with("type", "audio");
        assert_eq!(calling.run(delete).await.unwrap(), expected);
        let sent = stub.only();
        assert_eq!(sent.url(), [BASE, "/audio"].concat());
        assert_eq!(sent.init("method"), "DELETE");
    }
}

#[wasm_bindgen_test]
async fn a_request_gives_the_whole_body() {
    for (status, body, expected) in [
        (
            200,
            r#"{"result": 1, "success": true}"#,
            r#"{"result":1,"success":true}"#,
        ),
        (200, "[]", "[]"),
        (204, "", "null"),
    ] {
        let stub = FetchStub::answering(status, body);
        let calling = Calling::new(&stub)
            .with("method", "get")
            .with("path", "/user");
        assert_eq!(json(&calling.run(request).await.unwrap()), expected);
        assert_eq!(stub.only().init("method"), "GET");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_cannot_be_used_is_an_error_with_its_path() {
    let body = r#"{"success": true, "result": {"default": {"percentComplete": {}}}}"#;
    let stub = FetchStub::answering(200, body);
    let error = Calling::new(&stub).fail().await;
    assert_eq!(name(&error), "APIResponseValidationError");
    let fault = "200 result.default.percentComplete: expected a number, got an object";
    assert_eq!(message(&error), format!("{fault} ({LABEL})"));
    assert_eq!(
        json(&get(&error, "error")),
        body.replace(": ", ":").replace(", ", ",")
    );
}

#[wasm_bindgen_test]
async fn a_call_settles_once() {
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub);
    calling.run(list).await.unwrap();
    pass().await;
    assert_eq!(calling.ends(), r#"["resolved"]"#);
}

/// Makes a call that keeps what it is told of, and leaves the body to the caller or not.
fn telling(stub: &FetchStub, is_left: bool) -> (Calling, JsValue) {
    let told = js("[]");
    let head = "(told, isLeft) => (response) => { told.push(response); return isLeft; }";
    let head = call(head, &[&told, &is_left.into()]);
    (Calling::new(stub).with("head", head), told)
}

#[wasm_bindgen_test]
async fn the_response_is_told_of_before_its_body_is_read() {
    let answer = response(200, &[], NOTHING);
    let (calling, told) = telling(&FetchStub::giving(answer.clone()), false);
    calling.run(list).await.unwrap();
    assert_eq!(get(&told, "length"), 1);
    assert_eq!(get(&told, "0"), answer);
    assert_eq!(get(&answer, "bodyUsed"), true);
}

#[wasm_bindgen_test]
async fn a_body_that_is_left_to_the_caller_is_not_touched() {
    let answer = response(200, &[], NOTHING);
    let stub = FetchStub::giving(answer.clone());
    let (calling, told) = telling(&stub, true);
    calling.start(list);
    pass().await;
    assert_eq!(get(&told, "0"), answer);
    assert_eq!(calling.ends(), "[]");
    assert!(!stub.only().is_aborted());
    let read = call("(response) => response.json()", &[&answer]);
    assert_eq!(settled_json(&read).await, NOTHING);
}

#[wasm_bindgen_test]
async fn one_that_is_wanted_after_all_is_read_without_another_request() {
    let stub = FetchStub::answering(200, NOTHING);
    let (calling, told) = telling(&stub, true);
    calling.start(list);
    pass().await;
    let calling = calling.with("response", get(&told, "0"));
    assert_eq!(json(&calling.run(list).await.unwrap()), "{}");
    assert_eq!(stub.sent().len(), 1);
    assert_eq!(get(&told, "length"), 1);
}

#[wasm_bindgen_test]
async fn one_that_the_caller_has_read_meanwhile_is_an_error() {
    let stub = FetchStub::answering(200, NOTHING);
    let (calling, told) = telling(&stub, true);
    calling.start(list);
    pass().await;
    let answer = get(&told, "0");
    let read = call("(response) => response.text()", &[&answer]);
    crate::web::settled(&read).await.unwrap().unwrap();
    let error = calling.with("response", answer).fail().await;
    assert_eq!(name(&error), "APIConnectionError");
}

#[wasm_bindgen_test]
async fn an_answer_that_is_an_error_is_not_told_of() {
    let (calling, told) = telling(&FetchStub::answering(404, "{}"), true);
    assert_eq!(name(&calling.fail().await), "NotFoundError");
    assert_eq!(get(&told, "length"), 0);
}

#[wasm_bindgen_test]
async fn a_retry_is_told_of_once() {
    let answers = [
        response(503, &[("retry-after-ms", "0")], "{}"),
        response(200, &[], NOTHING),
    ];
    let (calling, told) = telling(&FetchStub::in_turn(answers), false);
    calling.with("maxRetries", 1).run(list).await.unwrap();
    assert_eq!(get(&told, "length"), 1);
}

#[wasm_bindgen_test]
async fn hostile_calls_of_a_tick_do_not_touch_an_honest_one() {
    let honest = FetchStub::answering(200, NOTHING);
    let honest = (Calling::new(&honest), honest);
    let hostile = [
        js("({ get then() { throw 1; } })"),
        js("new Proxy(() => {}, { get(_, name) { if (name === 'then') return; throw 1; } })"),
        js("({ status: 200, headers: { get() { throw 1; } }, text() { throw 1; } })"),
        js("Promise.reject(new Proxy({}, { get() { throw 1; } }))"),
    ];
    let hostile: Vec<_> = hostile.into_iter().map(FetchStub::giving).collect();
    let calls: Vec<_> = hostile.iter().map(Calling::new).collect();
    for call in &calls {
        call.start(list);
    }
    honest.0.start(list);
    assert_eq!(json(&honest.0.end().await.unwrap()), "{}");
    for call in &calls {
        assert_eq!(name(&call.end().await.unwrap_err()), "APIConnectionError");
    }
}
