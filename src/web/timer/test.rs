//! A sleep ends when its time is up, and leaves no timer behind.

use super::{since_start, sleep, time_out};
use crate::host::SleepError;
use crate::web::test::{Replaced, call, get, is_pending, js, json, pass};
use js_sys::Array;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Timers that a test lets end, in place of the platform's.
struct Timers {
    /// The delays that were set, the handles that were cleared, and what ends a timer.
    state: JsValue,
    _stubs: [Replaced; 2],
}

impl Timers {
    fn new() -> Self {
        let state = js("({ set: [], cleared: [], handlers: [] })");
        let set = call(
            "(state) => (handler, delay, ...args) => {
                state.handlers.push(() => handler(...args));
                return state.set.push(delay);
            }",
            &[&state],
        );
        let clear = call(
            "(state) => (handle) => { state.cleared.push(handle); }",
            &[&state],
        );
        Self {
            state,
            _stubs: [
                Replaced::global("setTimeout", &set),
                Replaced::global("clearTimeout", &clear),
            ],
        }
    }

    /// Ends the timer that was set as number `at`.
    fn end(&self, at: u32) {
        call(
            "(state, at) => state.handlers[at]()",
            &[&self.state, &at.into()],
        );
    }

    fn set(&self) -> String {
        json(&get(&self.state, "set"))
    }

    fn cleared(&self) -> String {
        json(&get(&self.state, "cleared"))
    }
}

/// Polls a future once and tells whether it is pending; without the platform's timers.
async fn is_waiting<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
    for _ in 0..4 {
        let promise = js_sys::Promise::resolve(&JsValue::UNDEFINED);
        promise.await.unwrap();
    }
    crate::web::test::poll_once(future).await.is_pending()
}

#[wasm_bindgen_test]
async fn each_sleep_ends_with_its_own_timer() {
    let timers = Timers::new();
    let mut sleeps = [300, 0, 100].map(|length| Box::pin(sleep(ms(length))));
    assert_eq!(timers.set(), "[300,0,100]");
    let order = [1, 2, 0];
    for (ended, at) in order.into_iter().enumerate() {
        for &later in &order[ended..] {
            assert!(is_waiting(sleeps[later].as_mut()).await, "{later}");
        }
        timers.end(u32::try_from(at).unwrap());
        assert_eq!(sleeps[at].as_mut().await, Ok(()));
    }
}

#[wasm_bindgen_test]
async fn a_sleep_takes_as_long_as_it_says() {
    let started = since_start();
    sleep(ms(25)).await.unwrap();
    // The platforms round times to whole milliseconds.
    assert!(since_start() >= started + ms(23));
}

#[wasm_bindgen_test]
async fn to_drop_a_sleep_clears_its_timer() {
    let timers = Timers::new();
    {
        let mut waiting = pin!(sleep(ms(50)));
        assert!(is_waiting(waiting.as_mut()).await);
        assert_eq!(
            (timers.set(), timers.cleared()),
            ("[50]".into(), "[]".into())
        );
    }
    assert_eq!(timers.cleared(), "[1]");
}

#[wasm_bindgen_test]
async fn a_timer_that_ends_after_its_sleep_was_dropped_ends_no_other() {
    let timers = Timers::new();
    {
        let mut dropped = pin!(sleep(ms(50)));
        assert!(is_waiting(dropped.as_mut()).await);
    }
    let mut next = pin!(sleep(ms(60)));
    assert!(is_waiting(next.as_mut()).await);
    timers.end(0);
    assert!(is_waiting(next.as_mut()).await);
    timers.end(1);
    assert_eq!(next.await, Ok(()));
}

#[wasm_bindgen_test]
async fn to_drop_a_sleep_that_was_never_polled_clears_its_timer() {
    let timers = Timers::new();
    drop(sleep(ms(50)));
    let expected = ("[50]".into(), "[1]".into());
    assert_eq!((timers.set(), timers.cleared()), expected);
}

#[wasm_bindgen_test]
async fn a_sleep_longer_than_the_platforms_longest_is_made_of_several() {
    let timers = Timers::new();
    let mut waiting = pin!(sleep(ms(2 * 2_147_483_647 + 5)));
    for at in 0..3 {
        assert!(is_waiting(waiting.as_mut()).await);
        timers.end(at);
    }
    assert_eq!(waiting.await, Ok(()));
    assert_eq!(timers.set(), "[2147483647,2147483647,5]");
}

#[wasm_bindgen_test]
async fn a_sleep_of_centuries_sets_no_timer_that_ends_at_once() {
    let mut waiting = pin!(sleep(Duration::from_secs(1 << 40)));
    for _ in 0..3 {
        assert!(is_pending(waiting.as_mut()).await);
    }
}

#[wasm_bindgen_test]
async fn a_runtime_that_refuses_to_clear_a_timer_harms_nothing() {
    let throwing =
        js("() => { throw new Error('Cannot perform I/O on behalf of another request'); }");
    let stub = Replaced::global("clearTimeout", &throwing);
    assert_eq!(sleep(ms(1)).await, Ok(()));
    drop(stub);
    pass().await;
}

#[wasm_bindgen_test]
async fn a_runtime_that_sets_no_timer_says_why() {
    let throwing = js("() => { throw new Error('Disallowed'); }");
    let _stub = Replaced::global("setTimeout", &throwing);
    let _clear = Replaced::global("clearTimeout", &js("() => { throw 'nothing was set'; }"));
    let refused = Err(SleepError::Refused);
    assert_eq!(sleep(ms(1)).await, refused);
    assert_eq!(time_out(ms(1)).await, refused);
}

#[wasm_bindgen_test]
async fn a_timer_needs_no_arguments_of_the_runtime() {
    let seen = js("[]");
    let set = call(
        "(seen) => (...args) => { seen.push(args); return 1; }",
        &[&seen],
    );
    {
        let _stub = Replaced::global("setTimeout", &set);
        let _clear = Replaced::global("clearTimeout", &js("() => {}"));
        let mut waiting = pin!(sleep(ms(5)));
        assert!(is_waiting(waiting.as_mut()).await);
    }
    let seen: Array = seen.unchecked_into();
    let arguments: Array = seen.get(0).unchecked_into();
    // A `setTimeout` of somebody else's may not pass more on.
    assert_eq!(arguments.length(), 2);
    assert!(arguments.get(0).is_function());
}

#[wasm_bindgen_test]
fn the_time_never_goes_back() {
    let mut last = since_start();
    for _ in 0..1_000 {
        let now = since_start();
        assert!(now >= last);
        last = now;
    }
}
