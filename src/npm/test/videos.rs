//! Calls for the videos of an account.

use super::{Calling, assert_over, assert_refused, message, name, step, value};
use crate::web::test::{FetchStub, get, json, response};
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a `fetch` that gives a list of videos, or what else is in its place.
fn listing(result: &'static str) -> FetchStub {
    FetchStub::new(move |_| {
        let body = [r#"{"success":true,"result":"#, result, "}"].concat();
        Ok(response(200, &[], &body))
    })
}

#[wasm_bindgen_test]
async fn each_video_is_the_object_of_the_answer() {
    let stub = listing(r#"[{"uid":"a","odd":{"x":null}},{"uid":"b"}]"#);
    let videos = Calling::new(&stub).list_videos().unwrap();
    assert!(stub.sent().is_empty());
    assert_eq!(
        json(&value(&videos).await),
        r#"{"uid":"a","odd":{"x":null}}"#
    );
    assert_eq!(get(&value(&videos).await, "uid"), "b");
    assert_over(&videos).await;
    let sent = stub.sent();
    assert_eq!(sent.len(), 1);
    let end = "/accounts/account/stream?limit=1000";
    assert!(sent.first().unwrap().url().ends_with(end));
}

#[wasm_bindgen_test]
async fn parameters_are_encoded() {
    let stub = listing("[]");
    let calling = Calling::new(&stub)
        .with_js("query", "[['search', 'a&\u{e9}'], ['n', 1], ['no', null]]")
        .with_js("asc", "true")
        .with("limit", 7)
        .with("after", "2026-01-31T12:00:00+02:00");
    assert_over(&calling.list_videos().unwrap()).await;
    let query = "?limit=7&asc=true&search=a%26%C3%A9&n=1&after=2026-01-31T12:00:00%2B02:00";
    let sent = stub.sent();
    assert!(sent.first().unwrap().url().ends_with(query));
}

#[wasm_bindgen_test]
fn what_cannot_be_used_is_told_by_its_name() {
    let stub = listing("[]");
    for (member, expression, expected) in [
        ("before", "5", "before: expected a time, got a number"),
        (
            "before",
            "new Proxy({}, {})",
            "before: expected a time, got an object",
        ),
        (
            "after",
            "''",
            "after: expected a time as in 2026-01-31T12:00:00Z",
        ),
        (
            "after",
            "'x'.repeat(9000)",
            "after: expected at most 8192 characters",
        ),
        ("asc", "'no'", "asc: expected a boolean, got a string"),
        ("limit", "0.5", "limit: expected a whole number, 1 or more"),
        ("limit", "NaN", "limit: expected a whole number, 1 or more"),
        (
            "limit",
            "10n",
            "limit: expected a whole number, 1 or more, got a bigint",
        ),
        (
            "query",
            "[['search', Symbol()]]",
            "search: expected strings, numbers and booleans in its place, got a symbol",
        ),
        (
            "query",
            "[['search', '\\ud800']]",
            "search: expected strings, numbers and booleans in its place, got a string",
        ),
        (
            "accountId",
            "'..'",
            "account_id: \"..\" would change the path",
        ),
    ] {
        let calling = Calling::new(&stub).with_js(member, expression);
        assert_refused(&calling.list_videos().unwrap_err(), expected);
    }
    assert!(stub.sent().is_empty());
}

#[wasm_bindgen_test]
async fn odd_answers_are_errors_or_are_given_as_they_are() {
    for result in ["{}", "5", "\"videos\""] {
        let videos = Calling::new(&listing(result)).list_videos().unwrap();
        let error = step(&videos).await.unwrap_err();
        assert_eq!(name(&error), "APIResponseValidationError");
        assert!(message(&error).starts_with("200 result: expected an array, got "));
        assert_over(&videos).await;
    }
    let videos = Calling::new(&listing("[{},{\"created\":5,\"uid\":[]},[]]")).list_videos();
    let videos = videos.unwrap();
    assert_eq!(json(&value(&videos).await), "{}");
    assert_eq!(json(&value(&videos).await), r#"{"created":5,"uid":[]}"#);
    assert_eq!(json(&value(&videos).await), "[]");
    assert_over(&videos).await;
    assert_over(&Calling::new(&listing("null")).list_videos().unwrap()).await;
}
