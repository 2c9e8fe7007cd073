//! Requests by a `fetch` of the test's own: what it is called with, what it may throw, and which
//! answers are any.

mod answer;
mod body;
mod failure;

use super::{Fetch, base_headers, global_fetch, takes};
use crate::account::BaseUrl;
use crate::endpoint::Endpoint;
use crate::header::Headers;
use crate::host::{Failure, Transport};
use crate::redact::Secret;
use crate::request::{Authorization, Request};
use crate::web::FetchResponse;
use crate::web::test::{FetchStub, Replaced, Sent, call, get, js, response};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a request.
fn request(method: &str) -> Request {
    let endpoint = Endpoint::other(method, "/user?a=%C3%A9".to_owned()).unwrap();
    let base_url = BaseUrl::parse("https://stand.in/v4", None).unwrap();
    let mut headers = Headers::default();
    headers.set("X-One", "1");
    let own = Authorization::Own(Secret::new("s3cret-of-mine"));
    Request::new(endpoint, &base_url, headers, &own).unwrap()
}

/// Makes the host of a `fetch`.
fn host(stub: &FetchStub) -> Fetch {
    Fetch {
        function: Some(stub.function.clone()),
        ..Fetch::default()
    }
}

/// Sends a request with more for the second argument.
async fn sent_with(init: &str) -> Sent {
    let stub = FetchStub::answering(200, "{}");
    let host = Fetch {
        init: Some(js(init).unchecked_into()),
        ..host(&stub)
    };
    host.send(&request("GET")).await.unwrap();
    stub.only()
}

/// Sends a request that is answered with a value.
async fn answered(value: JsValue) -> Result<FetchResponse, Failure<JsValue>> {
    host(&FetchStub::giving(value)).send(&request("GET")).await
}

#[wasm_bindgen_test]
async fn the_function_is_called_on_nothing_with_an_address_and_an_object() {
    let sent = sent_with("({})").await;
    assert_eq!(sent.this, JsValue::UNDEFINED);
    assert_eq!(sent.arguments.length(), 2);
    assert_eq!(sent.url(), "https://stand.in/v4/user?a=%C3%A9");
    assert_eq!(sent.init("method"), "GET");
    assert_eq!(sent.init("redirect"), "manual");
    assert_eq!(sent.init("body"), JsValue::UNDEFINED);
    let is = "(value, name) => value instanceof globalThis[name]";
    assert!(call(is, &[&sent.init("headers"), &"Headers".into()]).is_truthy());
    assert!(call(is, &[&sent.init("signal"), &"AbortSignal".into()]).is_truthy());
    assert_eq!(sent.header("x-one").as_deref(), Some("1"));
}

#[wasm_bindgen_test]
fn what_requests_of_the_platform_refuse_is_noticed() {
    for (init, expected) in [
        ("({ signal: new AbortController().signal })", true),
        ("({ cache: 'no-store' })", true),
        ("({ cache: 'nonsense' })", false),
    ] {
        assert_eq!(takes(js(init).unchecked_ref()), expected, "{init}");
    }
    let no_store = js("({ cache: 'no-store' })");
    for (platform, expected) in [
        ("undefined", true),
        ("({})", true),
        (
            "class { constructor(url, { cache }) { if (cache) throw 1; } }",
            false,
        ),
        ("class { constructor() { throw 1; } }", false),
    ] {
        let _global = Replaced::global("Request", &js(platform));
        assert_eq!(takes(no_store.unchecked_ref()), expected, "{platform}");
    }
}

#[wasm_bindgen_test]
async fn a_function_of_an_object_is_called_on_it() {
    let stub = FetchStub::answering(200, "{}");
    let binding = js("({})");
    let host = Fetch {
        this: binding.clone(),
        ..host(&stub)
    };
    host.send(&request("POST")).await.unwrap();
    assert_eq!(stub.only().this, binding);
    assert_eq!(stub.only().init("method"), "POST");
}

#[wasm_bindgen_test]
async fn what_else_fetch_is_told_is_passed_on() {
    let sent = sent_with("({ cache: 'no-cache', cf: { cacheTtl: 5 }, redirect: 'error' })").await;
    assert_eq!(sent.init("cache"), "no-cache");
    assert_eq!(get(&sent.init("cf"), "cacheTtl"), 5);
    assert_eq!(sent.init("redirect"), "error");
}

