//! What is said of a client and its calls before they are made.

use super::{client, ready};
use crate::scripted::{Stage, broken, fails, ok};
use crate::{Client, ErrorKind, RequestOptions};
use std::time::Duration;

const SECRET: &str = "t0ken-of-mine";

#[test]
fn nothing_that_prints_a_call_shows_a_credential_and_each_says_what_it_is() {
    let stage = Stage::new(|_, _| ok(ready()));
    let client = client(&stage);
    let downloads = client.downloads();
    let started = [
        format!("{:?}", downloads.watch("video").start()),
        format!("{:?}", downloads.get_many(["video"]).start()),
        format!("{:?}", client.videos().list().start()),
    ];
    for (shown, names) in [
        (format!("{client:?}"), ["Client {", "account"]),
        (format!("{:?}", client.videos()), ["VideosEndpoint", ""]),
        (
            format!("{:?}", client.videos().list().limit(7)),
            ["ListVideos", "Some(7)"],
        ),
        (format!("{:?}", client.token()), ["TokenEndpoint", ""]),
        (
            format!("{:?}", client.token().create("video").key("id", SECRET)),
            ["CreateToken", "video"],
        ),
        (
            format!(
                "{:?}",
                client.request("POST", format!("/{SECRET}")).json(SECRET)
            ),
            ["AnyRequest", "POST"],
        ),
        (
            format!("{:?}", downloads.ensure("video")),
            ["EnsureDownloads", "video"],
        ),
        (
            format!("{:?}", downloads.ensure_many(["video"]).max_encoding(41)),
            ["EnsureMany", "41"],
        ),
        (
            format!("{:?}", downloads.get_many(["video"]).concurrency(7)),
            ["GetMany", "7"],
        ),
        (
            format!("{:?}", downloads.wait_until_ready("video").create(true)),
            ["Wait", "create: true"],
        ),
        (format!("{:?}", &started[0]), ["WatchDownloads", ""]),
        (format!("{:?}", &started[1]), ["ManyDownloads", ""]),
        (format!("{:?}", &started[2]), ["AccountVideos", ""]),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
        for name in names {
            assert!(shown.contains(name), "{shown}: {name}");
        }
    }
}

#[test]
fn a_key_and_its_email_go_in_their_headers() {
    let stage = Stage::new(|request, _| {
        assert_eq!(request.headers.get("x-auth-key"), Some("k3y"));
        assert_eq!(request.headers.get("x-auth-email"), Some("me@x.example"));
        assert_eq!(request.headers.get("authorization"), None);
        ok(ready())
    });
    let builder = Client::builder_on(stage.clone()).api_key("k3y", "me@x.example");
    let client = builder.account_id("account").build().expect("a client");
    let got = stage.run(async { client.downloads().get("video").await });
    assert!(got.is_ok());
}

#[test]
fn the_clients_options_hold_for_calls_that_say_nothing_else() {
    let stage = Stage::new(|_, _| fails(broken()));
    let options = RequestOptions {
        max_retries: 0,
        timeout: Some(Duration::from_secs(1)),
    };
    let builder = Client::builder_on(stage.clone())
        .api_token("token")
        .account_id("account");
    let client = builder.options(options.clone()).build().expect("a client");
    assert_eq!(client.options(), options);
    let attempts = |retries: Option<u32>| {
        let before = stage.sent().len();
        let call = client.downloads().get("video");
        let call = match retries {
            Some(retries) => call.max_retries(retries),
            None => call,
        };
        let error = stage.run(async { call.await }).expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Connection);
        stage.sent().len() - before
    };
    assert_eq!((attempts(None), attempts(Some(3))), (1, 4));
}

#[test]
fn the_rate_limit_is_that_of_the_last_answer_that_told_it() {
    let told = ok(ready()).with("ratelimit", "\"default\";r=1199;t=300");
    let stage = Stage::answering([ok(ready()), told, ok(ready())]);
    let client = client(&stage);
    let remaining = || {
        let got = stage.run(async { client.downloads().get("video").await });
        assert!(got.is_ok());
        client.rate_limit().map(|limit| limit.remaining)
    };
    assert_eq!(remaining(), None);
    assert_eq!(remaining(), Some(1199));
    assert_eq!(remaining(), Some(1199));
}

#[test]
fn nothing_that_prints_a_request_shows_what_may_be_secret() {
    let shown = std::rc::Rc::new(std::cell::RefCell::new(String::new()));
    let kept = std::rc::Rc::clone(&shown);
    let stage = Stage::new(move |request, _| {
        *kept.borrow_mut() = format!("{request:?}");
        ok(serde_json::json!({ "token": "a.b.c" }))
    });
    let builder = Client::builder_on(stage.clone()).api_token(SECRET);
    let client = builder.account_id("account").build().expect("a client");
    let call = client.token().create("video").key("id", "cHJpdmF0ZQ==");
    stage.run(async { call.await }).expect("a token");
    let shown = shown.borrow();
    assert!(
        shown.contains("POST /accounts/account/stream/video/token"),
        "{shown}"
    );
    assert!(
        !shown.contains(SECRET) && !shown.contains("cHJpdmF0ZQ"),
        "{shown}"
    );
}
