//! What a call resolves to and what it notes. Its retries are in [`retries`], its time is in
//! [`time`], what is left of one that ends early in [`dropped`], redirects are in [`redirects`], and orders of events that nobody thought of in
//! [`property`].

mod dropped;
mod property;
mod redirects;
mod retries;
mod time;

use super::{call, receive, send};
use crate::attempt::Evidence;
use crate::envelope::{Content, Reply};
use crate::error::{Error, ErrorKind};
use crate::host::Response;
use crate::options::RequestOptions;
use crate::rate_limit::RateLimit;
use crate::request::Request;
use crate::scripted::{
    PATH, SECRET, Stage, assert_readable, broken, content, fails, list, ms, ok, refusal, retrying,
    seconds, status,
};
use serde_json::{Value as Json, json};

/// Makes a call, and gives what it resolves to or its error. Nothing may be left under way.
fn get_by(stage: &Stage, request: &Request, options: &RequestOptions) -> Result<Json, Box<Error>> {
    let ended = stage.run(call(stage, request, options));
    let ended = match ended {
        Ok(Reply::Downloads(downloads)) => Ok(downloads),
        Ok(reply) => panic!("{reply:?}"),
        Err(failed) => {
            assert_readable(&failed.error);
            Err(failed.error)
        }
    };
    assert!(stage.is_idle());
    ended
}

fn get(stage: &Stage, options: &RequestOptions) -> Result<Json, Box<Error>> {
    get_by(stage, &list(), options)
}

fn ready() -> Json {
    json!({ "default": { "status": "ready", "url": "https://x.example/a.mp4" } })
}

#[test]
fn a_call_resolves_to_the_result() {
    let stage = Stage::answering([ok(ready()).body_after(ms(20)).after(ms(50))]);
    assert_eq!(get(&stage, &retrying(2)), Ok(ready()));
    assert_eq!(stage.sent(), [["GET ", PATH].concat()]);
    assert_eq!(stage.elapsed(), ms(70));
    assert_eq!(stage.attempts(), [(Ok(200), None)]);
}

#[test]
fn an_error_names_the_request_and_holds_what_the_answer_told() {
    let body = json!({ "errors": [{ "code": 10003, "message": "Not Found" }] });
    let answer = status(404, body.clone()).with("cf-ray", "8f00d-AMS");
    let stage = Stage::answering([answer]);
    let Err(failed) = stage.run(call(&stage, &list(), &retrying(2))) else {
        panic!("no error");
    };
    let message = ["404 Not Found [code 10003] (GET ", PATH, ")"].concat();
    assert_eq!(failed.error.message, message);
    assert_eq!(failed.error.kind, ErrorKind::Status);
    assert_eq!(failed.error.ray.as_deref(), Some("8f00d-AMS"));
    let Evidence::Answer(response, kept) = failed.evidence else {
        panic!("no answer");
    };
    assert_eq!((response.status(), kept), (404, Some(body)));
}

#[test]
fn an_answer_that_cannot_be_used_is_kept_too() {
    let stage = Stage::answering([ok(json!({ "default": { "url": 1 } }))]);
    let Err(failed) = stage.run(call(&stage, &list(), &retrying(2))) else {
        panic!("no error");
    };
    let message = "200 result.default.url: expected a string, got a number (GET ";
    assert!(
        failed.error.message.starts_with(message),
        "{}",
        failed.error
    );
    assert_eq!(failed.error.kind, ErrorKind::InvalidResponse);
    assert!(matches!(failed.evidence, Evidence::Answer(_, Some(_))));
}

#[test]
fn a_page_is_told_by_its_type() {
    let page = content(200, Content::Text("<p>Hello".to_owned())).with("content-type", "text/html");
    let error = get(&Stage::answering([page]), &retrying(2)).expect_err("an error");
    assert!(
        error.message.starts_with("200 text/html: \"Hello\" (GET "),
        "{error}"
    );
}

#[test]
fn the_ray_shows_no_credential() {
    let stage = Stage::answering([refusal(404).with("cf-ray", SECRET)]);
    let error = get(&stage, &retrying(0)).expect_err("an error");
    assert_eq!(error.ray.as_deref(), Some("***"));
}