#[wasm_bindgen_test]
async fn what_is_said_of_the_request_is_not_replaced() {
    let sent = sent_with("({ method: 'PUT', headers: 1, signal: 2, redirect: undefined })").await;
    assert_eq!(sent.init("method"), "GET");
    assert_eq!(sent.init("redirect"), "manual");
    assert!(sent.init("headers").is_object() && sent.init("signal").is_object());
}

#[wasm_bindgen_test]
async fn a_member_named_proto_is_no_prototype() {
    let hostile = "(() => {
        const value = {
            body: 'x',
            get redirect() { throw new Error('read'); },
            set method(_) { throw new Error('set'); },
        };
        return Object.defineProperty({}, '__proto__', { value, enumerable: true });
    })()";
    let sent = sent_with(hostile).await;
    assert_eq!(sent.init("redirect"), "manual");
    assert_eq!(sent.init("method"), "GET");
    assert_eq!(sent.init("body"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn a_body_is_sent_as_it_is() {
    let stub = FetchStub::answering(200, "{}");
    let mut request = request("POST");
    request.body = Some("{\"a\":1}".to_owned());
    host(&stub).send(&request).await.unwrap();
    assert_eq!(stub.only().init("body"), "{\"a\":1}");
}

#[wasm_bindgen_test]
async fn a_fresh_answer_comes_from_no_cache_unless_the_user_says_so() {
    let mut request = request("GET");
    request.fresh = true;
    for (init, expected) in [("{}", "no-store"), ("{ cache: 'no-cache' }", "no-cache")] {
        let stub = FetchStub::answering(200, "{}");
        let host = Fetch {
            init: Some(js(&format!("({init})")).unchecked_into()),
            ..host(&stub)
        };
        host.send(&request).await.unwrap();
        assert_eq!(stub.only().init("cache"), expected);
    }
    assert_eq!(sent_with("({})").await.init("cache"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
async fn each_request_has_an_object_and_headers_of_its_own() {
    let stub = FetchStub::new(|_| Ok(response(200, &[], "{}")));
    let host = Fetch {
        init: Some(js("({ a: 1 })").unchecked_into()),
        ..host(&stub)
    };
    host.send(&request("GET")).await.unwrap();
    host.send(&request("GET")).await.unwrap();
    let sent = stub.sent();
    assert_ne!(sent[0].arguments.get(1), sent[1].arguments.get(1));
    assert_ne!(sent[0].init("headers"), sent[1].init("headers"));
    assert_ne!(sent[0].init("signal"), sent[1].init("signal"));
}

#[wasm_bindgen_test]
async fn a_header_that_the_platform_refuses_is_a_refusal() {
    let stub = FetchStub::answering(200, "{}");
    let mut request = request("GET");
    request.headers.set("x-bad", "a\nb");
    let refused = host(&stub).send(&request).await;
    assert!(matches!(refused, Err(Failure::Refused { .. })));
    assert!(stub.sent().is_empty());
}

#[wasm_bindgen_test]
async fn the_global_function_is_read_at_each_request() {
    let host = Fetch::default();
    for status in [200, 404] {
        let stub = FetchStub::answering(status, "{}");
        let _global = Replaced::global("fetch", &stub.function);
        assert_eq!(global_fetch(), JsValue::from(stub.function.clone()));
        let response = host.send(&request("GET")).await.unwrap();
        assert_eq!(crate::host::Response::status(&response), status);
        assert_eq!(stub.only().this, JsValue::UNDEFINED);
    }
}

#[wasm_bindgen_test]
async fn without_a_global_function_nothing_is_sent() {
    for value in ["undefined", "null", "({})", "'fetch'"] {
        let _global = Replaced::global("fetch", &js(value));
        let refused = Fetch::default().send(&request("GET")).await;
        assert!(matches!(refused, Err(Failure::Refused { .. })), "{value}");
    }
}

#[wasm_bindgen_test]
fn every_request_says_what_it_accepts_and_outside_of_browsers_who_asks() {
    let headers = base_headers();
    assert_eq!(headers.get("accept"), Some("application/json"));
    let is_browser = js("globalThis.navigator?.userAgent?.startsWith('Mozilla/') ?? false");
    let agent = concat!("cf-stream-downloads/", env!("CARGO_PKG_VERSION"));
    let expected = (!is_browser.is_truthy()).then_some(agent);
    assert_eq!(headers.get("user-agent"), expected);
}
