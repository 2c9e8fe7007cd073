//! A list of the account's videos.

use super::client;
use crate::scripted::{Stage, ok, stalled, status};
use crate::{Client, ErrorKind, Video, VideoState};
use serde_json::json;

fn list(stage: &Stage) -> crate::ListVideos<Stage> {
    client(stage).videos().list()
}

#[expect(clippy::expect_used, reason = "a test may")]
fn all(stage: &Stage, list: crate::ListVideos<Stage>) -> Vec<Result<Video, crate::Error>> {
    stage.run(async {
        let mut videos = list.start().expect("a loop");
        let mut all = Vec::new();
        while let Some(video) = videos.next().await {
            all.push(video);
        }
        assert!(videos.next().await.is_none());
        all
    })
}

#[test]
fn it_asks_for_what_was_said_of_it_and_gives_typed_videos() {
    let stage = Stage::answering([ok(json!([
        { "uid": "a", "meta": { "name": "A tour" }, "created": "2026-01-05T00:00:00Z" },
        { "uid": "b", "status": { "state": "ready" }, "created": "2026-01-06T00:00:00Z" },
    ]))]);
    let list = list(&stage)
        .search("a tour & more")
        .creator("me")
        .status("ready");
    let list = list
        .before("2026-02-01T00:00:00Z")
        .after("2026-01-01T00:00:00Z");
    let videos = all(&stage, list.asc(true).limit(2).account_id("other"));
    let [Ok(first), Ok(second)] = &videos[..] else {
        panic!("{videos:?}");
    };
    assert_eq!((&*first.uid, first.name.as_deref()), ("a", Some("A tour")));
    assert_eq!(
        (&*second.uid, &second.state),
        ("b", &Some(VideoState::Ready))
    );
    let query = "limit=2&asc=true&search=a%20tour%20%26%20more&creator=me&status=ready\
        &before=2026-02-01T00:00:00Z&after=2026-01-01T00:00:00Z";
    assert_eq!(
        stage.sent(),
        [format!("GET /accounts/other/stream?{query}")]
    );
}

#[test]
fn by_default_it_asks_for_all_videos_of_the_clients_account() {
    let stage = Stage::answering([ok(json!([]))]);
    assert!(all(&stage, list(&stage)).is_empty());
    assert_eq!(stage.sent(), ["GET /accounts/account/stream?limit=1000"]);
}

#[test]
fn an_error_is_given_once_and_ends_it() {
    let refused = json!({ "errors": [{ "code": 10000, "message": "No" }] });
    let stage = Stage::answering([status(403, refused)]);
    let videos = all(&stage, list(&stage));
    let [Err(error)] = &videos[..] else {
        panic!("{videos:?}");
    };
    assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(403)));
}

#[test]
fn a_future_that_is_ready_ends_it() {
    let stage = Stage::new(|_, _| stalled());
    let videos = all(&stage, list(&stage).until(async {}));
    let [Err(error)] = &videos[..] else {
        panic!("{videos:?}");
    };
    assert_eq!(error.kind, ErrorKind::Aborted);
    assert!(stage.is_idle());
}

#[test]
fn a_time_that_is_none_and_an_account_that_is_missing_are_refused_before_any_request() {
    let stage = Stage::new(|_, _| ok(json!([])));
    let message = |list: crate::ListVideos<Stage>| list.start().map_err(|error| error.message);
    let expected = "expected a time as in 2026-01-31T12:00:00Z";
    for (name, list) in [
        ("before", list(&stage).before("yesterday, at noon UTC")),
        ("after", list(&stage).after("2026")),
    ] {
        assert_eq!(message(list).err(), Some(format!("{name}: {expected}")));
    }
    let client = Client::builder_on(stage.clone()).api_token("token").build();
    let list = client.expect("a client").videos().list();
    let expected = "account_id: expected an account of the call or of the client";
    assert_eq!(message(list).err().as_deref(), Some(expected));
    assert!(stage.sent().is_empty());
}
