//! The client for users of Rust, on the scripted host.

use crate::download::{DownloadType, Status};
use crate::scripted::{Stage, ok, status};
use crate::{Client, Error, ErrorKind};
use serde_json::json;
use std::time::Duration;

#[expect(clippy::expect_used, reason = "a test may")]
fn client(stage: &Stage) -> Client<Stage> {
    let builder = Client::builder_on(stage.clone()).api_token("t0ken-of-mine");
    builder.account_id("account").build().expect("a client")
}

fn ready() -> serde_json::Value {
    json!({ "default": { "status": "ready", "percentComplete": 100, "url": "https://x.example" } })
}

#[test]
fn get_gives_typed_downloads_and_keeps_types_that_nobody_knows() {
    let stage = Stage::new(|_, _| {
        let mut result = ready();
        result["hls"] = json!({ "status": "paused" });
        ok(result)
    });
    let downloads = stage
        .run(async { client(&stage).downloads().get("video").await })
        .expect("downloads");
    let mp4 = downloads.get(DownloadType::Default).expect("an MP4");
    assert_eq!(mp4.status, Some(Status::Ready));
    let (name, other) = downloads.others.first().expect("another");
    assert_eq!(name, "hls");
    assert_eq!(other.status, Some(Status::Other("paused".to_owned())));
}

#[test]
fn create_and_delete_are_for_the_type_that_is_named() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "DELETE" => ok(json!("gone")),
        _ => ok(json!({ "status": "inprogress" })),
    });
    stage.run(async {
        let audio = client(&stage).downloads().of(DownloadType::Audio);
        let created = audio.create("video").await.expect("downloads");
        assert!(created.audio.is_some() && created.default.is_none());
        assert_eq!(audio.delete("video").await.as_deref(), Ok("gone"));
    });
    let sent = stage.sent();
    let path = "/accounts/account/stream/video/downloads/audio";
    assert_eq!(sent, [format!("POST {path}"), format!("DELETE {path}")]);
}

#[test]
fn a_wait_ends_with_the_downloads_and_a_watch_shows_each_change() {
    let mut percent = 0;
    let stage = Stage::new(move |_, _| {
        percent += 50;
        match percent {
            50 => ok(json!({ "default": { "status": "inprogress", "percentComplete": 50 } })),
            _ => ok(ready()),
        }
    });
    let seen = stage.run(async {
        let mut watch = client(&stage)
            .downloads()
            .watch("video")
            .start()
            .expect("a watch");
        let mut seen = Vec::new();
        while let Some(downloads) = watch.next().await {
            seen.push(
                downloads
                    .expect("downloads")
                    .default
                    .and_then(|mp4| mp4.status),
            );
        }
        seen
    });
    assert_eq!(seen, [Some(Status::InProgress), Some(Status::Ready)]);
    let waited = stage.run(async {
        let wait = client(&stage)
            .downloads()
            .wait_until_ready("video")
            .create(true);
        wait.max_wait(Duration::from_secs(20)).await
    });
    assert!(waited.expect("downloads").default.is_some());
}

#[test]
fn many_videos_come_with_their_downloads_or_errors() {
    let stage = Stage::new(|request, _| {
        if request.url.contains("gone") {
            return status(
                404,
                json!({ "errors": [{ "code": 10003, "message": "Not Found" }] }),
            );
        }
        ok(ready())
    });
    let videos = ["one", "gone", "two"].map(str::to_owned);
    let found = stage.run(async {
        let mut many = client(&stage)
            .downloads()
            .get_many(videos, 2)
            .expect("a loop");
        let mut found = Vec::new();
        while let Some(next) = many.next().await {
            let (video, downloads) = next.expect("an answer");
            found.push((video, downloads.map_err(|error| error.status).is_ok()));
        }
        found.sort();
        found
    });
    let expected = [("gone", false), ("one", true), ("two", true)];
    assert_eq!(
        found,
        expected.map(|(video, is_ok)| (video.to_owned(), is_ok))
    );
}

#[test]
fn what_cannot_be_used_is_an_error_before_any_request() {
    let stage = Stage::new(|_, _| ok(ready()));
    let build = |builder: crate::ClientBuilder<Stage>| builder.build().map(|_| ());
    let proxy = Client::builder_on(stage.clone()).base_url("https://proxy.example");
    assert_eq!(build(proxy), Ok(()));
    let bad = Client::builder_on(stage.clone()).api_token("a b");
    let Err(Error { kind, message, .. }) = build(bad) else {
        panic!("it is taken");
    };
    assert_eq!(kind, ErrorKind::InvalidInput);
    assert!(message.starts_with("apiToken: "), "{message}");
    let Err(Error { kind, message, .. }) = build(Client::builder_on(stage.clone())) else {
        panic!("it is taken without a credential");
    };
    assert_eq!(kind, ErrorKind::InvalidInput);
    assert!(
        message.starts_with("apiToken: expected a token"),
        "{message}"
    );
    assert!(stage.sent().is_empty());
}

#[test]
fn nothing_that_prints_a_client_shows_its_credential() {
    let stage = Stage::new(|_, _| ok(ready()));
    let client = client(&stage);
    for shown in [
        format!("{client:?}"),
        format!("{:?}", client.downloads()),
        format!("{:?}", client.downloads().get("video")),
        format!(
            "{:?}",
            Client::builder_on(stage.clone()).api_token("t0ken-of-mine")
        ),
    ] {
        assert!(!shown.contains("t0ken"), "{shown}");
    }
}
