//! The client for users of Rust, on the scripted host.

mod bound;
mod builders;
mod calls;
mod videos;

use crate::download::{DownloadType, Status};
use crate::host::{Clock, Failure, SleepError, Transport};
use crate::request::Request;
use crate::scripted::{Stage, ok, refusal, stalled, status};
use crate::{Client, Error, ErrorKind, Phase, RequestOptions, WaitProgress};
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
    let videos = ["one", "gone", "two"];
    let found = stage.run(async {
        let mut many = client(&stage)
            .downloads()
            .get_many(videos)
            .concurrency(2)
            .start()
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
fn options_of_a_call_that_cannot_be_used_are_an_error_before_any_request() {
    let stage = Stage::new(|_, _| ok(ready()));
    let client = client(&stage);
    let (downloads, none) = (client.downloads(), || Some(Duration::ZERO));
    let errors = stage.run(async {
        [
            downloads.get("video").timeout(none()).await.err(),
            client.request("GET", "/zones").timeout(none()).await.err(),
            client.token().create("video").timeout(none()).await.err(),
            downloads.ensure("video").timeout(none()).await.err(),
            downloads
                .wait_until_ready("video")
                .timeout(none())
                .await
                .err(),
            downloads.get_many(["video"]).timeout(none()).start().err(),
            downloads
                .ensure_many(["video"])
                .timeout(none())
                .start()
                .err(),
            client.videos().list().timeout(none()).start().err(),
            downloads.ensure("video").types([]).await.err(),
            downloads.wait_until_ready("video").types([]).await.err(),
            downloads.ensure_many(["video"]).types([]).start().err(),
        ]
    });
    for (at, error) in errors.into_iter().enumerate() {
        let name = if at < 8 { "timeout" } else { "types" };
        let message = error.unwrap_or_else(|| panic!("{at} is taken")).message;
        assert!(
            message.starts_with(&[name, ": expected "].concat()),
            "{message}"
        );
    }
    let options = RequestOptions {
        timeout: none(),
        ..RequestOptions::default()
    };
    let builder = Client::builder_on(stage.clone()).api_token("token");
    assert!(builder.options(options).build().is_err());
    assert!(stage.sent().is_empty());
}

#[test]
fn a_type_that_is_named_twice_is_created_once() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "POST" => ok(json!({ "status": "inprogress" })),
        _ => ok(json!({})),
    });
    let types = [
        DownloadType::Audio,
        DownloadType::Default,
        DownloadType::Audio,
    ];
    let ensured = async {
        client(&stage)
            .downloads()
            .ensure("video")
            .types(types)
            .await
    };
    let ensured = stage.run(ensured).expect("downloads");
    assert!(ensured.audio.is_some() && ensured.default.is_some());
    assert_eq!(stage.sent().len(), 3);
}

#[test]
fn a_client_is_cloned_whatever_its_host_is() {
    struct Host(Stage);
    fn clone<H>(client: &Client<H>) -> Client<H> {
        client.clone()
    }
    impl Transport for Host {
        type Value = <Stage as Transport>::Value;
        type Response = <Stage as Transport>::Response;

        async fn send(&self, request: &Request) -> Result<Self::Response, Failure<Self::Value>> {
            self.0.send(request).await
        }
    }
    impl Clock for Host {
        fn now(&self) -> Duration {
            self.0.now()
        }

        fn unix_time(&self) -> Duration {
            self.0.unix_time()
        }

        async fn sleep(&self, duration: Duration) -> Result<(), SleepError> {
            self.0.sleep(duration).await
        }

        fn random(&self) -> f64 {
            self.0.random()
        }
    }
    let stage = Stage::new(|_, _| ok(ready()).with("ratelimit", "\"default\";r=5;t=30"));
    let builder = Client::builder_on(Host(stage.clone())).api_token("token");
    let client = builder.account_id("account").build().expect("a client");
    let other = clone(&client);
    assert!(
        stage
            .run(async { other.downloads().get("video").await })
            .is_ok()
    );
    assert_eq!(client.rate_limit().map(|limit| limit.remaining), Some(5));
}

