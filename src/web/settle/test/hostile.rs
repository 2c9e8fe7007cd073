//! Promises and thenables that do what no honest one does.

use super::end_of;
use crate::web::settle::settled;
use crate::web::test::{is_pending, js};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_thenable_that_throws_is_a_rejection() {
    assert_eq!(end_of("({ then() { throw 1; } })").await, Ok(Err(1.into())));
    let getter = "({ get then() { throw 2; } })";
    assert_eq!(end_of(getter).await, Ok(Err(2.into())));
}

#[wasm_bindgen_test]
async fn of_several_ends_of_a_thenable_the_first_counts() {
    let twice = "({ then(resolve, reject) { resolve(1); resolve(2); reject(3); throw 4; } })";
    assert_eq!(end_of(twice).await, Ok(Ok(1.into())));
    let rejected = "({ then(resolve, reject) { reject(1); resolve(2); } })";
    assert_eq!(end_of(rejected).await, Ok(Err(1.into())));
}

#[wasm_bindgen_test]
async fn a_thenable_that_gives_another_is_followed() {
    let nested = "({ then(resolve) { resolve({ then(resolve) { resolve(5); } }); } })";
    assert_eq!(end_of(nested).await, Ok(Ok(5.into())));
    let rejecting = "({ then(resolve) { resolve(Promise.reject(6)); } })";
    assert_eq!(end_of(rejecting).await, Ok(Err(6.into())));
}

#[wasm_bindgen_test]
async fn the_own_then_of_a_promise_decides() {
    let other = "Object.assign(Promise.resolve(1), { then(resolve) { resolve(2); } })";
    assert_eq!(end_of(other).await, Ok(Ok(2.into())));
    let throwing = "Object.assign(Promise.resolve(1), { then() { throw 3; } })";
    assert_eq!(end_of(throwing).await, Ok(Err(3.into())));
    let getter = "Object.defineProperty(Promise.resolve(1), 'then', { get() { throw 4; } })";
    assert_eq!(end_of(getter).await, Ok(Err(4.into())));
}

#[wasm_bindgen_test]
async fn an_own_then_that_does_nothing_keeps_the_wait_pending() {
    let promise = js("Object.assign(Promise.resolve(1), {
        then(...ends) { this.ends = ends; },
    })");
    assert!(is_pending(pin!(settled(&promise))).await);
    assert!(crate::web::test::get(&promise, "ends").is_object());
}

#[wasm_bindgen_test]
async fn a_promise_whose_then_is_no_function_is_a_value() {
    let promise = js("Object.assign(Promise.resolve(1), { then: 'soon' })");
    assert_eq!(settled(&promise).await, Ok(Ok(promise)));
}

#[wasm_bindgen_test]
async fn an_own_then_that_calls_late_is_waited_for() {
    let late = "Object.assign(Promise.resolve(1), {
        then(resolve) { setTimeout(resolve, 2, 'late'); },
    })";
    assert_eq!(end_of(late).await, Ok(Ok("late".into())));
}

#[wasm_bindgen_test]
async fn a_promise_with_another_constructor_is_followed() {
    let odd = "Object.assign(Promise.resolve(1), { constructor: undefined })";
    assert_eq!(end_of(odd).await, Ok(Ok(1.into())));
    let throwing = "Object.defineProperty(Promise.resolve(1), 'constructor', {
        get() { throw 2; },
    })";
    assert_eq!(end_of(throwing).await, Ok(Err(2.into())));
    let derived = "new (class extends Promise {})((resolve) => resolve(3))";
    assert_eq!(end_of(derived).await, Ok(Ok(3.into())));
}

#[wasm_bindgen_test]
async fn a_proxy_that_throws_at_everything_is_a_rejection() {
    let throwing = "new Proxy(() => {}, { get() { throw 1; } })";
    assert_eq!(end_of(throwing).await, Ok(Err(1.into())));
    let revoked = "(() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
    })()";
    let ended = end_of(revoked).await;
    assert!(matches!(ended, Ok(Err(thrown)) if thrown.is_instance_of::<js_sys::TypeError>()));
}

#[wasm_bindgen_test]
async fn a_primitive_value_is_a_value_whatever_its_prototype_has() {
    js("Number.prototype.then = function () { throw 1; }");
    let ended = settled(&7.into()).await;
    js("delete Number.prototype.then");
    assert_eq!(ended, Ok(Ok(7.into())));
}

#[wasm_bindgen_test]
async fn a_hundred_hostile_promises_do_not_touch_an_honest_one() {
    let honest = settled(&js("new Promise((resolve) => setTimeout(resolve, 5, 7))"));
    let hostile = [
        "({ then() { throw 1; } })",
        "({ get then() { throw 1; } })",
        "Object.assign(Promise.resolve(1), { then() { throw 3; } })",
        "new Proxy({}, { get() { throw 1; } })",
        "Promise.reject({ then() { throw 1; } })",
    ];
    for at in 0..100 {
        let ended = end_of(hostile[at % hostile.len()]).await;
        assert!(matches!(ended, Ok(Err(_))));
    }
    assert_eq!(honest.await, Ok(Ok(7.into())));
}
