//! A signal ends what it is for, is left without a listener, and may be anything that looks like one.

mod connection;

use super::Signal;
use crate::web::test::{Replaced, call, get, is_pending, js};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a controller.
fn controller() -> JsValue {
    js("new AbortController()")
}

fn abort(controller: &JsValue, reason: &JsValue) {
    let abort = "(controller, reason) => controller.abort(reason)";
    call(abort, &[controller, reason]);
}

fn signal(value: &JsValue) -> Signal {
    Signal::new(value.clone()).unwrap().unwrap()
}

/// Makes a signal of the caller's own that counts its listeners.
fn counting() -> JsValue {
    js("({
        aborted: false,
        listeners: [],
        addEventListener(event, listener) { this.listeners.push([event, listener]); },
        removeEventListener(event, listener) {
            const is = ([e, l]) => e === event && l === listener;
            this.listeners.splice(this.listeners.findIndex(is), 1);
        },
        abort() { for (const [, listener] of this.listeners) listener({ type: 'abort' }); },
    })")
}

fn listeners(signal: &JsValue) -> JsValue {
    get(&get(signal, "listeners"), "length")
}

#[wasm_bindgen_test]
fn only_what_can_be_listened_to_is_a_signal() {
    for expression in [
        "undefined",
        "null",
        "1",
        "'signal'",
        "true",
        "Symbol()",
        "({})",
        "[]",
        "() => {}",
        "({ aborted: false })",
        "({ aborted: 'no', addEventListener() {} })",
        "({ aborted: false, addEventListener: 1 })",
        "new AbortController()",
    ] {
        let signal = Signal::new(js(expression)).unwrap();
        assert!(signal.is_none(), "{expression}");
    }
    for expression in [
        "new AbortController().signal",
        "({ aborted: false, addEventListener() {} })",
        "Object.assign(() => {}, { aborted: true, addEventListener() {} })",
    ] {
        let signal = Signal::new(js(expression)).unwrap();
        assert!(signal.is_some(), "{expression}");
    }
}

#[wasm_bindgen_test]
fn what_a_getter_of_it_throws_is_given() {
    let throwing = js("({ get aborted() { throw 1; }, addEventListener() {} })");
    assert_eq!(Signal::new(throwing).unwrap_err(), 1);
    let throwing = js("({ aborted: false, get addEventListener() { throw 2; } })");
    assert_eq!(Signal::new(throwing).unwrap_err(), 2);
    let revoked = js("(() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
    })()");
    assert!(Signal::new(revoked).is_err());
}

#[wasm_bindgen_test]
async fn a_signal_that_was_aborted_before_is_so_at_once() {
    let controller = controller();
    abort(&controller, &"the reason".into());
    let signal = signal(&get(&controller, "signal"));
    assert!(signal.is_aborted());
    assert_eq!(signal.reason(), "the reason");
    signal.aborted().await;
}

#[wasm_bindgen_test]
async fn a_wait_for_the_abort_ends_with_it() {
    for followed in [false, true] {
        let controller = controller();
        let own = signal(&get(&controller, "signal"));
        let signal = if followed { own.followed() } else { own };
        let mut waiting = pin!(signal.aborted());
        assert!(is_pending(waiting.as_mut()).await);
        let reason = js("({})");
        abort(&controller, &reason);
        waiting.await;
        assert!(signal.is_aborted());
        assert_eq!(signal.reason(), reason);
    }
}

#[wasm_bindgen_test]
async fn to_drop_the_wait_removes_its_listener() {
    let own = counting();
    let signal = signal(&own);
    {
        let mut waiting = pin!(signal.aborted());
        assert!(is_pending(waiting.as_mut()).await);
        assert_eq!(listeners(&own), 1);
    }
    assert_eq!(listeners(&own), 0);
}

#[wasm_bindgen_test]
async fn so_does_the_end_of_the_wait() {
    let own = counting();
    let signal = signal(&own);
    let mut waiting = pin!(signal.aborted());
    assert!(is_pending(waiting.as_mut()).await);
    call("(signal) => signal.abort()", &[&own]);
    waiting.await;
    assert_eq!(listeners(&own), 0);
}

#[wasm_bindgen_test]
async fn many_calls_with_one_signal_put_no_listener_on_it() {
    let own = get(&controller(), "signal");
    let counts = js("() => { throw new Error('a listener on the signal of the user'); }");
    let _stub = Replaced::of(own.clone(), "addEventListener", &counts);
    let signals: Vec<_> = (0..20).map(|_| signal(&own).followed()).collect();
    for signal in &signals {
        assert!(is_pending(pin!(signal.aborted())).await);
        assert_ne!(signal.followed, signal.own);
    }
}

#[wasm_bindgen_test]
fn what_only_claims_to_be_a_signal_is_followed_itself() {
    let followed = signal(&counting()).followed();
    assert_eq!(followed.followed, followed.own);
}

#[wasm_bindgen_test]
async fn a_signal_that_throws_at_a_listener_is_never_aborted() {
    let throwing = js("({
        aborted: false,
        addEventListener() { throw new Error('no'); },
        removeEventListener() { throw new Error('no'); },
    })");
    let signal = signal(&throwing);
    assert!(is_pending(pin!(signal.aborted())).await);
}

#[wasm_bindgen_test]
async fn one_without_a_way_to_remove_listeners_harms_nothing() {
    let signal = signal(&js("({ aborted: false, addEventListener() {} })"));
    assert!(is_pending(pin!(signal.aborted())).await);
}

#[wasm_bindgen_test]
async fn one_that_calls_at_once_is_aborted() {
    let at_once = js("({
        aborted: false,
        addEventListener(_, listener) { listener(); listener(); },
        removeEventListener() {},
    })");
    signal(&at_once).aborted().await;
}

#[wasm_bindgen_test]
async fn an_event_that_is_a_thenable_decides_nothing_but_when() {
    let odd = js("({
        aborted: false,
        addEventListener(_, listener) { listener({ then(_, reject) { reject(1); } }); },
    })");
    signal(&odd).aborted().await;
}

#[wasm_bindgen_test]
async fn a_getter_that_throws_later_says_nothing() {
    let late = js("(() => {
        let reads = 0;
        return {
            get aborted() { if (reads++ > 0) throw new Error('later'); return false; },
            get reason() { throw new Error('none'); },
            addEventListener() {},
        };
    })()");
    let signal = signal(&late);
    assert!(!signal.is_aborted());
    assert_eq!(signal.reason(), JsValue::UNDEFINED);
    assert!(is_pending(pin!(signal.aborted())).await);
}
