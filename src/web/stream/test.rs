//! Calls of a binding of the test's own, by a client for users of Rust.

use super::is_binding;
use crate::web::test::{call, get, is_pending, js, json, pass};
use crate::{Client, DownloadType, ErrorKind, Status};
use std::future::IntoFuture;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes a binding whose methods do what a function does, and that keeps its calls.
fn binding(answer: &str) -> JsValue {
    let make = "(answer) => {
        const calls = [];
        const method = (...called) => (...args) => {
            calls.push([...called, ...args]);
            return answer(...called, ...args);
        };
        const video = (id) => ({
            details: method('details', id),
            downloads: {
                get: method('get', id), generate: method('generate', id), delete: method('delete', id),
            },
        });
        return { calls, video, videos: { list: method('list') } };
    }";
    call(make, &[&js(answer)])
}

fn client(binding: &JsValue) -> Client {
    let builder = Client::builder().stream(binding.clone());
    builder.build().unwrap()
}

/// Lists downloads, and gives the error that this ends with.
async fn fail(binding: &JsValue) -> crate::Error {
    let call = client(binding).downloads().get("video").max_retries(0);
    call.await.unwrap_err()
}

#[wasm_bindgen_test]
async fn each_operation_is_a_method() {
    let binding =
        binding("async (name) => name === 'delete' ? undefined : { default: { status: 'ready' } }");
    let downloads = client(&binding).downloads();
    let found = downloads.get("video").account_id("another").await.unwrap();
    assert_eq!(found.default.unwrap().status, Some(Status::Ready));
    downloads.create("video").await.unwrap();
    let audio = downloads.of(DownloadType::Audio);
    audio.create("video").await.unwrap();
    assert_eq!(audio.delete("video").await.unwrap(), "");
    let expected = r#"[["get","video"],["generate","video","default"],["generate","video","audio"],["delete","video","audio"]]"#;
    assert_eq!(json(&get(&binding, "calls")), expected);
}

#[wasm_bindgen_test]
async fn a_wait_takes_what_is_ready_for_ready_without_a_url() {
    let binding = binding("() => ({ default: { status: 'ready' } })");
    let wait = client(&binding).downloads().wait_until_ready("video");
    let ready = wait.max_wait(Duration::from_secs(5)).await.unwrap();
    assert_eq!(ready.default.unwrap().url, None);
    assert_eq!(get(&get(&binding, "calls"), "length"), 1);
}

#[wasm_bindgen_test]
async fn a_wait_asks_it_whether_a_video_is_encoded() {
    let binding = binding(
        "(name) => {
            if (name === 'details') {
                globalThis.isEncoded = true;
                return { id: 'video', readyToStream: true };
            }
            if (name === 'get') return {};
            if (!globalThis.isEncoded) throw new Error('StreamError');
            return { default: { status: 'ready' } };
        }",
    );
    let wait = client(&binding).downloads().wait_until_ready("video");
    let wait = wait.create(true).max_wait(Duration::from_mins(1));
    let ready = wait.await.unwrap();
    assert_eq!(ready.default.unwrap().status, Some(Status::Ready));
    let names = "({ calls }) => calls.map(([name]) => name).join()";
    let expected = "get,generate,details,get,generate";
    assert_eq!(call(names, &[&binding]), expected);
}

#[wasm_bindgen_test]
async fn its_videos_are_listed_page_after_page() {
    let binding = binding(
        "(_, { before, limit }) => {
            const all = Array.from({ length: 1500 }, (_, at) => {
                const created = new Date(1e12 - at * 1000).toISOString();
                return { id: `video${at}`, meta: { name: 'Tour' }, created };
            });
            return all.filter(({ created }) => !(created >= before)).slice(0, limit);
        }",
    );
    let list = client(&binding).videos().list().limit(1400);
    let mut videos = list.start().unwrap();
    let mut count = 0;
    while let Some(video) = videos.next().await {
        let video = video.unwrap();
        assert_eq!(video.uid, format!("video{count}"));
        assert_eq!(video.name.as_deref(), Some("Tour"));
        count += 1;
    }
    assert_eq!(count, 1400);
    let expected =
        r#"[["list",{"limit":1000}],["list",{"limit":402,"before":"2001-09-09T01:30:02.000Z"}]]"#;
    assert_eq!(json(&get(&binding, "calls")), expected);
}

#[wasm_bindgen_test]
async fn what_is_no_binding_is_an_error_that_says_so() {
    for (value, got) in [
        ("undefined", "undefined"),
        ("({})", "an object"),
        ("'STREAM'", "a string"),
    ] {
        let client = Client::builder().stream(js(value)).build().unwrap();
        let error = client.downloads().get("video").await.unwrap_err();
        let message =
            format!("stream: expected a Stream binding, got {got} (GET /stream/video/downloads)");
        assert_eq!(error.message, message);
    }
}

