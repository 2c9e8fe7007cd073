//! Calls for many videos, and the iterables that name these.

use super::{Calling, NOTHING, assert_over, assert_refused, message, name, step, value};
use crate::web::test::{FetchStub, call, get, is_pending, js, json, pass, pause, response};
use std::pin::pin;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a call for the videos of an iterable, as snapshot.js reads it.
fn many(stub: &FetchStub, iterable: &JsValue) -> Calling {
    let iterator = "(all) => all[Symbol.asyncIterator] ?? all[Symbol.iterator]";
    let iterator = call(iterator, &[iterable]);
    Calling::new(stub)
        .with("identifiers", iterable)
        .with("iterator", iterator)
}

/// Makes a `fetch` that knows nothing of a video named `missing`.
fn answering() -> FetchStub {
    FetchStub::new(|sent| {
        let is_missing = sent.url().contains("/missing/");
        let status = if is_missing { 404 } else { 200 };
        Ok(response(
            status,
            &[],
            if is_missing { "{}" } else { NOTHING },
        ))
    })
}

#[wasm_bindgen_test]
async fn each_video_has_its_downloads_or_its_error() {
    let stub = answering();
    let calling = many(&stub, &js("['one', 'missing', '..', 7]")).with("concurrency", 1);
    let iteration = calling.get_many().unwrap();
    assert_eq!(
        json(&value(&iteration).await),
        r#"{"identifier":"one","downloads":{}}"#
    );
    let missing = value(&iteration).await;
    assert_eq!(get(&missing, "identifier"), "missing");
    assert_eq!(name(&get(&missing, "error")), "NotFoundError");
    let error = get(&value(&iteration).await, "error");
    assert_refused(&error, "identifier: \"..\" would change the path");
    let odd = value(&iteration).await;
    assert_eq!(get(&odd, "identifier"), 7);
    assert_refused(
        &get(&odd, "error"),
        "identifier: expected a string, got a number",
    );
    assert_over(&iteration).await;
    assert_eq!(stub.sent().len(), 2);
}

#[wasm_bindgen_test]
async fn async_iterables_are_waited_for() {
    let stub = answering();
    let generator = js("(async function* () {
        yield 'one';
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield 'two';
    })()");
    let iteration = many(&stub, &generator).get_many().unwrap();
    for expected in ["one", "two"] {
        assert_eq!(get(&value(&iteration).await, "identifier"), expected);
    }
    assert_over(&iteration).await;
}

#[wasm_bindgen_test]
async fn no_more_are_asked_for_at_once_than_is_allowed() {
    let stub = FetchStub::giving(js("new Promise(() => {})"));
    let identifiers = js("Array.from({ length: 50 }, (_, at) => `v${at}`)");
    for (concurrency, expected) in [(JsValue::UNDEFINED, 6), (3.into(), 9)] {
        let calling = many(&stub, &identifiers).with("concurrency", concurrency);
        let iteration = calling.get_many().unwrap();
        assert!(is_pending(pin!(step(&iteration))).await);
        pass().await;
        assert_eq!(stub.sent().len(), expected);
    }
}

#[wasm_bindgen_test]
async fn it_goes_on_while_the_caller_is_busy_as_far_as_is_allowed() {
    let stub = answering();
    let calling = many(&stub, &js("['a', 'b', 'c', 'd', 'e']")).with("concurrency", 2);
    let iteration = calling.get_many().unwrap();
    value(&iteration).await;
    pause(5).await;
    // The one that was taken, and two that wait to be.
    assert_eq!(stub.sent().len(), 3);
    for _ in 0..4 {
        value(&iteration).await;
    }
    assert_over(&iteration).await;
}

#[wasm_bindgen_test]
async fn a_refusal_of_the_credential_ends_all() {
    let stub = FetchStub::answering(403, "{}");
    let calling = many(&stub, &js("['a', 'b', 'c']")).with("concurrency", 1);
    let iteration = calling.get_many().unwrap();
    assert_eq!(
        name(&step(&iteration).await.unwrap_err()),
        "PermissionDeniedError"
    );
    assert_over(&iteration).await;
    assert_eq!(stub.sent().len(), 1);
}

