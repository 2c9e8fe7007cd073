//! The places of videos that are being encoded, of which a loop has so many.

use super::names::{Names, asked, names, run, source, video};
use crate::error::ErrorKind;
use crate::many::Many;
use crate::options::EnsureOptions;
use crate::scripted::{Stage, ok, refusal, retrying, seconds};
use serde_json::json;
use std::time::Duration;

fn ensure(stage: &Stage, count: usize) -> Many<Stage, Names> {
    let options = EnsureOptions {
        max_encoding: 1,
        ..EnsureOptions::default()
    };
    let source = source(stage, &names(count));
    Many::new(stage.clone(), retrying(0), source, 1, Some(options))
}

fn begun() -> serde_json::Value {
    json!({ "default": { "status": "inprogress" } })
}

#[test]
fn a_creation_that_may_have_worked_all_the_same_keeps_its_place() {
    let mut looks = 0;
    let stage = Stage::new(move |request, _| {
        let is_first = video(request) == "video0";
        match request.endpoint.method.as_str() {
            "POST" if is_first => refusal(503),
            "POST" => ok(begun()),
            _ if is_first => {
                looks += 1;
                match looks {
                    1 => ok(json!({})),
                    2 | 3 => ok(begun()),
                    _ => ok(json!({ "default": { "status": "ready", "url": "x" } })),
                }
            }
            _ => ok(json!({})),
        }
    });
    let all = run(&stage, ensure(&stage, 2));
    assert_eq!((all.failure, all.found.len()), (None, 2));
    let first = ["video0", "video0", "video1"];
    let later = ["video0", "video0", "video0", "video1"];
    assert_eq!(asked(&stage), [&first[..], &later[..]].concat());
}

#[test]
fn a_creation_that_is_refused_for_good_leaves_its_place_to_others() {
    let stage = Stage::new(
        |request, _| match (video(request), request.endpoint.method.as_str()) {
            (_, "GET") => ok(json!({})),
            ("video0", _) => refusal(422),
            _ => ok(begun()),
        },
    );
    run(&stage, ensure(&stage, 2));
    assert_eq!(asked(&stage), ["video0", "video0", "video1", "video1"]);
    assert_eq!(stage.elapsed(), Duration::ZERO);
}

#[test]
fn one_that_is_found_in_progress_needs_no_place() {
    let stage = Stage::new(
        |request, _| match (video(request), request.endpoint.method.as_str()) {
            ("video0", "GET") => ok(json!({})),
            _ => ok(begun()),
        },
    );
    let all = run(&stage, ensure(&stage, 3));
    assert_eq!((all.failure, all.found.len()), (None, 3));
    assert_eq!(asked(&stage), ["video0", "video0", "video1", "video2"]);
    assert_eq!(stage.elapsed(), Duration::ZERO);
}

#[test]
fn while_it_waits_for_a_place_the_runtime_may_give_it_up() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "GET" if video(request) == "video1" => ok(json!({})),
        "GET" => ok(json!({})),
        _ => ok(begun()),
    })
    .abandoned_after(seconds(1) / 2);
    let all = run(&stage, ensure(&stage, 2));
    let failure = all.failure.expect("a failure");
    assert_eq!(failure.kind, ErrorKind::Abandoned);
    assert_eq!(stage.elapsed(), seconds(1) / 2);
    assert!(stage.is_idle());
}
