//! What snapshot.js makes of hostile arguments is plain, so that to read it throws nothing.

use super::{Calling, NOTHING, message, name};
use crate::npm::{Call, list, request, wait_until_ready};
use crate::web::test::{FetchStub, call, js};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/src/npm/snapshot.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn video(client: &JsValue, pace: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn wait(client: &JsValue, pace: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn any(client: &JsValue, pace: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn token(client: &JsValue, pace: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
}

type Read = fn(&JsValue, &JsValue, &Array) -> Result<JsValue, JsValue>;

/// Makes a call of a client, with arguments, as client.js does.
async fn made(read: Read, export: fn(Call), arguments: &str) -> Result<JsValue, JsValue> {
    let stub = FetchStub::answering(200, NOTHING);
    let client = "(fetch) => ({
        fetch, apiToken: 'token', accountId: 'account', timeout: 1000, maxRetries: 0,
        logger: { warn() {} }, baseURL: 'https://stand.in',
    })";
    let client = call(client, &[&stub.function]);
    let snapshot = read(&client, &js(super::PACE), &js(arguments).unchecked_into())?;
    let calling = Calling::new(&stub);
    let merge = "(call, snapshot) => Object.assign(call, snapshot)";
    call(merge, &[&calling.call, &snapshot]);
    calling.run(export).await
}

/// Asserts that a call is refused for an option.
fn assert_names(ended: Result<JsValue, JsValue>, option: &str) {
    let error = ended.unwrap_err();
    assert_eq!(name(&error), "CloudflareError");
    assert!(message(&error).starts_with(option), "{}", message(&error));
}

/// Values in the place of a list that pass for one and throw.
const LISTS: [&str; 5] = [
    "new Proxy(['a'], { get() { throw 1; } })",
    "new Proxy(['a'], { get(list, name) { if (name === Symbol.iterator) return; throw 1; } })",
    "(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy; })()",
    "({ get [Symbol.iterator]() { throw 1; } })",
    "Object.defineProperty(['a'], Symbol.iterator, { value() { throw 1; } })",
];

#[wasm_bindgen_test]
async fn an_ordinary_call_goes_through() {
    assert!(
        made(video, list, "['video', { account_id: 'a' }]")
            .await
            .is_ok()
    );
    assert!(
        made(video, list, "[{ identifier: 'video', account_id: 'a' }]")
            .await
            .is_ok()
    );
    let any_request = "['GET', '/user', { query: { a: 1 }, headers: { 'x-a': ['b', 'c'] } }]";
    assert!(made(any, request, any_request).await.is_ok());
}

#[wasm_bindgen_test]
async fn the_values_of_a_header_are_read_once() {
    for value in LISTS {
        for headers in [
            format!("{{ 'x-a': {value} }}"),
            format!("[['x-a', {value}]]"),
        ] {
            let arguments = format!("['video', {{}}, {{ headers: {headers} }}]");
            assert_names(made(video, list, &arguments).await, "headers");
        }
    }
}

#[wasm_bindgen_test]
async fn so_are_headers_and_a_query_themselves() {
    for value in LISTS {
        let arguments = format!("['video', {{}}, {{ headers: {value} }}]");
        assert!(made(video, list, &arguments).await.is_err());
        let arguments = format!("['GET', '/user', {{ query: {value} }}]");
        assert!(made(any, request, &arguments).await.is_err());
        let arguments = format!("['GET', '/user', {{ query: {{ a: {value} }} }}]");
        assert_names(made(any, request, &arguments).await, "query");
    }
}

#[wasm_bindgen_test]
async fn so_are_the_types_of_a_wait() {
    let species = "Object.assign(['default'], { constructor: { [Symbol.species]: function () {
        return new Proxy([], { get() { throw 1; }, defineProperty: () => true });
    } } })";
    let claims = "new Proxy(['default'], { get(list, name) {
        if (name === 'length') return 2 ** 53;
        return list[name];
    } })";
    for value in LISTS.into_iter().chain([claims]) {
        let arguments = format!("['video', {{ types: {value} }}]");
        assert_names(made(wait, wait_until_ready, &arguments).await, "types");
    }
    // This is a list, whatever it makes of copies of itself.
    let arguments = format!("['video', {{ types: {species} }}]");
    let ended = made(wait, wait_until_ready, &arguments).await;
    assert_names(ended, "default: has not been created");
}

#[wasm_bindgen_test]
fn what_a_token_is_to_be_is_read_of_nothing_but_an_object() {
    let json = |arguments: &str| {
        let arguments = js(arguments).unchecked_into();
        let snapshot = token(&js("({})"), &js(super::PACE), &arguments).unwrap();
        crate::web::test::get(&snapshot, "json").as_string()
    };
    let read = json("['video', { account_id: 'a', exp: 1 }]");
    assert_eq!(read.as_deref(), Some(r#"{"exp":1}"#));
    // Each character of a text would be a member: of ten million it would take seconds.
    for params in ["'text'", "7", "null", "undefined"] {
        let read = json(&format!("['video', {params}]"));
        assert_eq!(read.as_deref(), Some("{}"), "{params}");
    }
}

#[wasm_bindgen_test]
async fn a_getter_that_throws_is_an_error_of_the_call_with_its_cause() {
    for option in ["timeout", "signal", "maxRetries", "headers", "fetchOptions"] {
        let arguments = format!("['video', {{}}, {{ get {option}() {{ throw 7; }} }}]");
        let error = made(video, list, &arguments).await.unwrap_err();
        assert_eq!(message(&error), format!("{option}: could not be read"));
        assert_eq!(crate::web::test::get(&error, "cause"), 7);
    }
}

#[wasm_bindgen_test]
async fn a_body_that_json_would_lose_or_cannot_write_is_refused() {
    for body in [
        "new Uint8Array(1)",
        "new Map()",
        "NaN",
        "() => {}",
        "({ toJSON() { throw 1; } })",
        "({ a: 1n })",
        "(() => { const a = []; a.push(a); return a; })()",
        "new Proxy({}, { get() { throw 1; } })",
    ] {
        let arguments = format!("['POST', '/user', {{ body: {body} }}]");
        assert_names(made(any, request, &arguments).await, "body");
    }
}
