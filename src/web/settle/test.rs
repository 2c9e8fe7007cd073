//! Each wait ends once, with what its own promise has come to, whatever that promise is.

mod hostile;
mod slots;

use super::Abandoned;
use super::{Settled, ignore, settled};
use crate::web::test::{call, is_pending, js, pass};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Waits for what an expression gives.
async fn end_of(expression: &str) -> Result<Settled, Abandoned> {
    let waiting = settled(&js(expression));
    waiting.await
}

#[wasm_bindgen_test]
async fn a_value_that_is_no_promise_is_there_at_once() {
    let settled = settled(&JsValue::from_str("value")).await;
    assert_eq!(settled, Ok(Ok(JsValue::from_str("value"))));
    assert_eq!(end_of("undefined").await, Ok(Ok(JsValue::UNDEFINED)));
}

#[wasm_bindgen_test]
async fn a_promise_gives_what_it_resolves_to() {
    let later = "new Promise((resolve) => setTimeout(resolve, 1, 'late'))";
    assert_eq!(end_of("Promise.resolve(1)").await, Ok(Ok(1.into())));
    assert_eq!(end_of(later).await, Ok(Ok("late".into())));
}

#[wasm_bindgen_test]
async fn a_rejection_gives_the_very_value_that_was_thrown() {
    let thrown = js("new Error('no')");
    let ended = settled(&call("(thrown) => Promise.reject(thrown)", &[&thrown])).await;
    assert_eq!(ended, Ok(Err(thrown)));
    assert_eq!(
        end_of("Promise.reject()").await,
        Ok(Err(JsValue::UNDEFINED))
    );
}

#[wasm_bindgen_test]
async fn a_thenable_is_waited_for() {
    let ended = end_of("({ then(resolve) { setTimeout(resolve, 1, 7); } })").await;
    assert_eq!(ended, Ok(Ok(7.into())));
    let ended = end_of("({ then(_, reject) { reject(8); } })").await;
    assert_eq!(ended, Ok(Err(8.into())));
}

#[wasm_bindgen_test]
async fn a_promise_that_never_settles_keeps_its_wait_pending() {
    let promise = js("new Promise(() => {})");
    assert!(is_pending(pin!(settled(&promise))).await);
    // It is used until here, or it could be collected.
    call("(promise) => promise", &[&promise]);
}

#[wasm_bindgen_test]
async fn many_waits_at_once_end_each_with_its_own_value() {
    let promises = js(
        "Array.from({ length: 500 }, (_, at) => new Promise((resolve) => {
        setTimeout(resolve, (at * 7) % 11, at);
    }))",
    );
    let promises: js_sys::Array = promises.unchecked_into();
    let waits: Vec<_> = promises.iter().map(|promise| settled(&promise)).collect();
    for (at, wait) in (0_u32..).zip(waits) {
        assert_eq!(wait.await, Ok(Ok(at.into())));
    }
}

#[wasm_bindgen_test]
async fn what_is_ignored_is_no_unhandled_rejection() {
    let watch = js("(() => {
        const seen = [];
        const tell = (event) => seen.push(event);
        globalThis.addEventListener?.('unhandledrejection', tell);
        globalThis.process?.on?.('unhandledRejection', tell);
        return () => {
            globalThis.removeEventListener?.('unhandledrejection', tell);
            globalThis.process?.off?.('unhandledRejection', tell);
            return seen.length;
        };
    })()");
    ignore(&js("Promise.reject(new Error('ignored'))"));
    ignore(&js(
        "({ then(_, reject) { reject(new Error('ignored')); } })",
    ));
    ignore(&js(
        "Object.assign(Promise.resolve(1), { then() { throw 2; } })",
    ));
    ignore(&js("({ get then() { throw new Error('ignored'); } })"));
    pass().await;
    pass().await;
    let count: js_sys::Function = watch.unchecked_into();
    assert_eq!(count.call0(&JsValue::UNDEFINED), Ok(0.into()));
}
