//! What is said of a client and its calls before they are made.

use super::{client, ready};
use crate::host::Failure;
use crate::scripted::{Stage, broken, fails, ok, refusal, stalled};
use crate::{Client, DownloadType, ErrorKind, RequestOptions, Status};
use serde_json::json;
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
fn missing_downloads_of_one_video_are_created_and_the_others_left_alone() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "GET" => ok(json!({ "default": { "status": "error" }, "audio": { "status": "ready" } })),
        _ => ok(json!({ "status": "inprogress" })),
    });
    let ensure = client(&stage).downloads().ensure("video");
    let ensure = ensure
        .types(DownloadType::ALL)
        .retry_failed(true)
        .account_id("other");
    let downloads = stage.run(async { ensure.await }).expect("downloads");
    let found = |of| {
        downloads
            .get(of)
            .and_then(|download| download.status.clone())
    };
    assert_eq!(found(DownloadType::Default), Some(Status::InProgress));
    assert_eq!(found(DownloadType::Audio), Some(Status::Ready));
    let path = "/accounts/other/stream/video/downloads";
    let expected = ["GET", "DELETE", "POST"].map(|method| match method {
        "GET" => format!("GET {path}"),
        _ => format!("{method} {path}/default"),
    });
    assert_eq!(stage.sent(), expected);
    assert!(stage.is_idle());
}

#[test]
fn by_default_a_failed_download_is_left_as_it_is() {
    let stage = Stage::new(|_, _| ok(json!({ "default": { "status": "error" } })));
    let ensure = client(&stage).downloads().ensure("video");
    let downloads = stage.run(async { ensure.await }).expect("downloads");
    assert_eq!(
        downloads.default.and_then(|mp4| mp4.status),
        Some(Status::Error)
    );
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn a_wait_may_be_for_other_types_and_make_failed_ones_anew() {
    let failed = json!({ "audio": { "status": "error" } });
    let audio = json!({ "audio": { "status": "ready", "url": "https://x.example" } });
    let stage = Stage::answering([ok(failed), ok(json!("gone")), ok(audio)]);
    let wait = client(&stage).downloads().wait_until_ready("video");
    let wait = wait
        .types([DownloadType::Audio])
        .create(true)
        .retry_failed(true);
    let downloads = stage.run(async { wait.await }).expect("downloads");
    assert!(downloads.audio.is_some() && downloads.default.is_none());
    let path = "/accounts/account/stream/video/downloads";
    let made = [format!("DELETE {path}/audio"), format!("POST {path}/audio")];
    assert_eq!(stage.sent()[1..3], made);
}

#[test]
fn a_wait_that_does_not_wait_for_the_video_ends_with_the_refusal() {
    let stage = Stage::answering([ok(json!({})), refusal(400)]);
    let wait = client(&stage).downloads().wait_until_ready("video");
    let wait = wait.create(true).wait_for_video(false);
    let error = stage.run(async { wait.await }).expect_err("an error");
    assert_eq!(error.status, Some(400));
    assert_eq!(stage.sent().len(), 2);
}

#[test]
fn an_answer_without_a_body_is_nothing_and_a_deletion_an_empty_text() {
    use crate::envelope::Content;
    use crate::scripted::content;

    let stage = Stage::new(|_, _| content(204, Content::Empty));
    let client = client(&stage);
    let any = stage.run(async { client.request("DELETE", "/user").await });
    assert_eq!(any, Ok(None));
    let deleted = stage.run(async { client.downloads().delete("video").await });
    assert_eq!(deleted.as_deref(), Ok(""));
}

#[test]
fn a_call_may_have_a_timeout_of_its_own_or_none() {
    let stage = Stage::new(|_, _| stalled());
    let call = client(&stage).downloads().get("video").max_retries(0);
    let timeout = Duration::from_secs(5);
    let error = stage.run(async { call.timeout(Some(timeout)).await });
    assert_eq!(error.map_err(|error| error.kind), Err(ErrorKind::Timeout));
    assert_eq!(stage.elapsed(), timeout);
    let call = client(&stage).downloads().get("video").timeout(None);
    let day = Duration::from_hours(24);
    assert!(stage.run_until(day, async { call.await }).is_none());
}

#[test]
fn what_a_host_says_of_a_broken_connection_is_in_the_error() {
    use std::error::Error;

    let reasons = ["no route", "reset"].map(ToOwned::to_owned);
    let stage = Stage::new(move |_, _| fails(Failure::connection(reasons.clone())));
    let call = client(&stage).downloads().get("video").max_retries(0);
    let error = stage.run(async { call.await }).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Connection);
    assert!(error.message.contains("no route"), "{}", error.message);
    let first = error.source().expect("a cause");
    assert_eq!(first.to_string(), "no route");
    assert_eq!(
        first.source().map(ToString::to_string).as_deref(),
        Some("reset")
    );
}