#[test]
fn a_watch_that_is_dropped_between_two_looks_goes_on_where_it_was() {
    let scenes = [
        json!({ "status": "inprogress", "percentComplete": 1 }),
        json!({ "status": "ready", "url": "u" }),
    ];
    let stage = Stage::answering(scenes.map(|mp4| ok(json!({ "default": mp4 }))));
    let mut watch = client(&stage)
        .downloads()
        .watch("video")
        .start()
        .expect("a watch");
    assert!(stage.run(watch.next()).is_some());
    for left in 1..10 {
        assert!(
            stage
                .run_until(Duration::from_millis(left * 100), watch.next())
                .is_none()
        );
    }
    assert_eq!(stage.sent().len(), 1);
    assert!(stage.run(watch.next()).is_some());
    assert_eq!(
        (stage.sent().len(), stage.elapsed()),
        (2, Duration::from_secs(1))
    );
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

#[test]
fn a_future_that_is_ready_ends_a_call_with_all_that_it_has_under_way() {
    let stage = Stage::new(|_, _| stalled());
    let end = stage.clone();
    let call = client(&stage).downloads().get("video");
    let call = call.until(async move { end.pause(Duration::from_secs(3)).await });
    let error = stage.run(async { call.await }).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Aborted);
    assert_eq!(
        error.message,
        "Request was aborted (GET /accounts/account/stream/video/downloads)"
    );
    assert_eq!(stage.elapsed(), Duration::from_secs(3));
    assert!(stage.is_idle());
}

#[test]
fn a_watch_and_a_loop_that_have_been_ended_give_their_error_and_then_nothing() {
    let stage = Stage::new(|_, _| stalled());
    let downloads = client(&stage).downloads();
    stage.run(async {
        let watch = downloads.watch("video").until(async {});
        let mut watch = watch.start().expect("a watch");
        let error = watch.next().await.expect("an error").expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Aborted);
        assert!(watch.next().await.is_none());
        let many = downloads.get_many(["one", "two"]).until(async {});
        let mut many = many.start().expect("a loop");
        let error = many.next().await.expect("an error").expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Aborted);
        assert!(many.next().await.is_none());
    });
    assert!(stage.is_idle());
}

#[test]
fn a_request_goes_to_any_endpoint_with_its_json() {
    let stage = Stage::new(|request, _| {
        assert_eq!(request.body.as_deref(), Some("{}"));
        assert_eq!(
            request.headers.get("content-type"),
            Some("application/json")
        );
        ok(json!({ "uid": "a" }))
    });
    let request = client(&stage).request("post", "/accounts/account/stream/copy?a=b");
    let body = stage.run(async { request.json("{}").await });
    let body = body.expect("an answer").expect("a body");
    assert_eq!(body["result"]["uid"], "a");
    assert_eq!(stage.sent(), ["POST /accounts/account/stream/copy?a=b"]);
    let error = stage.run(async { client(&stage).request("GET", "user").await });
    assert_eq!(
        error.map_err(|error| error.kind),
        Err(ErrorKind::InvalidInput)
    );
}

#[test]
fn a_call_may_have_an_account_of_its_own() {
    let stage = Stage::new(|_, _| ok(ready()));
    let downloads = client(&stage).downloads();
    stage.run(async {
        let got = downloads.get("video").account_id("other").await;
        assert!(got.is_ok());
        let many = downloads.get_many(["video"]).account_id("third");
        let mut many = many.start().expect("a loop");
        assert!(many.next().await.is_some());
    });
    let path = |account: &str| format!("GET /accounts/{account}/stream/video/downloads");
    assert_eq!(stage.sent(), [path("other"), path("third")]);
}