#[wasm_bindgen_test]
async fn a_list_that_it_has_no_parameter_for_is_refused_by_name() {
    let binding = binding("() => []");
    let list = || client(&binding).videos().list();
    for (list, name) in [
        (list().search("tour"), "search"),
        (list().creator("a").status("ready"), "creator"),
        (list().asc(true).search("tour"), "asc"),
    ] {
        let mut videos = list.start().unwrap();
        let error = videos.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        let fault =
            "the binding lists by before, after and limit alone; use apiToken and accountId";
        assert_eq!(error.message, format!("{name}: {fault}"));
    }
    assert_eq!(json(&get(&binding, "calls")), "[]");
}

#[wasm_bindgen_test]
async fn many_videos_need_no_account() {
    let binding =
        binding("(_, id) => id === 'b' ? Promise.reject(new Error('NotFoundError')) : ({})");
    let mut many = client(&binding)
        .downloads()
        .get_many(["a", "b"])
        .start()
        .unwrap();
    let mut found = Vec::new();
    while let Some(next) = many.next().await {
        let (video, downloads) = next.unwrap();
        found.push((video, downloads.err().and_then(|error| error.status)));
    }
    assert_eq!(found, [("a".to_owned(), None), ("b".to_owned(), Some(404))]);
}

#[wasm_bindgen_test]
async fn its_errors_are_those_of_the_api() {
    let error = fail(&binding(
        "() => { throw Object.assign(new Error('Not here'), { statusCode: 404, code: 10003 }); }",
    ))
    .await;
    assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(404)));
    assert_eq!(error.errors[0].code, Some(10_003));
    let expected = "404 Not here [code 10003] (GET /stream/video/downloads)";
    assert_eq!(error.message, expected);
    let error = fail(&binding(
        "async () => { throw new Error('Network connection lost.'); }",
    ))
    .await;
    assert_eq!((error.kind, error.status), (ErrorKind::Connection, None));
    assert!(error.is_transient());
}

#[wasm_bindgen_test]
async fn a_value_that_is_no_binding_fails_every_call() {
    for value in ["undefined", "null", "7", "({})", "({ video() {} })"] {
        let error = fail(&js(value)).await;
        assert_eq!(error.kind, ErrorKind::Connection, "{value}");
        assert!(
            !is_binding(&js(value)) || value == "({ video() {} })",
            "{value}"
        );
    }
}

#[wasm_bindgen_test]
async fn what_contradicts_it_or_has_no_method_is_refused() {
    let binding = binding("() => ({})");
    let builder = || Client::builder().stream(binding.clone());
    for builder in [
        builder().api_token("token"),
        builder().api_key("key", "a@b.c"),
        builder().base_url("https://proxy.example"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        assert!(error.message.starts_with("stream: expected no apiToken"));
    }
    let client = client(&binding);
    for error in [
        client.request("GET", "/user").await.unwrap_err(),
        client.token().create("video").await.unwrap_err(),
    ] {
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        let fault = "stream: the binding has no method";
        assert!(error.message.starts_with(fault), "{}", error.message);
    }
    assert_eq!(json(&get(&binding, "calls")), "[]");
}

#[wasm_bindgen_test]
async fn a_call_is_left_that_takes_too_long_or_is_dropped() {
    let binding =
        binding("() => new Promise((_, reject) => { globalThis.rejectBinding = reject; })");
    let reject = || js("rejectBinding(new Error('late'))");
    let call = client(&binding).downloads().get("video").max_retries(0);
    let late = call.timeout(Some(Duration::from_millis(5))).await;
    assert_eq!(late.unwrap_err().kind, ErrorKind::Timeout);
    reject();
    {
        let mut call = pin!(client(&binding).downloads().get("video").into_future());
        assert!(is_pending(call.as_mut()).await);
    }
    // An unhandled rejection would end the test.
    reject();
    pass().await;
}

#[wasm_bindgen_test]
async fn its_result_is_read_once_and_disposed_of() {
    let binding = binding(
        "() => {
            globalThis.disposals = 0;
            return { get default() { return { status: 'ready' }; }, [Symbol.dispose]() { disposals += 1; } };
        }",
    );
    client(&binding).downloads().get("video").await.unwrap();
    let has_symbol = js("typeof Symbol.dispose === 'symbol'").is_truthy();
    assert_eq!(js("disposals"), u32::from(has_symbol));
}

#[wasm_bindgen_test]
async fn the_handle_of_a_video_is_disposed_of_when_its_method_is_called() {
    let binding = js("(() => {
            globalThis.order = [];
            const method = (name, answer) => async () => (order.push(name), answer());
            const video = () => ({
                details: method('details', () => ({ status: { state: 'error' } })),
                downloads: {
                    get: method('get', () => ({})),
                    generate: method('generate', () => { throw new Error('BadRequestError: not ready'); }),
                },
                [Symbol.dispose]() { order.push('dispose'); },
            });
            return { video };
        })()");
    let wait = client(&binding).downloads().wait_until_ready("video");
    wait.create(true).await.unwrap_err();
    let disposes = js("typeof Symbol.dispose === 'symbol'").is_truthy();
    let called = ["get", "generate", "details"];
    let expected = called.map(|name| {
        if disposes {
            vec![name, "dispose"]
        } else {
            vec![name]
        }
    });
    let order: Vec<String> = serde_wasm_bindgen::from_value(js("order")).unwrap();
    assert_eq!(order, expected.concat());
}