#[wasm_bindgen_test]
async fn what_an_iterable_throws_is_thrown() {
    for next in [
        "next() { throw 7; }",
        "next: async () => { throw 7; }",
        "next: () => ({ get done() { throw 7; } })",
        "next: () => ({ done: false, get value() { throw 7; } })",
        "next: () => ({ get then() { throw 7; } })",
        "get next() { throw 7; }",
    ] {
        let iterable = js(&format!("({{ [Symbol.iterator]: () => ({{ {next} }}) }})"));
        let stub = answering();
        let iteration = many(&stub, &iterable).get_many().unwrap();
        assert_eq!(step(&iteration).await.unwrap_err(), 7, "{next}");
        assert_over(&iteration).await;
    }
    let iterable = js("({ [Symbol.iterator]() { throw 8; } })");
    assert_eq!(many(&answering(), &iterable).get_many().unwrap_err(), 8);
}

#[wasm_bindgen_test]
async fn what_is_no_iterator_is_refused() {
    let iterable = js("({ [Symbol.iterator]: () => 7 })");
    let error = many(&answering(), &iterable).get_many().unwrap_err();
    assert_refused(&error, "identifiers: expected an iterator of its iterable");
    let iterable = js("({ [Symbol.iterator]: () => ({ next: () => 7 }) })");
    let iteration = many(&answering(), &iterable).get_many().unwrap();
    let error = step(&iteration).await.unwrap_err();
    assert_refused(
        &error,
        "identifiers: expected an iterator that gives objects",
    );
    let stub = answering();
    let calling = Calling::new(&stub).with("identifiers", "video");
    let error = calling.get_many().unwrap_err();
    assert_refused(
        &error,
        "identifiers: expected an iterable of texts, got a string",
    );
}

#[wasm_bindgen_test]
async fn an_iterator_that_is_left_is_told_so() {
    let iterable = js("({
        left: 0,
        [Symbol.iterator]() {
            const iterable = this;
            return {
                next: () => ({ done: false, value: 'video' }),
                return() { iterable.left++; return Promise.reject(new Error('ignored')); },
            };
        },
    })");
    let stub = answering();
    let iteration = many(&stub, &iterable).get_many().unwrap();
    value(&iteration).await;
    drop(iteration);
    pass().await;
    assert_eq!(get(&iterable, "left"), 1);
}

#[wasm_bindgen_test]
async fn one_that_has_ended_or_thrown_is_not() {
    for next in ["next: () => ({ done: true })", "next() { throw 7; }"] {
        let iterable = js(&format!(
            "(() => {{
                const iterable = {{ left: 0, [Symbol.iterator]: () => ({{
                    {next},
                    return() {{ iterable.left++; }},
                }}) }};
                return iterable;
            }})()"
        ));
        let iteration = many(&answering(), &iterable).get_many().unwrap();
        let _ = step(&iteration).await;
        drop(iteration);
        pass().await;
        assert_eq!(get(&iterable, "left"), 0);
    }
}

#[wasm_bindgen_test]
async fn options_that_cannot_be_used_are_refused() {
    let count = "concurrency: expected a whole number, 1 or more";
    let stub = answering();
    for (member, expression, fault) in [
        ("concurrency", "0", count),
        ("concurrency", "1.5", count),
        ("concurrency", "Infinity", count),
        (
            "concurrency",
            "'2'",
            "concurrency: expected a whole number, 1 or more, got a string",
        ),
        (
            "timeout",
            "0",
            "timeout: expected milliseconds, more than 0",
        ),
        (
            "accountId",
            "7",
            "account_id: expected a string, got a number",
        ),
    ] {
        let calling = many(&stub, &js("['a']")).with_js(member, expression);
        let error = calling.get_many().unwrap_err();
        assert_refused(&error, fault);
        assert!(!message(&error).is_empty());
    }
}
