//! The slots that waits have: each is freed with its wait, and no late end reaches the next one.

use crate::web::settle::{Abandoned, Key, SLOTS, Slots, Wait, callback, finish, settled};
use crate::web::test::{call, is_pending, js, pause};
use js_sys::{Array, Function};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

fn places() -> usize {
    SLOTS.with_borrow(|slots| slots.list.len())
}

fn taken() -> usize {
    SLOTS.with_borrow(|slots| slots.list.len() - slots.free.len())
}

fn never() -> JsValue {
    js("new Promise(() => {})")
}

#[wasm_bindgen_test]
fn a_key_survives_the_way_through_a_number() {
    for (place, generation) in [(0, 0), (1, 0), (0, 1), (7, 9), (0x03ff_ffff, 0x03ff_ffff)] {
        let key = Key { place, generation };
        assert!(Key::from_number(key.to_number()) == key);
    }
}

#[wasm_bindgen_test]
fn after_the_last_generation_comes_the_first() {
    let of = |generation| Key {
        place: 3,
        generation,
    };
    assert!(of(0x03ff_ffff).next() == of(0));
    assert!(of(4).next() == of(5));
}

#[wasm_bindgen_test]
fn a_slot_that_is_used_again_has_another_key() {
    let mut slots = Slots::default();
    let first = slots.take();
    assert!(slots.free(first).is_some());
    let second = slots.take();
    assert_eq!(first.place, second.place);
    assert!(first != second);
    assert!(slots.get(first).is_none());
    assert!(slots.free(first).is_none());
    assert!(slots.get(second).is_some());
}

#[wasm_bindgen_test]
fn to_drop_a_wait_frees_its_slot() {
    let before = taken();
    let waits: Vec<_> = (0..10).map(|_| settled(&never())).collect();
    assert_eq!(taken(), before + 10);
    drop(waits);
    assert_eq!(taken(), before);
}

#[wasm_bindgen_test]
async fn a_wait_that_has_ended_frees_its_slot_too() {
    let before = taken();
    assert_eq!(settled(&1.into()).await, Ok(Ok(1.into())));
    assert_eq!(taken(), before);
}

#[wasm_bindgen_test]
async fn a_late_end_of_an_earlier_wait_does_not_end_the_next() {
    let first = Wait::new();
    let old = first.key();
    drop(first);
    let mut second = pin!(Wait::new());
    assert_eq!(second.key().place, old.place);
    for end in [Ok(Ok(1.into())), Ok(Err(2.into())), Err(Abandoned)] {
        finish(old, end);
        assert!(is_pending(second.as_mut()).await);
    }
    finish(second.key(), Ok(Ok(3.into())));
    assert_eq!(second.await, Ok(Ok(3.into())));
}

#[wasm_bindgen_test]
async fn a_promise_that_settles_after_its_wait_was_dropped_ends_nothing() {
    let pair =
        js("(() => { let end; return [new Promise((resolve) => (end = resolve)), end]; })()");
    let pair: Array = pair.unchecked_into();
    drop(settled(&pair.get(0)));
    let kept = never();
    let mut next = pin!(settled(&kept));
    let end: Function = pair.get(1).unchecked_into();
    end.call1(&JsValue::UNDEFINED, &1.into()).unwrap();
    assert!(is_pending(next.as_mut()).await);
    // It is used until here, or it could be collected.
    call("(promise) => promise", &[&kept]);
}

#[wasm_bindgen_test]
async fn a_wait_that_is_abandoned_ends() {
    let wait = Wait::new();
    // What the registry calls when the token is collected.
    let abandon = callback(|_| Err(Abandoned));
    let key = wait.key().to_number();
    abandon.call1(&JsValue::UNDEFINED, &key.into()).unwrap();
    assert_eq!(wait.await, Err(Abandoned));
}

#[wasm_bindgen_test]
async fn a_wait_ends_once() {
    let wait = Wait::new();
    finish(wait.key(), Ok(Ok(1.into())));
    finish(wait.key(), Ok(Err(2.into())));
    finish(wait.key(), Err(Abandoned));
    assert_eq!(wait.await, Ok(Ok(1.into())));
}

#[wasm_bindgen_test]
fn a_number_that_is_no_key_ends_nothing() {
    let before = taken();
    for number in [-1.0, f64::INFINITY, 1e300, 67_108_863.0] {
        finish(Key::from_number(number), Err(Abandoned));
    }
    assert_eq!(taken(), before);
}

#[wasm_bindgen_test]
async fn hundreds_of_waits_need_no_more_slots_than_the_most_at_once() {
    const AT_ONCE: u32 = 8;
    let most: Vec<_> = (0..AT_ONCE).map(|at| settled(&at.into())).collect();
    for wait in most {
        wait.await.unwrap().unwrap();
    }
    let before = places();
    for round in 0..100 {
        let values = round..round + AT_ONCE;
        let waits: Vec<_> = values.clone().map(|value| settled(&value.into())).collect();
        for (value, wait) in values.zip(waits) {
            assert_eq!(wait.await, Ok(Ok(value.into())));
        }
    }
    assert_eq!(places(), before);
}

/// Finds the function that collects garbage, where there is one.
fn collector() -> Option<Function> {
    let find = "(() => {
        if (typeof globalThis.gc === 'function') return globalThis.gc;
        const module = globalThis.process?.getBuiltinModule;
        module?.('v8').setFlagsFromString('--expose-gc');
        return module?.('vm').runInNewContext('gc');
    })()";
    js(find).dyn_into().ok()
}

#[wasm_bindgen_test]
async fn a_promise_that_is_collected_ends_its_wait() {
    let Some(collect) = collector() else {
        console_log!("skipped: this engine collects no garbage when it is told to");
        return;
    };
    let abandoned: Vec<_> = (0..50).map(|_| settled(&never())).collect();
    let kept = never();
    let mut held = pin!(settled(&kept));
    for _ in 0..3 {
        pause(1).await;
        collect.call0(&JsValue::UNDEFINED).unwrap();
    }
    for wait in abandoned {
        assert_eq!(wait.await, Err(Abandoned));
    }
    assert!(is_pending(held.as_mut()).await);
    // It is used until here.
    call("(promise) => promise", &[&kept]);
}
