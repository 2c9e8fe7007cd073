//! Loops that are iterated over, and left in the middle.

use super::{Calling, assert_over, step, value};
use crate::web::test::{FetchStub, Replaced, call, get, is_pending, js, json, pass, response};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn percent(percent: u32) -> JsValue {
    let body = format!(r#"{{"result":{{"default":{{"percentComplete":{percent}}}}}}}"#);
    response(200, &[], &body)
}

fn ready() -> JsValue {
    response(
        200,
        &[],
        r#"{"result":{"default":{"status":"ready","url":"u"}}}"#,
    )
}

fn watching(stub: &FetchStub) -> Calling {
    Calling::new(stub).with("interval", 0)
}

#[wasm_bindgen_test]
async fn a_step_is_done_when_it_is_asked_for() {
    let stub = FetchStub::in_turn([percent(10), ready()]);
    let iteration = watching(&stub).watch().unwrap();
    pass().await;
    assert!(stub.sent().is_empty());
    let seen = value(&iteration).await;
    assert_eq!(json(&seen), r#"{"default":{"percentComplete":10}}"#);
    pass().await;
    assert_eq!(stub.sent().len(), 1);
    let seen = value(&iteration).await;
    assert_eq!(get(&get(&seen, "default"), "status"), "ready");
    assert_over(&iteration).await;
    assert_over(&iteration).await;
    assert_eq!(stub.sent().len(), 2);
}

#[wasm_bindgen_test]
async fn after_an_error_it_is_over() {
    let stub = FetchStub::in_turn([response(404, &[], "{}")]);
    let iteration = watching(&stub).watch().unwrap();
    let error = step(&iteration).await.unwrap_err();
    assert_eq!(super::name(&error), "NotFoundError");
    assert_over(&iteration).await;
}

#[wasm_bindgen_test]
async fn to_free_it_in_the_middle_of_a_step_ends_the_step_and_aborts() {
    for export in [Calling::watch, Calling::get_many] {
        let stub = FetchStub::silent();
        let calling = watching(&stub)
            .with_js("identifiers", "['video']")
            .with_js("iterator", "Array.prototype.values");
        let iteration = export(&calling).unwrap();
        let mut stepping = Box::pin(step(&iteration));
        assert!(is_pending(stepping.as_mut()).await);
        assert!(!stub.only().is_aborted());
        drop(stepping);
        drop(iteration);
        pass().await;
        assert!(stub.only().is_aborted());
    }
}

#[wasm_bindgen_test]
async fn the_promise_of_a_step_that_was_left_is_settled() {
    let stub = FetchStub::silent();
    let iteration = watching(&stub).watch().unwrap();
    let ends = js("(() => {
        let ends;
        const promise = new Promise((resolve, reject) => (ends = { resolve, reject }));
        return { promise, ...ends };
    })()");
    let function = |name| get(&ends, name).unchecked_into::<js_sys::Function>();
    iteration.next(function("resolve"), function("reject"));
    pass().await;
    drop(iteration);
    let step = crate::web::settled(&get(&ends, "promise")).await;
    assert_eq!(json(&step.unwrap().unwrap()), r#"{"done":true}"#);
}

#[wasm_bindgen_test]
async fn to_free_it_during_a_pause_clears_the_timer() {
    let stub = FetchStub::in_turn([percent(10), percent(20)]);
    let calling = watching(&stub)
        .with("interval", 59_000)
        .with_js("maxWait", "Infinity");
    let iteration = calling.watch().unwrap();
    value(&iteration).await;
    let set = js("new Set()");
    let counting = |how: &str| call(how, &[&set, &js("globalThis")]);
    let _set = Replaced::global(
        "setTimeout",
        &counting(
            "(set, { setTimeout }) => (handler, delay, ...args) => {
                const timer = setTimeout(handler, delay, ...args);
                if (delay === 59_000) set.add(timer);
                return timer;
            }",
        ),
    );
    let _clear = Replaced::global(
        "clearTimeout",
        &counting(
            "(set, { clearTimeout }) => (timer) => {
                set.delete(timer);
                clearTimeout(timer);
            }",
        ),
    );
    assert!(is_pending(pin!(step(&iteration))).await);
    assert_eq!(get(&set, "size"), 1);
    drop(iteration);
    pass().await;
    assert_eq!(get(&set, "size"), 0);
    assert_eq!(stub.sent().len(), 1);
}

#[wasm_bindgen_test]
async fn one_that_was_never_begun_sends_nothing() {
    let stub = FetchStub::in_turn([ready()]);
    drop(watching(&stub).watch().unwrap());
    pass().await;
    assert!(stub.sent().is_empty());
}

#[wasm_bindgen_test]
async fn a_second_step_at_once_finds_the_first_under_way() {
    let stub = FetchStub::in_turn([ready()]);
    let iteration = watching(&stub).watch().unwrap();
    let first = step(&iteration);
    let mut first = pin!(first);
    assert!(
        crate::web::test::poll_once(first.as_mut())
            .await
            .is_pending()
    );
    // iteration.js has each step wait for the one before it.
    assert_over(&iteration).await;
    assert_eq!(get(&first.await.unwrap(), "done"), false);
    assert_over(&iteration).await;
}
