//! How long a wait may be, whatever it is in the middle of.

use super::{Wait, mp4, progress, ready};
use crate::attempt::Evidence;
use crate::error::ErrorKind;
use crate::scripted::{Scene, ms, ok, refusal, seconds, stalled};
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Waits until it is too late, and gives what was seen last.
#[track_caller]
fn late(wait: &mut Wait) -> Option<Json> {
    let failed = wait.failed();
    assert_eq!(failed.error.kind, ErrorKind::DownloadTimeout);
    let max_wait = wait.waiting.max_wait.expect("a limit");
    let message = format!("Not ready after {} ms (GET ", max_wait.as_millis());
    assert!(
        failed.error.message.starts_with(&message),
        "{}",
        failed.error
    );
    assert_eq!(wait.stage.elapsed(), max_wait);
    match failed.evidence {
        Evidence::Downloads(seen) => seen,
        _ => panic!("no downloads"),
    }
}

#[test]
fn after_max_wait_it_ends_in_a_pause_without_another_look() {
    let looks = [1, 2, 3, 4, 5].map(|percent| mp4(progress(percent)));
    for (max_wait, count) in [(10_000, 4), (9_001, 4), (8_999, 3), (2_500, 1)] {
        let mut wait = Wait::seeing(looks.clone())
            .every(seconds(3))
            .max_wait(Some(ms(max_wait)));
        assert_eq!(late(&mut wait), Some(looks[count - 1].clone()));
        assert_eq!(wait.asked().len(), count);
    }
}

#[test]
fn after_max_wait_it_ends_in_the_middle_of_anything() {
    let begun = || ok(mp4(progress(1)));
    let seen = || Some(mp4(progress(1)));
    for (scenes, expected) in [
        (vec![stalled()], None),
        (vec![begun().body_after(seconds(30)).into()], None),
        (vec![begun().into(), stalled()], seen()),
        (
            vec![
                begun().into(),
                refusal(429).with("retry-after", "50").into(),
            ],
            seen(),
        ),
        (
            vec![begun().with("ratelimit", "\"default\";r=0;t=50").into()],
            seen(),
        ),
        (vec![refusal(503).into()], None),
    ] {
        let mut wait = Wait::answered::<Scene>(scenes)
            .max_wait(Some(seconds(5)))
            .every(ms(10))
            .retrying(9);
        assert_eq!(late(&mut wait), expected);
    }
    let mut wait = Wait::answered([Scene::from(ok(json!({}))), stalled()])
        .creating()
        .max_wait(Some(seconds(5)));
    assert_eq!(late(&mut wait), Some(json!({})));
    let mut wait = Wait::seeing([mp4(progress(1))]).max_wait(Some(seconds(5)));
    wait.caller.report = Box::new(|_| (seconds(99), Ok(())));
    assert_eq!(late(&mut wait), seen());
}

#[test]
fn by_default_it_waits_for_15_minutes() {
    let mut wait = Wait::seeing([mp4(progress(1))]);
    late(&mut wait);
    assert_eq!(wait.stage.elapsed(), seconds(900));
    let looks = wait.asked().len();
    assert!(looks <= 4 * 15 + 10, "{looks}");
}

#[test]
fn without_max_wait_it_never_ends_by_itself() {
    for max_wait in [None, Some(Duration::MAX)] {
        let looks = (0..200)
            .map(|count| mp4(progress(count)))
            .chain([mp4(ready())]);
        let mut wait = Wait::seeing(looks).max_wait(max_wait).every(seconds(3600));
        wait.seen();
        assert_eq!(wait.stage.elapsed(), seconds(200 * 3600));
    }
}

#[test]
fn what_comes_just_in_time_is_in_time() {
    let scenes = [
        ok(mp4(progress(1))).after(ms(500)),
        ok(mp4(ready())).after(ms(500)),
    ];
    let mut wait = Wait::answered(scenes)
        .every(ms(500))
        .max_wait(Some(ms(1500)));
    assert_eq!(wait.seen().len(), 2);
}

#[test]
fn max_wait_goes_on_while_the_consumer_works() {
    for (work, count) in [(9_000, 2), (20_000, 1)] {
        let looks = [1, 2, 3].map(|percent| mp4(progress(percent)));
        let mut wait = Wait::seeing(looks)
            .every(seconds(1))
            .max_wait(Some(ms(10_500)));
        let stage = wait.stage.clone();
        let mut watch = wait.watch();
        let (seen, failed) = stage.run(async {
            let mut seen = 0;
            loop {
                match watch.next().await {
                    Some(Ok(_)) => seen += 1,
                    Some(Err(failed)) => return (seen, failed),
                    None => panic!("no failure"),
                }
                stage.pause(ms(work)).await;
            }
        });
        assert_eq!(failed.error.kind, ErrorKind::DownloadTimeout);
        assert_eq!((seen, stage.sent().len()), (count, count));
    }
}

#[test]
fn a_wait_that_begins_too_late_asks_nothing() {
    let mut wait = Wait::seeing([mp4(ready())]).max_wait(Some(seconds(5)));
    let stage = wait.stage.clone();
    let mut watch = wait.watch();
    stage.run(stage.pause(seconds(5)));
    let Some(Err(failed)) = stage.run(watch.next()) else {
        panic!("no failure");
    };
    assert_eq!(failed.error.kind, ErrorKind::DownloadTimeout);
    assert!(stage.is_idle() && stage.sent().is_empty());
}
