//! A video that is itself still being encoded: with `create` it is waited for first.

use super::Wait;
use super::wait::{mp4, progress, ready};
use crate::error::ErrorKind;
use crate::poll::Phase;
use crate::scripted::{Scene, Scripted, broken, fails, ms, ok, refusal, seconds};
use serde_json::{Value as Json, json};

/// A video of which so much is encoded.
fn encoding(percent: &str) -> Json {
    let status = json!({ "state": "inprogress", "pctComplete": percent });
    json!({ "uid": "vid", "readyToStream": false, "status": status })
}

fn encoded() -> Json {
    json!({ "uid": "vid", "readyToStream": true, "status": { "state": "ready" } })
}

fn nothing() -> Scripted {
    ok(json!({}))
}

#[test]
fn it_is_waited_for_and_its_downloads_are_created_then() {
    let scenes = [
        nothing(),
        refusal(400),
        ok(encoding("20.0")),
        ok(encoding("60.0")),
        ok(encoded()),
        nothing(),
        ok(mp4(progress(0))),
        ok(mp4(progress(50))),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    let nothing = json!({});
    let seen = [
        nothing.clone(),
        nothing,
        mp4(progress(0)),
        mp4(progress(50)),
        mp4(ready()),
    ];
    assert_eq!(wait.seen(), seen);
    assert_eq!(wait.caller.reported, seen);
    let asked = [
        "GET",
        "POST /default",
        "GET video",
        "GET video",
        "GET video",
    ];
    let then = ["GET", "POST /default", "GET", "GET"];
    assert_eq!(wait.asked(), [&asked[..], &then].concat());
    let progress = [
        (Phase::Encoding, 20.0),
        (Phase::Encoding, 60.0),
        (Phase::Creating, 0.0),
        (Phase::Creating, 50.0),
        (Phase::Ready, 100.0),
    ];
    assert_eq!(wait.caller.progress, progress);
    // The first second, and then half of what is left at the pace so far.
    assert_eq!(
        wait.stage.gaps()[2..6],
        [seconds(1), ms(500 * 2), ms(0), ms(0)]
    );
}

#[test]
fn what_changes_nothing_is_not_told_and_never_backwards() {
    let scenes = [
        nothing(),
        refusal(400),
        ok(encoding("20.0")),
        ok(encoding("20.0")),
        ok(encoding("10.0")),
        ok(encoding("30.0")),
        ok(encoded()),
        nothing(),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    wait.seen();
    let percents: Vec<_> = wait.caller.progress.iter().map(|told| told.1).collect();
    assert_eq!(percents, [20.0, 30.0, 100.0]);
}

#[test]
fn downloads_that_are_there_are_shown_meanwhile() {
    let audio = || json!({ "audio": ready() });
    let scenes = [
        ok(audio()),
        refusal(400),
        ok(encoding("20.0")),
        ok(encoded()),
        ok(audio()),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    let both = json!({ "audio": ready(), "default": ready() });
    assert_eq!(wait.seen(), [audio(), both]);
}

#[test]
fn one_that_is_encoded_by_then_is_tried_once_more() {
    let scenes = [
        nothing(),
        refusal(400),
        ok(encoded()),
        nothing(),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    assert_eq!(wait.seen(), [mp4(ready())]);
    assert_eq!(wait.stage.elapsed(), ms(0));
    // What is refused for another reason stays refused.
    let scenes = [
        nothing(),
        refusal(400),
        ok(encoded()),
        nothing(),
        refusal(400),
        ok(encoded()),
    ];
    let mut wait = Wait::answered(scenes).creating();
    let error = wait.error();
    assert_eq!(error.status, Some(400));
    assert!(error.message.ends_with("/downloads/default)"), "{error}");
    assert_eq!(wait.stage.elapsed(), ms(0));
    assert_eq!(wait.asked().len(), 6);
}

#[test]
fn what_one_place_knows_others_may_learn_10_s_later() {
    let refused = || [nothing(), refusal(400), ok(encoded()), ok(encoded())];
    let first = [nothing(), refusal(400), ok(encoding("99.0")), ok(encoded())];
    let scenes = [
        &first[..],
        &refused(),
        &refused(),
        &[nothing(), ok(mp4(ready()))],
    ]
    .concat();
    let mut wait = Wait::answered(scenes).creating();
    assert_eq!(wait.seen().last(), Some(&mp4(ready())));

    let mut turn = 0;
    let stage = crate::scripted::Stage::new(move |request, _| {
        turn += 1;
        let path = &request.endpoint.path;
        match (
            request.endpoint.method.as_str(),
            path.ends_with("/downloads"),
        ) {
            ("POST", _) => refusal(400),
            (_, true) => nothing(),
            _ if turn == 3 => ok(encoding("99.0")),
            _ => ok(encoded()),
        }
    });
    let mut wait = Wait::on(stage).creating();
    assert_eq!(wait.error().status, Some(400));
    let elapsed = wait.stage.elapsed();
    assert!(
        elapsed > seconds(10) && elapsed < seconds(25),
        "{elapsed:?}"
    );
}

#[test]
fn one_that_failed_ends_the_wait_with_cloudflares_reason() {
    let failed = |reason: &str| {
        let status = json!({ "state": "error", "errorReasonText": reason });
        ok(json!({ "readyToStream": false, "status": status }))
    };
    for (reason, message) in [
        (
            "No video in it",
            "The video could not be encoded: No video in it (GET /accounts/acc/stream/vid)",
        ),
        (
            "",
            "The video could not be encoded (GET /accounts/acc/stream/vid)",
        ),
        (
            crate::scripted::SECRET,
            "The video could not be encoded: *** (GET /accounts/acc/stream/vid)",
        ),
    ] {
        for before in [vec![], vec![ok(encoding("20.0"))]] {
            let mut scenes = vec![nothing(), refusal(400)];
            scenes.extend(before);
            scenes.push(failed(reason));
            let error = Wait::answered(scenes).creating().error();
            assert_eq!(error.kind, ErrorKind::DownloadFailed);
            assert_eq!(error.message, message);
        }
    }
}

#[test]
fn where_nothing_is_known_of_the_video_the_refusal_stands() {
    for unknown in [
        refusal(403),
        refusal(404),
        refusal(500),
        ok(json!("video")),
        ok(json!(null)),
    ] {
        let mut wait = Wait::answered([nothing(), refusal(400), unknown]).creating();
        let error = wait.error();
        assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(400)));
        assert_eq!(wait.asked(), ["GET", "POST /default", "GET video"]);
    }
    let scenes: [Scene; 3] = [nothing().into(), refusal(400).into(), fails(broken())];
    assert_eq!(Wait::answered(scenes).creating().error().status, Some(400));
}

#[test]
fn a_look_at_the_video_that_fails_later_ends_the_wait() {
    let scenes = [nothing(), refusal(400), ok(encoding("20.0")), refusal(404)];
    let mut wait = Wait::answered(scenes).creating();
    assert_eq!(wait.error().status, Some(404));
}

#[test]
fn it_is_not_waited_for_where_that_is_not_wanted() {
    let mut wait = Wait::answered([nothing(), refusal(400)]).creating();
    wait = wait.for_downloads_alone();
    assert_eq!(wait.error().status, Some(400));
    assert_eq!(wait.asked(), ["GET", "POST /default"]);
}

#[test]
fn max_wait_counts_from_the_beginning() {
    let scenes = [nothing(), refusal(400), ok(encoding("20.0"))];
    let mut wait = Wait::answered(scenes).creating();
    wait = wait.max_wait(Some(seconds(20)));
    let error = wait.error();
    assert_eq!(error.kind, ErrorKind::DownloadTimeout);
    assert_eq!(wait.stage.elapsed(), seconds(20));
}

#[test]
fn one_that_has_failed_is_made_anew_once_where_that_is_wanted() {
    let failed = || json!({ "percentComplete": 30, "status": "error" });
    let scenes = [
        ok(mp4(failed())),
        ok(json!("ok")),
        ok(mp4(progress(0))),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes.clone()).creating().retrying_failed();
    assert_eq!(wait.seen(), [mp4(progress(0)), mp4(ready())]);
    assert_eq!(
        wait.asked(),
        ["GET", "DELETE /default", "POST /default", "GET"]
    );
    // It fails again.
    let scenes = [&scenes[..3], &[ok(mp4(failed()))]].concat();
    let mut wait = Wait::answered(scenes).creating().retrying_failed();
    assert_eq!(wait.error().kind, ErrorKind::DownloadFailed);
}
