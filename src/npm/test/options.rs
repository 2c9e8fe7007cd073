//! Every option that cannot be used is refused by its name before anything is sent.

use super::{Calling, NOTHING, assert_refused};
use crate::npm::list;
use crate::web::test::{FetchStub, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Asserts that a list is refused for one of its members.
pub(super) async fn assert_faults(member: &str, faults: &[(&str, &str)]) {
    for (expression, fault) in faults {
        let stub = FetchStub::answering(200, NOTHING);
        let calling = Calling::new(&stub).with_js(member, expression);
        let ended = calling.run(list).await;
        let error = ended.expect_err(expression);
        assert_refused(&error, fault);
        assert!(stub.sent().is_empty(), "{expression}");
        assert_eq!(calling.ends(), r#"["rejected"]"#);
    }
}

/// Asserts that a list goes through with each of some values.
pub(super) async fn assert_good(member: &str, expressions: &[&str]) {
    for expression in expressions {
        let stub = FetchStub::answering(200, NOTHING);
        let ended = Calling::new(&stub)
            .with_js(member, expression)
            .run(list)
            .await;
        assert_eq!(json(&ended.expect(expression)), "{}");
    }
}

#[wasm_bindgen_test]
async fn a_timeout_is_a_number_above_0() {
    let range = "timeout: expected milliseconds, more than 0";
    assert_faults(
        "timeout",
        &[
            ("0", range),
            ("-1", range),
            ("NaN", range),
            (
                "'60'",
                "timeout: expected a number of milliseconds, got a string",
            ),
            (
                "60n",
                "timeout: expected a number of milliseconds, got a bigint",
            ),
            (
                "({ valueOf() { throw 1; } })",
                "timeout: expected a number of milliseconds, got an object",
            ),
            (
                "undefined",
                "timeout: expected a number of milliseconds, got undefined",
            ),
        ],
    )
    .await;
    assert_good("timeout", &["Infinity", "1e300", "60_000"]).await;
}

#[wasm_bindgen_test]
async fn the_number_of_retries_is_whole() {
    let fault = "maxRetries: expected a whole number, 0 or more";
    assert_faults(
        "maxRetries",
        &[
            ("-1", fault),
            ("1.5", fault),
            ("NaN", fault),
            ("Infinity", fault),
            (
                "'2'",
                "maxRetries: expected a whole number, 0 or more, got a string",
            ),
        ],
    )
    .await;
    assert_good("maxRetries", &["0", "1e12"]).await;
}

#[wasm_bindgen_test]
async fn options_and_parameters_are_objects() {
    assert_faults(
        "options",
        &[
            ("7", "options: expected an object, got a number"),
            ("'text'", "options: expected an object, got a string"),
            ("() => {}", "options: expected an object, got a function"),
        ],
    )
    .await;
    assert_faults(
        "params",
        &[
            ("'account'", "params: expected an object, got a string"),
            ("Symbol()", "params: expected an object, got a symbol"),
        ],
    )
    .await;
    assert_good("options", &["({})", "null", "[]"]).await;
}

#[wasm_bindgen_test]
async fn a_fetch_is_a_function_or_has_one() {
    assert_faults(
        "fetch",
        &[
            (
                "undefined",
                "fetch: expected a function or a service binding, got undefined",
            ),
            (
                "'fetch'",
                "fetch: expected a function or a service binding, got a string",
            ),
            (
                "({})",
                "fetch: expected a function or a service binding, got an object",
            ),
            (
                "({ fetch: 1 })",
                "fetch: expected a function or a service binding, got an object",
            ),
            (
                "({ get fetch() { throw 1; } })",
                "fetch: expected a function or a service binding, got an object",
            ),
        ],
    )
    .await;
    let stub = FetchStub::answering(200, NOTHING);
    let binding = crate::web::test::call("(fetch) => ({ fetch })", &[&stub.function]);
    Calling::new(&stub)
        .with("fetch", binding.clone())
        .run(list)
        .await
        .unwrap();
    assert_eq!(stub.only().this, binding);
}

#[wasm_bindgen_test]
async fn a_signal_is_one_or_looks_like_one() {
    assert_faults(
        "signal",
        &[
            ("7", "signal: expected an AbortSignal, got a number"),
            ("({})", "signal: expected an AbortSignal, got an object"),
            (
                "new AbortController()",
                "signal: expected an AbortSignal, got an object",
            ),
            (
                "({ get aborted() { throw 1; } })",
                "signal: could not be read",
            ),
            (
                "({ get aborted() { throw new Error('not of t0ken-of-mine', { cause: 'this' }); } })",
                "signal: could not be read: not of ***: this",
            ),
        ],
    )
    .await;
    assert_good(
        "signal",
        &["undefined", "null", "new AbortController().signal"],
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_logger_is_an_object_and_a_level_has_a_name() {
    assert_faults(
        "logger",
        &[
            (
                "undefined",
                "logger: expected an object like console, got undefined",
            ),
            (
                "'console'",
                "logger: expected an object like console, got a string",
            ),
        ],
    )
    .await;
    let fault = "logLevel: expected off, error, warn, info or debug";
    assert_faults(
        "logLevel",
        &[
            ("7", "logLevel: expected a string, got a number"),
            ("'verbose'", fault),
            ("'INFO'", fault),
            ("''", fault),
        ],
    )
    .await;
    assert_good(
        "logger",
        &["({})", "() => {}", "new Proxy({}, { get() { throw 1; } })"],
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_value_that_is_refused_is_repeated_in_no_message() {
    for member in [
        "apiToken",
        "apiKey",
        "baseURL",
        "logLevel",
        "identifier",
        "accountId",
    ] {
        let stub = FetchStub::answering(200, NOTHING);
        let calling = Calling::new(&stub).with("apiToken", JsValue::NULL);
        let calling = calling.with(member, "s3cret of mine ".repeat(9));
        let error = calling.fail().await;
        assert!(!super::message(&error).contains("s3cret"), "{member}");
    }
}
