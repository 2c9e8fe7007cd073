//! What calls ask for with what was said of them.

use super::client;
use crate::host::Failure;
use crate::scripted::{Stage, fails, ok, refusal, stalled};
use crate::{DownloadType, ErrorKind, Status};
use serde_json::json;
use std::time::Duration;

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
