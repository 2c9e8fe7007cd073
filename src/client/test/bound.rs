//! A client on a host that is bound to an account, as a Stream binding is.

use crate::scripted::{Stage, ok};
use crate::{Client, ErrorKind, Status};
use serde_json::json;

fn bound(stage: &Stage) -> crate::ClientBuilder<Stage> {
    Client::builder_on(stage.clone())
}

#[expect(clippy::expect_used, reason = "a test may")]
fn client(stage: &Stage) -> Client<Stage> {
    bound(stage).build().expect("a client")
}

#[test]
fn it_needs_no_credential_and_no_account_and_sends_none() {
    let stage = Stage::new(|request, _| {
        assert_eq!(request.headers.iter().count(), 0);
        ok(json!({ "default": { "status": "inprogress" } }))
    })
    .bound();
    let call = client(&stage).downloads().get("video");
    let got = stage.run(async { call.await }).expect("downloads");
    assert_eq!(
        got.default.and_then(|mp4| mp4.status),
        Some(Status::InProgress)
    );
    let videos = client(&stage).downloads();
    let all = stage.run(async {
        let mut many = videos.get_many(["one"]).start().expect("a loop");
        many.next().await
    });
    assert!(matches!(all, Some(Ok((_, Ok(_))))));
    let path = |video| format!("GET /stream/{video}/downloads");
    assert_eq!(stage.sent(), [path("video"), path("one")]);
}

#[test]
fn a_credential_or_base_url_beside_it_is_refused() {
    let stage = Stage::new(|_, _| ok(json!({}))).bound();
    for builder in [
        bound(&stage).api_token("token"),
        bound(&stage).api_key("key", "me@x.example"),
        bound(&stage).base_url("https://x.example"),
    ] {
        let error = builder.build().map(|_| ()).expect_err("an error");
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        let expected = "stream: expected no apiToken, apiKey, baseURL and fetch beside it";
        assert_eq!(error.message, expected);
    }
}

#[test]
fn what_a_binding_has_no_method_for_is_refused_before_anything_is_asked() {
    let stage = Stage::new(|_, _| ok(json!({}))).bound();
    let client = client(&stage);
    let expected = "stream: the binding has no method for this; use apiToken and accountId";
    let any = stage.run(async { client.request("GET", "/user").await });
    assert_eq!(any.expect_err("an error").message, expected);
    let token = stage.run(async { client.token().create("video").await });
    assert_eq!(token.expect_err("an error").message, expected);

    let advice = "the binding lists by before, after and limit alone; use apiToken and accountId";
    let list = || client.videos().list();
    for (name, list) in [
        ("asc", list().asc(true)),
        ("search", list().search("tour")),
        ("creator", list().creator("me").status("ready")),
    ] {
        let first = stage.run(async { list.start().expect("a loop").next().await });
        let error = first.expect("an error").expect_err("an error");
        assert_eq!(error.message, format!("{name}: {advice}"));
    }
    assert!(stage.sent().is_empty());
}

#[test]
fn a_list_by_time_and_number_goes_to_the_binding() {
    let stage = Stage::new(|_, _| ok(json!([]))).bound();
    let list = client(&stage).videos().list().limit(3);
    let list = list.before("2026-01-31T12:00:00Z");
    let first = stage.run(async { list.start().expect("a loop").next().await });
    assert!(first.is_none());
    assert_eq!(
        stage.sent(),
        ["GET /stream?limit=3&before=2026-01-31T12:00:00Z"]
    );
}

#[test]
fn a_wait_does_not_look_for_a_url() {
    let stage = Stage::new(|_, _| ok(json!({ "default": { "status": "ready" } }))).bound();
    let wait = client(&stage).downloads().wait_until_ready("video");
    let ready = stage.run(async { wait.await }).expect("downloads");
    assert_eq!(ready.default.and_then(|mp4| mp4.url), None);
    assert_eq!(stage.sent().len(), 1);
}
