//! What goes in and what comes out. How it keeps to the rate limit is in [`pacing`] and
//! [`pauses`], how it ends
//! before its time in [`endings`], and orders of events that nobody thought of in [`property`].

mod endings;
mod ensure;
mod names;
mod pacing;
mod pauses;
mod places;
mod property;

use super::Many;
use crate::error::ErrorKind;
use crate::scripted::{
    Scene, Stage, broken, content, fails, ms, ok, refusal, retrying, seconds, stalled, within,
};
use names::{asked, library, many, names, result, run, sorted, source, video};
use serde_json::json;
use std::rc::Rc;

#[test]
fn each_video_comes_with_what_a_call_for_it_gives() {
    let stage = library(ms(100));
    let all = run(&stage, many(&stage, &names(20), retrying(2), 6));
    all.assert_all(&names(20));
    assert_eq!(sorted(asked(&stage)), sorted(names(20)));
}

#[test]
fn no_identifiers_give_nothing_and_no_request() {
    let stage = library(ms(100));
    assert!(
        run(&stage, many(&stage, &[], retrying(2), 6))
            .found
            .is_empty()
    );
    assert!(stage.sent().is_empty());
}

#[test]
fn what_is_there_twice_is_asked_for_twice() {
    let stage = library(ms(100));
    let input = ["a", "b", "a"].map(ToOwned::to_owned);
    run(&stage, many(&stage, &input, retrying(2), 6)).assert_all(&input);
    assert_eq!(sorted(asked(&stage)), ["a", "a", "b"]);
}

#[test]
fn nothing_happens_before_the_first_is_wanted() {
    let stage = library(ms(100));
    let source = source(&stage, &names(6));
    let read = Rc::clone(&source.read);
    let many = Many::new(stage.clone(), retrying(2), source, 6, None);
    assert_eq!((read.get(), stage.sent().len()), (0, 0));
    drop(many);
}

#[test]
fn what_is_answered_first_comes_first() {
    let stage = Stage::new(|request, _| {
        let delay = match video(request) {
            "video3" => 10,
            "video1" => 20,
            _ => 30,
        };
        ok(result(video(request))).after(ms(delay))
    });
    let found = run(&stage, many(&stage, &names(4), retrying(2), 4)).names();
    assert_eq!(found[..2], ["video3", "video1"]);
    assert_eq!(sorted(found), names(4));
}

#[test]
fn as_many_are_asked_for_at_once_as_wanted_and_never_more() {
    for concurrency in [1, 2, 6, 40, 100_000] {
        let stage = Stage::new(|request, now| {
            let odd = u64::from(now.subsec_millis()) * 7 % 5;
            ok(result(video(request)))
                .body_after(ms(odd * 10))
                .after(ms(50 + odd))
        });
        run(&stage, many(&stage, &names(60), retrying(2), concurrency)).assert_all(&names(60));
        assert_eq!(stage.most(), concurrency.min(60));
    }
}

#[test]
fn another_is_asked_for_when_one_has_come() {
    let stage = library(ms(100));
    run(&stage, many(&stage, &names(6), retrying(2), 2));
    assert_eq!(stage.times(), [0, 0, 100, 100, 200, 200].map(ms));
}

#[test]
fn the_input_is_read_only_as_fast_as_results_are_taken() {
    let stage = library(ms(10));
    let source = source(&stage, &names(40));
    let read = Rc::clone(&source.read);
    let mut many = Many::new(stage.clone(), retrying(2), source, 5, None);
    stage.run(async {
        for taken in 1..=40 {
            assert!(many.next().await.is_some_and(|next| next.is_ok()));
            assert!(
                read.get() <= taken + 4 && stage.sent().len() <= taken + 4,
                "{}",
                read.get()
            );
            stage.pause(ms(taken as u64 % 3 * 20)).await;
        }
        assert!(many.next().await.is_none());
    });
    assert_eq!(read.get(), 41);
}

#[test]
fn an_input_that_is_slow_holds_up_nothing_else() {
    let stage = library(ms(250));
    let mut source = source(&stage, &names(4));
    source.pause = ms(100);
    let all = run(
        &stage,
        Many::new(stage.clone(), retrying(2), source, 6, None),
    );
    all.assert_all(&names(4));
    assert_eq!(stage.times(), [100, 200, 300, 400].map(ms));
    assert_eq!(stage.elapsed(), ms(650));
}

#[test]
fn one_that_fails_does_not_end_it() {
    let page = || content(200, crate::envelope::Content::Text("<html>".to_owned()));
    let cases: [(Scene, ErrorKind, Option<u16>); 8] = [
        (refusal(404).into(), ErrorKind::Status, Some(404)),
        (refusal(500).into(), ErrorKind::Status, Some(500)),
        (refusal(400).into(), ErrorKind::Status, Some(400)),
        (refusal(302).into(), ErrorKind::Status, Some(302)),
        (page().into(), ErrorKind::InvalidResponse, Some(200)),
        (ok(json!([1])).into(), ErrorKind::InvalidResponse, Some(200)),
        (fails(broken()), ErrorKind::Connection, None),
        (stalled(), ErrorKind::Timeout, None),
    ];
    for (scene, kind, status) in cases {
        let stage = Stage::new(move |request, _| match video(request) {
            "video1" => scene.clone(),
            video => ok(result(video)).after(ms(50)),
        });
        let all = run(&stage, many(&stage, &names(9), within(seconds(5)), 3));
        assert_eq!(all.failure, None);
        assert_eq!(sorted(all.names()), names(9));
        for (name, found) in all.found {
            match found {
                Ok(downloads) => assert_eq!(downloads, result(&name)),
                Err(error) => {
                    assert_eq!(
                        (name.as_str(), error.kind, error.status),
                        ("video1", kind, status)
                    );
                }
            }
        }
    }
}

#[test]
fn an_element_that_is_no_identifier_comes_back_with_an_error() {
    let stage = library(ms(10));
    let bad = ["", ".", "..", &"a".repeat(33)].map(ToOwned::to_owned);
    let input = [&bad[..], &names(3)].concat();
    let all = run(&stage, many(&stage, &input, retrying(2), 6));
    assert_eq!(all.failure, None);
    assert_eq!(all.found.len(), 7);
    for (name, found) in all.found {
        match found {
            Ok(_) => assert!(!bad.contains(&name)),
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::InvalidInput);
                assert!(
                    bad.contains(&name) && error.message.starts_with("identifier: "),
                    "{error}"
                );
            }
        }
    }
    assert_eq!(sorted(asked(&stage)), names(3));
}

#[test]
fn a_request_that_may_be_repeated_is() {
    let mut turn = 0;
    let stage = Stage::new(move |request, _| {
        turn += 1;
        if turn <= 2 {
            refusal(503).with("retry-after-ms", "1")
        } else {
            ok(result(video(request)))
        }
    });
    run(&stage, many(&stage, &names(3), retrying(2), 2)).assert_all(&names(3));
    assert_eq!(asked(&stage).len(), 5);
}
