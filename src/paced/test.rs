use super::Paced;
use crate::attempt::{Evidence, Failed};
use crate::request::Request;
use crate::scripted::{Stage, list, ok, refusal, retrying};
use serde_json::json;

fn paced(stage: &Stage) -> Paced<Stage> {
    Paced::new(stage.clone(), retrying(5))
}

#[test]
fn a_request_of_a_loop_is_made_anew_when_its_turn_comes() {
    // Its clock stands still.
    let other = Stage::answering([refusal(503).with("retry-after", "0")]);
    let host = other.clone();
    let renewed = move |request: &Request| {
        let mut request = request.clone();
        request.endpoint.path = "/renewed".to_owned();
        Ok(Some((host.clone(), request, retrying(1))))
    };
    let stage = Stage::answering([ok(json!({}))]).renewing(renewed);
    let ended = stage.run(async { paced(&stage).call(&list()).await.err() });
    assert!(stage.sent().is_empty());
    let failed = ended.expect("a failure");
    assert!(
        failed.error.message.ends_with(" (GET /renewed)"),
        "{}",
        failed.error
    );
    assert_eq!(other.sent(), ["GET /renewed", "GET /renewed"]);
}

#[test]
fn a_client_that_cannot_be_used_any_more_ends_a_loop() {
    let stage = Stage::answering([ok(json!({}))]).renewing(|_| Err(Failed::thrown(json!("mine"))));
    let ended = stage.run(async { paced(&stage).call(&list()).await });
    let evidence = ended.expect_err("a failure").evidence;
    assert!(matches!(evidence, Evidence::Thrown(thrown) if thrown == "mine"));
    assert!(stage.is_idle() && stage.sent().is_empty());
}

#[test]
fn a_loop_that_is_patient_outlasts_refusals_for_the_rate_limit() {
    let refused = || refusal(429).with("retry-after", "61");
    let scenes = [refused(), refused(), ok(json!({}))];
    let stage = Stage::answering(scenes.clone());
    let ended = stage.run(async { paced(&stage).patient().call(&list()).await });
    assert!(ended.is_ok());
    assert_eq!(stage.sent().len(), 3);
    let stage = Stage::answering(scenes);
    let ended = stage.run(async { paced(&stage).call(&list()).await });
    assert_eq!(ended.expect_err("a failure").error.status, Some(429));
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn and_gives_up_in_the_end() {
    let stage = Stage::answering([refusal(429).with("retry-after", "61")]);
    let ended = stage.run(async { paced(&stage).patient().call(&list()).await });
    assert_eq!(ended.expect_err("a failure").error.status, Some(429));
    assert!(stage.sent().len() > 2 && stage.is_idle());
}
