//! Downloads that are not there when a wait begins: with `create` it makes them, without it ends.

use super::{Audio, Default, Wait, both, mp4, progress, ready};
use crate::error::ErrorKind;
use crate::scripted::{Scripted, ms, ok, refusal, seconds, status};
use serde_json::{Value as Json, json};

const BOTH: [crate::download::DownloadType; 2] = [Default, Audio];

#[test]
fn a_type_that_nobody_created_is_an_error_at_once() {
    for (looks, types, name) in [
        (vec![json!({})], &[Default][..], "default"),
        (vec![json!({ "audio": ready() })], &[Default], "default"),
        (vec![mp4(progress(1))], &BOTH, "audio"),
        (vec![mp4(Json::Null)], &[Default], "default"),
        // One that is deleted meanwhile.
        (vec![mp4(progress(1)), json!({})], &[Default], "default"),
    ] {
        let mut wait = Wait::seeing(looks.clone()).types(types);
        let error = wait.error();
        assert_eq!(error.kind, ErrorKind::NotCreated);
        let message = [
            name,
            ": has not been created, and the option create is not true (GET ",
        ]
        .concat();
        assert!(error.message.starts_with(&message), "{error}");
        assert_eq!(wait.asked().len(), looks.len());
    }
}

#[test]
fn so_is_a_video_that_is_not_found() {
    let mut wait = Wait::answered([refusal(404)]);
    assert_eq!(wait.error().status, Some(404));
    assert_eq!(wait.asked(), ["GET"]);
}

#[test]
fn it_creates_what_is_missing_once() {
    let begun = both(progress(0), progress(0));
    let done = both(ready(), ready());
    for (first, types, posts) in [
        (ok(json!({})), &[Default][..], &["POST /default"][..]),
        (ok(json!({})), &[Audio], &["POST /audio"]),
        (ok(json!({})), &BOTH, &["POST /default", "POST /audio"]),
        (ok(mp4(ready())), &BOTH, &["POST /audio"]),
        (ok(begun.clone()), &BOTH, &[]),
        (refusal(404), &BOTH, &["POST /default", "POST /audio"]),
    ] {
        let mut scenes = vec![first];
        scenes.extend(posts.iter().map(|_| ok(begun.clone())));
        scenes.extend([ok(begun.clone()), ok(done.clone())]);
        let mut wait = Wait::answered(scenes).types(types).creating();
        assert_eq!(wait.seen().last(), Some(&done));
        assert_eq!(wait.asked(), [&["GET"], posts, &["GET", "GET"]].concat());
    }
}

#[test]
fn one_after_another() {
    let scenes = [
        json!({}),
        mp4(progress(0)),
        json!({ "audio": progress(0) }),
        both(ready(), ready()),
    ];
    let scenes = scenes.map(|result| ok(result).after(seconds(5)));
    let mut wait = Wait::answered(scenes).types(&BOTH).creating();
    wait.seen();
    assert_eq!(wait.stage.most(), 1);
    assert_eq!(wait.stage.gaps(), [seconds(5), seconds(5), seconds(6)]);
}

#[test]
fn what_the_creation_answers_is_seen_and_a_look_follows_in_1_s() {
    let looks = [json!({}), mp4(progress(2)), mp4(progress(3)), mp4(ready())];
    let mut wait = Wait::seeing(looks.clone()).creating();
    assert_eq!(wait.seen(), looks[1..]);
    assert_eq!(wait.stage.gaps()[1], seconds(1));
}

#[test]
fn what_the_creation_answers_is_newer_than_the_list() {
    let list = json!({ "audio": progress(10), "more": {} });
    let created = both(progress(20), progress(0));
    let mut wait = Wait::seeing([list, created, both(ready(), ready())])
        .types(&BOTH)
        .creating();
    let expected = json!({ "audio": progress(20), "more": {}, "default": progress(0) });
    assert_eq!(wait.seen()[0], expected);
}

#[test]
fn a_flat_answer_is_one_of_its_type() {
    let mut wait = Wait::seeing([json!({}), progress(2), mp4(ready())]).creating();
    assert_eq!(wait.seen(), [mp4(progress(2)), mp4(ready())]);
    let mut wait = Wait::seeing([mp4(ready()), progress(2), both(ready(), ready())])
        .types(&BOTH)
        .creating();
    assert_eq!(
        wait.seen(),
        [both(progress(2), ready()), both(ready(), ready())]
    );
}

#[test]
fn nothing_is_seen_before_all_of_it_is_created() {
    for first in [json!({}), json!({ "audio": ready() }), mp4(progress(5))] {
        let mut wait = Wait::answered([ok(first), refusal(400)])
            .types(&BOTH)
            .for_downloads_alone()
            .creating();
        let (seen, failed) = wait.run();
        assert_eq!(failed.map(|failed| failed.error.status), Some(Some(400)));
        assert!(seen.is_empty() && wait.caller.reported.is_empty());
        assert_eq!(wait.asked().len(), 2);
    }
}

