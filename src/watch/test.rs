//! What a wait sees, and when it looks. What it creates is in [`creation`], how it ends other than
//! well in [`endings`] and
//! [`max_wait`], and orders of events that nobody thought of in [`property`].

mod creation;
mod encoding;
mod endings;
mod max_wait;
mod pauses;
mod property;
mod wait;

use crate::download::DownloadType::{Audio, Default};
use crate::scripted::{broken, fails, ok, refusal};
use serde_json::json;
use std::time::Duration;
use wait::{Wait, both, mp4, progress, ready};

#[test]
fn downloads_that_are_ready_are_there_at_once() {
    let mut wait = Wait::seeing([mp4(ready())]);
    assert_eq!(wait.seen(), [mp4(ready())]);
    assert_eq!(
        (wait.asked(), wait.stage.elapsed()),
        (vec!["GET".to_owned()], Duration::ZERO)
    );
}

#[test]
fn the_last_look_is_given_as_it_came() {
    let last = json!({
        "more": { "status": "new", "since": [1] },
        "default": { "note": null, "status": "READY", "url": "x", "percentComplete": "99.5" },
        "audio": { "status": "paused", "percentComplete": 3 },
    });
    let mut wait = Wait::seeing([mp4(progress(1)), last.clone()]);
    assert_eq!(wait.seen(), [mp4(progress(1)), last]);
}

#[test]
fn it_waits_for_the_types_that_are_asked_for_and_for_no_other() {
    let looks = [
        both(progress(0), progress(0)),
        both(ready(), progress(50)),
        both(ready(), progress(60)),
        both(ready(), ready()),
    ];
    for (types, count) in [
        (&[Default][..], 4),
        (&[Audio], 2),
        (&[Audio, Default], 4),
        (&[Default, Audio], 4),
    ] {
        let mut wait = Wait::seeing(looks.clone()).types(types);
        assert_eq!(wait.seen(), looks[..count]);
        assert_eq!(wait.asked().len(), count);
    }
}

#[test]
fn what_becomes_of_other_types_is_not_its_business() {
    let failed = json!({ "status": "error" });
    let looks = [
        both(failed, progress(1)),
        both(progress(0), progress(2)),
        mp4(ready()),
    ];
    assert_eq!(Wait::seeing(looks.clone()).seen(), looks);
}

#[test]
fn a_status_that_nobody_knows_is_waited_through() {
    let looks = ["queued", "", "ready "]
        .map(|status| mp4(json!({ "percentComplete": 100, "status": status })));
    let mut wait = Wait::seeing([&looks[..], &[mp4(json!({})), mp4(ready())]].concat());
    assert_eq!(wait.seen().last(), Some(&mp4(ready())));
    assert_eq!(wait.asked().len(), 5);
}

#[test]
fn percentages_that_are_texts_are_read() {
    let looks = ["10", "30.5", "20", "x", "40"].map(|text| mp4(progress(text)));
    let seen = Wait::seeing([&looks[..], &[mp4(ready())]].concat()).seen();
    assert_eq!(
        seen,
        [
            looks[0].clone(),
            looks[1].clone(),
            looks[4].clone(),
            mp4(ready())
        ]
    );
}

#[test]
fn every_change_is_given_and_nothing_twice() {
    let steps = [
        mp4(progress(10)),
        mp4(json!({ "percentComplete": 10, "note": 1 })),
        both(progress(0), json!({ "percentComplete": 10, "note": 1 })),
        both(
            progress(0),
            json!({ "percentComplete": 10, "status": "stopped" }),
        ),
        mp4(ready()),
    ];
    let looks = steps.iter().flat_map(|step| [step.clone(), step.clone()]);
    let mut wait = Wait::seeing(looks);
    assert_eq!(wait.seen(), steps);
    assert_eq!(wait.caller.reported, steps);
    assert_eq!(wait.asked().len(), 9);
}

#[test]
fn progress_is_never_seen_backwards() {
    let looks =
        [10.0, 30.0, 20.0, 30.0, 29.9, 40.0, 0.0, 41.0].map(|percent| mp4(progress(percent)));
    let seen = Wait::seeing([&looks[..], &[mp4(ready())]].concat()).seen();
    let percents = seen
        .iter()
        .map(|seen| seen["default"]["percentComplete"].as_f64());
    assert_eq!(
        percents.flatten().collect::<Vec<_>>(),
        [10.0, 30.0, 40.0, 41.0, 100.0]
    );
}

#[test]
fn nor_is_a_type_that_was_ready() {
    let looks = [
        both(ready(), progress(50)),
        both(progress(90), progress(60)),
        both(progress(100), progress(70)),
        both(ready(), progress(80)),
        both(ready(), ready()),
    ];
    let seen = Wait::seeing(looks.clone()).types(&[Audio, Default]).seen();
    assert_eq!(seen, [looks[0].clone(), looks[3].clone(), looks[4].clone()]);
}

#[test]
fn an_empty_list_is_no_downloads() {
    for result in [json!([]), json!(null)] {
        let error = Wait::seeing([result]).error();
        assert!(
            error.message.starts_with("default: has not been created"),
            "{error}"
        );
    }
}

#[test]
fn a_report_is_waited_for_before_the_next_look() {
    let mut wait = Wait::seeing([mp4(progress(1)), mp4(progress(2)), mp4(ready())]);
    wait.caller.report = Box::new(|_| (Duration::from_secs(30), Ok(())));
    wait = wait.every(Duration::from_secs(5));
    assert_eq!(wait.seen().len(), 3);
    assert_eq!(wait.stage.gaps(), [Duration::from_secs(35); 2]);
    assert_eq!(wait.stage.elapsed(), Duration::from_secs(100));
}

#[test]
fn between_two_changes_nothing_runs() {
    let mut wait = Wait::seeing([mp4(progress(1)), mp4(ready())]).every(Duration::ZERO);
    let stage = wait.stage.clone();
    let mut watch = wait.watch();
    assert!(stage.is_idle() && stage.sent().is_empty());
    assert!(matches!(stage.run(watch.next()), Some(Ok(seen)) if seen == mp4(progress(1))));
    assert!(stage.is_idle());
    assert_eq!(stage.sent().len(), 1);
    assert!(matches!(stage.run(watch.next()), Some(Ok(seen)) if seen == mp4(ready())));
    assert!(stage.run(watch.next()).is_none());
}

#[test]
fn a_look_that_may_be_repeated_is_and_the_wait_goes_on() {
    let scenes = [
        refusal(503).into(),
        ok(mp4(progress(1))).into(),
        fails(broken()),
        fails(broken()),
        ok(mp4(ready())).into(),
    ];
    let mut wait = Wait::answered(scenes.clone()).retrying(2);
    assert_eq!(wait.seen(), [mp4(progress(1)), mp4(ready())]);
    assert_eq!(wait.asked().len(), 5);
    let mut wait = Wait::answered(scenes).retrying(0);
    assert_eq!(wait.error().status, Some(503));
}
