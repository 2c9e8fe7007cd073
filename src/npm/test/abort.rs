//! A call that its signal ends: at once, whatever it waits for.

use super::{Calling, LABEL, NOTHING, message, name};
use crate::npm::{list, wait_until_ready};
use crate::web::test::{FetchStub, call, get, js, pass, response};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn controller() -> JsValue {
    js("new AbortController()")
}

fn abort(controller: &JsValue, reason: &JsValue) {
    let abort = "(controller, reason) => controller.abort(reason)";
    call(abort, &[controller, reason]);
}

fn assert_aborted(error: &JsValue, reason: &JsValue) {
    assert_eq!(name(error), "APIUserAbortError");
    assert_eq!(message(error), format!("Request was aborted ({LABEL})"));
    assert_eq!(get(error, "cause"), *reason);
}

#[wasm_bindgen_test]
async fn a_call_that_was_aborted_before_sends_nothing() {
    let controller = controller();
    let reason = js("({})");
    abort(&controller, &reason);
    for export in [list, wait_until_ready] {
        let stub = FetchStub::answering(200, NOTHING);
        let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
        assert_aborted(&calling.run(export).await.unwrap_err(), &reason);
        assert!(stub.sent().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_request_that_is_under_way_is_aborted() {
    let controller = controller();
    let stub = FetchStub::silent();
    let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
    calling.start(list);
    pass().await;
    assert!(!stub.only().is_aborted());
    let reason = js("new Error('enough')");
    abort(&controller, &reason);
    assert_aborted(&calling.end().await.unwrap_err(), &reason);
    assert!(stub.only().is_aborted());
    pass().await;
    assert_eq!(calling.ends(), r#"["rejected"]"#);
}

#[wasm_bindgen_test]
async fn a_fetch_that_heeds_no_signal_is_left() {
    let controller = controller();
    let stub = FetchStub::giving(js("new Promise(() => {})"));
    let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
    calling.start(list);
    pass().await;
    abort(&controller, &1.into());
    assert_aborted(&calling.end().await.unwrap_err(), &1.into());
}

#[wasm_bindgen_test]
async fn a_sleep_between_attempts_ends_at_once() {
    let controller = controller();
    let stub = FetchStub::giving(response(503, &[("retry-after", "59")], "{}"));
    let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
    let calling = calling.with("maxRetries", 1);
    calling.start(list);
    pass().await;
    abort(&controller, &1.into());
    assert_aborted(&calling.end().await.unwrap_err(), &1.into());
    assert_eq!(stub.sent().len(), 1);
}

#[wasm_bindgen_test]
async fn an_abort_in_the_logger_is_one_of_the_call() {
    let controller = controller();
    let stub = FetchStub::answering(500, "{}");
    let logger = "(controller) => ({ info() { controller.abort(7); } })";
    let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
    let calling = calling.with("logger", call(logger, &[&controller]));
    let calling = calling.with("logLevel", "info").with("maxRetries", 3);
    assert_aborted(&calling.fail().await, &7.into());
    assert_eq!(stub.sent().len(), 1);
}

#[wasm_bindgen_test]
async fn an_abort_after_the_end_changes_nothing() {
    let controller = controller();
    let stub = FetchStub::answering(200, NOTHING);
    let calling = Calling::new(&stub).with("signal", get(&controller, "signal"));
    calling.run(list).await.unwrap();
    abort(&controller, &1.into());
    pass().await;
    assert_eq!(calling.ends(), r#"["resolved"]"#);
}

#[wasm_bindgen_test]
async fn a_signal_of_the_callers_own_kind_ends_it_too() {
    let signal = js("({
        aborted: false,
        listeners: new Set(),
        addEventListener(_, listener) { this.listeners.add(listener); },
        removeEventListener(_, listener) { this.listeners.delete(listener); },
        abort() { this.aborted = true; this.reason = 7; for (const listen of this.listeners) listen(); },
    })");
    let stub = FetchStub::silent();
    let calling = Calling::new(&stub).with("signal", signal.clone());
    calling.start(list);
    pass().await;
    call("(signal) => signal.abort()", &[&signal]);
    assert_aborted(&calling.end().await.unwrap_err(), &7.into());
    assert!(stub.only().is_aborted());
    assert_eq!(get(&get(&signal, "listeners"), "size"), 0);
}

#[wasm_bindgen_test]
async fn the_loops_are_aborted_in_the_middle_of_a_step() {
    for export in [Calling::watch, Calling::get_many] {
        let controller = controller();
        let stub = FetchStub::silent();
        let calling = Calling::new(&stub)
            .with("signal", get(&controller, "signal"))
            .with_js("identifiers", "['video']")
            .with_js("iterator", "Array.prototype.values");
        let iteration = export(&calling).unwrap();
        let abort_soon = "(controller) => { setTimeout(() => controller.abort(7), 2); }";
        call(abort_soon, &[&controller]);
        let error = super::step(&iteration).await.unwrap_err();
        assert_eq!(name(&error), "APIUserAbortError");
        assert_eq!(get(&error, "cause"), 7);
        assert!(stub.only().is_aborted());
        super::assert_over(&iteration).await;
    }
}
