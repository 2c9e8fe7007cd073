//! A wait for downloads: what it asks, what the caller's functions are told, and how it ends.

use super::{Calling, LABEL, assert_refused, message, name};
use crate::npm::wait_until_ready;
use crate::web::test::{FetchStub, call, get, js, json, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes the answer of a look at the MP4.
fn look(download: &str) -> JsValue {
    response(
        200,
        &[],
        &format!(r#"{{"success":true,"result":{{{download}}}}}"#),
    )
}

fn percent(percent: u32) -> JsValue {
    look(&format!(
        r#""default":{{"status":"inprogress","percentComplete":{percent}}}"#
    ))
}

const READY: &str = r#""default":{"status":"ready","url":"u"}"#;

/// Makes a wait that does not pause.
fn waiting(stub: &FetchStub) -> Calling {
    Calling::new(stub).with("interval", 0)
}

#[wasm_bindgen_test]
async fn it_looks_until_the_download_is_ready() {
    let stub = FetchStub::in_turn([percent(10), percent(50), look(READY)]);
    let ready = waiting(&stub).run(wait_until_ready).await.unwrap();
    assert_eq!(json(&ready), format!("{{{READY}}}"));
    assert_eq!(stub.sent().len(), 3);
    for sent in stub.sent() {
        assert_eq!(sent.init("cache"), "no-store");
    }
}

#[wasm_bindgen_test]
async fn the_caller_is_told_of_each_change_and_waited_for() {
    let told = js("[]");
    let on_progress = "(told) => async (seen) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        told.push(seen.default.percentComplete ?? seen.default.status);
    }";
    let on_progress = call(on_progress, &[&told]);
    let stub = FetchStub::in_turn([percent(10), percent(10), percent(50), look(READY)]);
    let calling = waiting(&stub).with("onProgress", on_progress);
    calling.run(wait_until_ready).await.unwrap();
    assert_eq!(json(&told), r#"[10,50,"ready"]"#);
}

#[wasm_bindgen_test]
async fn what_the_caller_throws_is_the_failure_itself() {
    let thrown = js("({ of: 'the caller' })");
    for (member, function) in [
        ("onProgress", "(thrown) => () => { throw thrown; }"),
        ("onProgress", "(thrown) => async () => { throw thrown; }"),
        (
            "onProgress",
            "(thrown) => () => ({ then() { throw thrown; } })",
        ),
        ("interval", "(thrown) => () => { throw thrown; }"),
        ("again", "(thrown) => () => { throw thrown; }"),
    ] {
        let stub = FetchStub::in_turn([percent(10)]);
        let calling = waiting(&stub).with(member, call(function, &[&thrown]));
        assert_eq!(calling.run(wait_until_ready).await.unwrap_err(), thrown);
    }
}

#[wasm_bindgen_test]
async fn an_interval_may_be_chosen_at_each_look() {
    let asked = js("[]");
    let choose = "(asked) => (seen, looks) => {
        asked.push([seen.default.percentComplete, looks]);
        return looks > 1 ? 1 : 0;
    }";
    let stub = FetchStub::in_turn([percent(10), percent(50), look(READY)]);
    let calling = waiting(&stub).with("interval", call(choose, &[&asked]));
    calling.run(wait_until_ready).await.unwrap();
    assert_eq!(json(&asked), "[[10,1],[50,2]]");
}

#[wasm_bindgen_test]
async fn one_that_cannot_be_used_ends_the_wait() {
    let range = "interval: expected milliseconds, 0 or more";
    for (chosen, fault) in [
        ("-1", range),
        ("NaN", range),
        ("Infinity", range),
        (
            "'1'",
            "interval: expected milliseconds, 0 or more, got a string",
        ),
        (
            "({})",
            "interval: expected milliseconds, 0 or more, got an object",
        ),
    ] {
        let stub = FetchStub::in_turn([percent(10), percent(20)]);
        let calling = waiting(&stub).with_js("interval", &format!("() => ({chosen})"));
        let error = calling.run(wait_until_ready).await.unwrap_err();
        assert_refused(&error, fault);
        assert_eq!(stub.sent().len(), 1);
    }
}

#[wasm_bindgen_test]
async fn what_is_missing_is_created_first() {
    let stub = FetchStub::in_turn([
        look(""),
        look(r#""audio":{"status":"inprogress"}"#),
        look(r#""audio":{"status":"ready","url":"u"}"#),
    ]);
    let calling = waiting(&stub)
        .with("create", true)
        .with_js("types", "['audio']");
    calling.run(wait_until_ready).await.unwrap();
    let sent = stub.sent();
    assert_eq!(sent[1].init("method"), "POST");
    assert!(sent[1].url().ends_with("/stream/video/downloads/audio"));
    assert_eq!(sent.len(), 3);
}

#[wasm_bindgen_test]
async fn what_nobody_has_created_is_not_waited_for() {
    let error = waiting(&FetchStub::in_turn([look("")]))
        .run(wait_until_ready)
        .await
        .unwrap_err();
    assert_eq!(name(&error), "CloudflareError");
    let fault = "default: has not been created, and the option create is not true";
    assert_eq!(message(&error), format!("{fault} ({LABEL})"));
}

#[wasm_bindgen_test]
async fn one_that_has_failed_is_an_error_with_it() {
    let failed = r#""default":{"status":"error","more":1}"#;
    let stub = FetchStub::in_turn([look(failed)]);
    let error = waiting(&stub).run(wait_until_ready).await.unwrap_err();
    assert_eq!(name(&error), "DownloadFailedError");
    assert_eq!(get(&error, "type"), "default");
    assert_eq!(
        json(&get(&error, "download")),
        r#"{"status":"error","more":1}"#
    );
}

#[wasm_bindgen_test]
async fn one_that_takes_too_long_is_an_error_with_what_was_seen() {
    // Its parts come without a task of the platform's, so that no time is over before.
    let answer = js(r#"({
        status: 200,
        headers: new Headers(),
        async text() {
            return '{"success":true,"result":{"default":{"status":"inprogress","percentComplete":10}}}';
        },
    })"#);
    let stub = FetchStub::giving(answer);
    let calling = waiting(&stub).with("interval", 20).with("maxWait", 250);
    let error = calling.run(wait_until_ready).await.unwrap_err();
    assert_eq!(name(&error), "DownloadTimeoutError");
    assert_eq!(message(&error), format!("Not ready after 250 ms ({LABEL})"));
    let seen = r#"{"default":{"status":"inprogress","percentComplete":10}}"#;
    assert_eq!(json(&get(&error, "downloads")), seen);
}

#[wasm_bindgen_test]
async fn before_the_first_look_nothing_was_seen() {
    let stub = FetchStub::silent();
    let calling = waiting(&stub).with("maxWait", 5);
    let error = calling.run(wait_until_ready).await.unwrap_err();
    assert_eq!(name(&error), "DownloadTimeoutError");
    assert_eq!(get(&error, "downloads"), JsValue::UNDEFINED);
    assert!(stub.only().is_aborted());
}

#[wasm_bindgen_test]
async fn each_request_is_of_the_client_as_it_is_by_then() {
    let stub = FetchStub::in_turn([percent(10), percent(20), look(READY)]);
    let calling = waiting(&stub);
    let again = "(call) => () => ({ ...call, apiToken: call.apiToken += 'x' })";
    let calling_again = call(again, &[&calling.call]);
    calling
        .with("again", calling_again)
        .run(wait_until_ready)
        .await
        .unwrap();
    let tokens: Vec<_> = stub
        .sent()
        .iter()
        .map(|sent| sent.header("authorization"))
        .collect();
    let expected = ["x", "xx", "xxx"].map(|end| Some(format!("Bearer {}{end}", super::TOKEN)));
    assert_eq!(tokens, expected);
}

#[wasm_bindgen_test]
async fn options_of_a_wait_that_cannot_be_used_are_refused() {
    let types = "types: expected a list of default, audio or both";
    for (member, expression, fault) in [
        (
            "types",
            "7",
            "types: expected a list of default, audio or both, got a number",
        ),
        (
            "types",
            "({})",
            "types: expected a list of default, audio or both, got an object",
        ),
        ("types", "[]", types),
        ("types", "['webm']", types),
        ("types", "['default', 7]", types),
        (
            "create",
            "'yes'",
            "create: expected a boolean, got a string",
        ),
        (
            "maxWait",
            "0",
            "maxWait: expected milliseconds, more than 0",
        ),
        (
            "maxWait",
            "'1'",
            "maxWait: expected a number of milliseconds, got a string",
        ),
        (
            "interval",
            "-1",
            "interval: expected milliseconds, 0 or more",
        ),
        (
            "interval",
            "true",
            "interval: expected milliseconds, 0 or more, got a boolean",
        ),
        (
            "onProgress",
            "{}",
            "onProgress: expected a function, got an object",
        ),
    ] {
        let stub = FetchStub::in_turn([]);
        let expression = format!("({expression})");
        let calling = waiting(&stub).with_js(member, &expression);
        assert_refused(&calling.run(wait_until_ready).await.unwrap_err(), fault);
        assert_refused(&calling.watch().unwrap_err(), fault);
        assert!(stub.sent().is_empty());
    }
}