#[test]
fn a_path_that_repeats_the_credential_does_not_show_it() {
    let mut request = list();
    request.endpoint.path = ["/zones?token=", SECRET].concat();
    for stage in [
        Stage::answering([refusal(404)]),
        Stage::answering([status(200, json!([]))]),
    ] {
        let error = get_by(&stage, &request, &retrying(0)).expect_err("an error");
        assert!(error.message.contains("(GET /zones?token=***)"), "{error}");
    }
    let stage = Stage::answering([fails(broken())]);
    let error = get_by(&stage, &request, &retrying(0)).expect_err("an error");
    assert!(error.message.contains("(GET /zones?token=***)"), "{error}");
}

#[test]
fn a_failing_status_is_not_lost_with_its_body() {
    let stage = Stage::answering([refusal(403).without_body(broken())]);
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(403)));
    assert!(
        error.message.starts_with("403 with an empty body (GET "),
        "{error}"
    );
}

#[test]
fn a_body_that_breaks_off_is_a_connection_error_and_not_retried() {
    let stage = Stage::answering([ok(ready()).without_body(broken())]);
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!((error.kind, error.status), (ErrorKind::Connection, None));
    assert!(
        error
            .message
            .starts_with("Connection error: fetch failed: reset"),
        "{error}"
    );
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn the_head_of_an_answer_is_there_before_its_body() {
    let stage = Stage::answering([ok(ready()).body_after(seconds(5))]);
    let options = retrying(0);
    let accepted = stage.run(send(&stage, &list(), &options));
    let Ok(accepted) = accepted else {
        panic!("no answer");
    };
    assert_eq!((accepted.response.status(), stage.elapsed()), (200, ms(0)));
    assert!(!stage.is_idle());
    let received = stage.run(receive::<Stage>(&list(), &options, accepted));
    let Ok(reply) = received else {
        panic!("no reply");
    };
    assert_eq!(reply, Reply::Downloads(ready()));
    assert_eq!(stage.elapsed(), seconds(5));
    assert!(stage.is_idle());
}

#[test]
fn an_answer_that_nobody_reads_is_given_up() {
    let stage = Stage::answering([ok(ready()).body_after(seconds(5))]);
    drop(stage.run(send(&stage, &list(), &retrying(0))));
    assert!(stage.is_idle());
}

#[test]
fn every_answer_is_observed_for_the_rate_limit() {
    let limit = "\"default\";r=50;t=30";
    for answer in [
        ok(json!({})),
        refusal(404),
        refusal(302),
        refusal(503),
        status(200, json!("x")),
    ] {
        let answer = answer
            .with("ratelimit", limit)
            .with("ratelimit-policy", "\"default\";q=100");
        let stage = Stage::answering([answer]);
        let _ = get(&stage, &retrying(0));
        let expected = RateLimit::parse(limit, "\"default\";q=100");
        assert!(expected.is_some());
        assert_eq!(stage.limit(), expected);
    }
    let retried = refusal(503)
        .with("ratelimit", limit)
        .with("retry-after", "0");
    let stage = Stage::answering([retried, ok(json!({})).with("ratelimit", "garbage")]);
    assert!(get(&stage, &retrying(1)).is_ok());
    assert_eq!(stage.limit(), RateLimit::parse(limit, ""));
}

#[test]
fn each_attempt_is_noted_with_its_outcome_and_what_follows() {
    let scenes = [
        fails(broken()),
        refusal(503).with("retry-after", "7").into(),
        ok(json!({})).into(),
    ];
    let stage = Stage::answering(scenes).with_chance(|| 0.0);
    assert!(get(&stage, &retrying(2)).is_ok());
    let broken = ["Connection error: fetch failed: reset (GET ", PATH, ")"].concat();
    let expected = [
        (Err(broken), Some(ms(500))),
        (Ok(503), Some(seconds(7))),
        (Ok(200), None),
    ];
    assert_eq!(stage.attempts(), expected);
}