#[test]
fn a_token_is_created_with_what_was_said_of_it_and_nothing_else() {
    use crate::token::{AccessRule, Action};
    use std::{cell::RefCell, rc::Rc};

    let bodies = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&bodies);
    let stage = Stage::new(move |request, _| {
        assert_eq!(
            request.headers.get("content-type"),
            Some("application/json")
        );
        let body: serde_json::Value =
            serde_json::from_str(request.body.as_deref().unwrap_or_default()).expect("JSON");
        seen.borrow_mut().push(body);
        ok(json!({ "token": "a.b.c" }))
    });
    let tokens = stage.run(async {
        let tokens = client(&stage).token();
        let plain = tokens.create("video").await;
        let token = tokens
            .create("video")
            .account_id("other")
            .downloadable(true);
        let token = token
            .exp(2_000_000_000)
            .nbf(1)
            .original(false)
            .key("id", "p\"em");
        let token = token.access_rule(AccessRule::any(Action::Block)).await;
        [plain, token]
    });
    assert_eq!(tokens, [Ok("a.b.c".to_owned()), Ok("a.b.c".to_owned())]);
    let path = |account| format!("POST /accounts/{account}/stream/video/token");
    assert_eq!(stage.sent(), [path("account"), path("other")]);
    let rules = json!([{ "type": "any", "action": "block" }]);
    let whole = json!({
        "downloadable": true, "exp": 2_000_000_000, "nbf": 1, "accessRules": rules,
        "flags": { "original": false }, "id": "id", "pem": "p\"em",
    });
    assert_eq!(*bodies.borrow(), [json!({}), whole]);
}

#[test]
fn a_token_that_cannot_be_made_shows_neither_its_key_nor_the_credential() {
    use crate::token::{AccessRule, Action};

    let pem = "LS0tLS1CRUdJTiBzZWNyZXQ=";
    let stage = Stage::new(move |_, _| {
        let message = format!("bad pem {pem} of t0ken-of-mine");
        status(
            400,
            json!({ "errors": [{ "code": 10005, "message": message }] }),
        )
    });
    let error = stage
        .run(async { client(&stage).token().create("video").key("id", pem).await })
        .expect_err("an error");
    assert_eq!(
        error.message,
        "400 bad pem *** of *** [code 10005] (POST /accounts/account/stream/video/token)"
    );
    let six = (0..6).fold(client(&stage).token().create("video"), |token, _| {
        token.access_rule(AccessRule::any(Action::Allow))
    });
    let error = stage.run(async { six.await }).expect_err("an error");
    assert_eq!(error.message, "access_rules: expected at most 5");
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn a_watch_says_how_far_it_is_also_while_the_video_is_encoded() {
    let encoding = json!({ "readyToStream": false, "status": { "pctComplete": "40" } });
    let scenes = [
        ok(json!({})),
        refusal(400),
        ok(encoding),
        ok(json!({ "readyToStream": true })),
        ok(json!({})),
        ok(ready()),
    ];
    let stage = Stage::answering(scenes);
    let mut watch = client(&stage)
        .downloads()
        .watch("video")
        .create(true)
        .start()
        .expect("a watch");
    let progress = stage.run(async {
        let mut all = vec![watch.progress()];
        while let Some(seen) = watch.next().await {
            assert!(seen.is_ok());
            all.push(watch.progress());
        }
        all
    });
    let told = |progress: WaitProgress| (progress.phase, progress.percent_complete);
    let progress: Vec<_> = progress
        .into_iter()
        .map(|told_of| told_of.map(told))
        .collect();
    let expected = [
        None,
        Some((Phase::Encoding, 40.0)),
        Some((Phase::Ready, 100.0)),
    ];
    assert_eq!(progress, expected);
}

#[test]
fn many_are_ensured_with_the_types_that_are_asked_for() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "GET" => ok(json!({ "default": { "status": "error" } })),
        _ => ok(json!({ "default": {}, "audio": {} })),
    });
    let many = client(&stage).downloads().ensure_many(["video"]);
    let many = many
        .types(DownloadType::ALL)
        .retry_failed(true)
        .concurrency(1);
    let mut many = many.max_encoding(1).start().expect("a loop");
    stage.run(async {
        let (_, found) = many.next().await.expect("an answer").expect("no failure");
        assert!(found.expect("downloads").audio.is_some());
        assert!(many.next().await.is_none());
    });
    let path = "/accounts/account/stream/video/downloads";
    let expected = ["GET", "DELETE/default", "POST/default", "POST/audio"];
    let sent = stage.sent().into_iter();
    let sent: Vec<_> = sent
        .map(|label| label.replace(&format!(" {path}"), ""))
        .collect();
    assert_eq!(sent, expected);
}