#[test]
fn what_somebody_else_has_created_is_as_good() {
    let scenes = [
        ok(json!({})),
        refusal(409),
        ok(mp4(progress(0))),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(scenes).creating();
    assert_eq!(wait.seen(), [mp4(progress(0)), mp4(ready())]);
    assert_eq!(wait.asked(), ["GET", "POST /default", "GET", "GET"]);
    // It says that there is one already, and would again.
    let scenes = [ok(json!({})), refusal(409), ok(mp4(ready()))];
    let mut wait = Wait::answered(scenes).creating().retrying(1);
    assert_eq!(wait.seen(), [mp4(ready())]);
    assert_eq!(wait.asked(), ["GET", "POST /default", "GET"]);
    let scenes = [
        ok(json!({})),
        refusal(409),
        ok(json!({ "audio": progress(0) })),
        ok(both(ready(), ready())),
    ];
    let mut wait = Wait::answered(scenes).types(&BOTH).creating();
    wait.seen();
    assert_eq!(wait.asked(), ["GET", "POST /default", "POST /audio", "GET"]);
}

#[test]
fn a_list_that_lags_behind_is_no_end() {
    let lists = [
        json!({}),
        mp4(progress(0)),
        json!({}),
        json!({}),
        json!({}),
        mp4(progress(1)),
        mp4(ready()),
    ];
    let mut wait = Wait::seeing(lists.clone()).creating();
    assert_eq!(
        wait.seen(),
        [lists[1].clone(), lists[5].clone(), lists[6].clone()]
    );
    let lists = [
        refusal(404),
        ok(mp4(progress(0))),
        refusal(404),
        refusal(404),
        ok(mp4(ready())),
    ];
    let mut wait = Wait::answered(lists).creating();
    assert_eq!(wait.seen(), [mp4(progress(0)), mp4(ready())]);
}

#[test]
fn what_is_created_and_never_listed_is_an_error_after_10_s() {
    for (missing, interval) in [
        (ok(json!({})), None),
        (refusal(404), None),
        (refusal(404), Some(ms(2500))),
    ] {
        let scenes = [missing.clone(), ok(mp4(progress(0))), missing];
        let mut wait = Wait::answered(scenes).creating();
        if let Some(interval) = interval {
            wait = wait.every(interval);
        }
        let error = wait.error();
        assert_eq!(error.kind, ErrorKind::NotCreated);
        assert!(
            error
                .message
                .starts_with("default: was created, and is not there (GET "),
            "{error}"
        );
        let elapsed = wait.stage.elapsed();
        assert!(
            elapsed >= seconds(10) && elapsed <= ms(16_500),
            "{elapsed:?}"
        );
        assert!(interval.is_none() || elapsed == seconds(10));
        assert_eq!(
            wait.asked().iter().filter(|asked| *asked != "GET").count(),
            1
        );
    }
}

#[test]
fn a_creation_that_fails_ends_the_wait() {
    let unusable = status(200, json!({ "success": false }));
    for (refused, code) in [
        (refusal(400), 400),
        (refusal(401), 401),
        (refusal(403), 403),
        (refusal(404), 404),
        (refusal(500), 500),
        (refusal(429).with("retry-after", "61"), 429),
        (unusable, 200),
    ] {
        let first = || ok(json!({}));
        let mut wait = Wait::answered([first(), refused.clone()])
            .types(&BOTH)
            .for_downloads_alone()
            .creating();
        assert_eq!(wait.error().status, Some(code));
        assert_eq!(wait.asked(), ["GET", "POST /default"]);
        assert_eq!(wait.stage.elapsed(), ms(0));
        let scenes = [first(), ok(mp4(progress(0))), refused];
        let mut wait = Wait::answered(scenes)
            .types(&BOTH)
            .for_downloads_alone()
            .creating();
        assert_eq!(wait.error().status, Some(code));
        assert_eq!(wait.asked(), ["GET", "POST /default", "POST /audio"]);
    }
}

#[test]
fn a_look_that_fails_creates_nothing() {
    for code in [400, 401, 403, 409, 500] {
        let mut wait = Wait::answered([refusal(code)]).creating();
        assert_eq!(wait.error().status, Some(code));
        assert_eq!(wait.asked(), ["GET"]);
    }
}

#[test]
fn a_creation_that_is_retried_is_one() {
    let busy = refusal(503).with("retry-after-ms", "0");
    let scenes: [Scripted; 4] = [ok(json!({})), busy, ok(mp4(progress(0))), ok(mp4(ready()))];
    let mut wait = Wait::answered(scenes).creating().retrying(1);
    wait.seen();
    assert_eq!(
        wait.asked(),
        ["GET", "POST /default", "POST /default", "GET"]
    );
}

#[test]
fn nothing_is_created_beside_one_that_has_failed() {
    let failed = json!({ "status": "error" });
    let mut wait = Wait::seeing([mp4(failed)]).types(&BOTH).creating();
    assert_eq!(wait.error().kind, ErrorKind::DownloadFailed);
    assert_eq!(wait.asked(), ["GET"]);
}

#[test]
fn a_creation_without_a_wait_gives_the_downloads_as_they_are_then() {
    let begun = json!({ "default": { "status": "inprogress" } });
    let mut wait = Wait::answered([ok(json!({})), ok(begun.clone())]).creating();
    let stage = wait.stage.clone();
    let created = stage.run(wait.watch().created());
    assert_eq!(created.map_err(|failed| failed.error), Ok(begun));
    assert_eq!(wait.asked(), ["GET", "POST /default"]);

    let failed = json!({ "default": { "status": "error" } });
    let mut wait = Wait::answered([ok(failed.clone())]).creating();
    let stage = wait.stage.clone();
    let left = stage.run(wait.watch().created());
    assert_eq!(left.map_err(|failed| failed.error), Ok(failed));
    assert_eq!(wait.asked(), ["GET"]);
}
