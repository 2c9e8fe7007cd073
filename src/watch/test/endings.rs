//! How waits end other than well, and that nothing is left of them. Of `maxWait` see
//! [`super::max_wait`].

use super::{Audio, Default, Wait, both, mp4, progress, ready};
use crate::attempt::Evidence;
use crate::error::ErrorKind;
use crate::host::Failure;
use crate::scripted::{
    Scene, Stage, broken, fails, ms, ok, refusal, seconds, stalled, status, within,
};
use serde_json::json;

#[test]
fn a_download_that_fails_ends_it_with_what_was_seen_of_it() {
    let failed = json!({ "status": "Error", "percentComplete": 37.5 });
    let types = [Audio, Default];
    for (looks, of) in [
        (vec![mp4(failed.clone())], Default),
        (
            vec![mp4(progress(1)), mp4(progress(80)), mp4(failed.clone())],
            Default,
        ),
        (vec![both(failed.clone(), progress(1))], Audio),
        (vec![both(ready(), failed.clone())], Default),
    ] {
        let types = if looks[0]["audio"].is_null() {
            &[Default][..]
        } else {
            &types
        };
        let mut wait = Wait::seeing(looks.clone()).types(types);
        let (seen, ended) = wait.run();
        let ended = ended.expect("a failure");
        assert_eq!(ended.error.kind, ErrorKind::DownloadFailed);
        let message = [of.as_str(), ": the status is error (GET "].concat();
        assert!(ended.error.message.starts_with(&message), "{}", ended.error);
        assert!(
            matches!(ended.evidence, Evidence::Download(kept, download) if kept == of && download == failed)
        );
        // It is not progress.
        assert_eq!(seen, looks[..looks.len() - 1]);
    }
}

#[test]
fn one_that_is_ready_without_a_url_is_looked_at_again_for_10_s() {
    for bare in [
        json!({ "status": "ready" }),
        json!({ "status": "ready", "url": "" }),
        json!({ "status": "READY", "url": null }),
    ] {
        let mut wait = Wait::seeing([mp4(progress(9)), mp4(bare.clone())]).every(ms(2500));
        let failed = wait.failed();
        assert_eq!(failed.error.kind, ErrorKind::DownloadFailed);
        assert!(
            failed
                .error
                .message
                .starts_with("default: ready, but without a url (GET "),
            "{}",
            failed.error
        );
        assert!(
            matches!(failed.evidence, Evidence::Download(Default, download) if download == bare)
        );
        assert_eq!(wait.stage.elapsed(), ms(12_500));
        let looks = [
            mp4(bare.clone()),
            mp4(bare.clone()),
            mp4(bare.clone()),
            mp4(ready()),
        ];
        let mut wait = Wait::seeing(looks).every(ms(3333));
        assert_eq!(wait.seen(), [mp4(bare), mp4(ready())]);
    }
}

#[test]
fn the_10_s_begin_anew_with_each_time_that_a_url_is_missing() {
    let bare = || mp4(json!({ "status": "ready" }));
    let looks = [
        bare(),
        bare(),
        mp4(progress(99)),
        bare(),
        bare(),
        mp4(ready()),
    ];
    assert_eq!(
        Wait::seeing(looks).every(seconds(9)).seen().last(),
        Some(&mp4(ready()))
    );
}

#[test]
fn a_look_that_fails_ends_it() {
    let begun = || Scene::from(ok(mp4(progress(1))));
    for (scene, kind, code) in [
        (refusal(401).into(), ErrorKind::Status, Some(401)),
        (refusal(403).into(), ErrorKind::Status, Some(403)),
        (refusal(404).into(), ErrorKind::Status, Some(404)),
        (refusal(503).into(), ErrorKind::Status, Some(503)),
        (refusal(302).into(), ErrorKind::Status, Some(302)),
        (ok(json!(42)).into(), ErrorKind::InvalidResponse, Some(200)),
        (fails(broken()), ErrorKind::Connection, None),
        (stalled(), ErrorKind::Timeout, None),
        (fails(Failure::Abandoned), ErrorKind::Timeout, None),
    ] {
        let mut wait = Wait::answered([begun(), begun(), scene]);
        let (seen, failed) = wait.run();
        let error = failed.expect("a failure").error;
        assert_eq!((error.kind, error.status), (kind, code));
        assert_eq!((seen.len(), wait.asked().len()), (1, 3));
    }
}

#[test]
fn a_look_that_stalls_ends_after_its_own_timeout() {
    let mut wait = Wait::answered([Scene::from(ok(mp4(progress(1)))), stalled()]).every(ms(10));
    wait.options = within(ms(300));
    assert_eq!(wait.error().kind, ErrorKind::Timeout);
    assert_eq!(wait.stage.elapsed(), ms(310));
}

#[test]
fn what_the_callers_functions_throw_ends_it() {
    type Throw = fn(&mut Wait);
    let cases: [(Throw, usize, usize); 4] = [
        (
            |wait| wait.caller.interval = Box::new(|_, _| Err(json!("mine"))),
            1,
            1,
        ),
        (
            |wait| {
                wait.caller.interval = Box::new(|_, looks| {
                    if looks > 1 {
                        Err(json!("mine"))
                    } else {
                        Ok(None)
                    }
                });
            },
            2,
            2,
        ),
        (
            |wait| wait.caller.report = Box::new(|_| (seconds(5), Err(json!("mine")))),
            0,
            1,
        ),
        (
            |wait| {
                wait.caller.report = Box::new(|seen| {
                    let is_two = seen["default"]["percentComplete"] == 2;
                    (ms(0), if is_two { Err(json!("mine")) } else { Ok(()) })
                });
            },
            1,
            2,
        ),
    ];
    for (throw, count, asked) in cases {
        let mut wait = Wait::seeing([mp4(progress(1)), mp4(progress(2)), mp4(ready())]);
        throw(&mut wait);
        let (seen, failed) = wait.run();
        let evidence = failed.expect("a failure").evidence;
        assert!(matches!(evidence, Evidence::Thrown(thrown) if thrown == "mine"));
        assert_eq!((seen.len(), wait.asked().len()), (count, asked));
    }
}

/// A wait with everything in it: creations, retries, pauses, reports.
fn busy(stage: impl FnOnce(Stage) -> Stage) -> Wait {
    let slowly = |scripted: crate::scripted::Scripted| scripted.body_after(ms(40)).after(ms(60));
    let scenes = [
        slowly(refusal(404)),
        slowly(refusal(503)),
        slowly(ok(mp4(progress(0)))),
        slowly(ok(json!({ "audio": progress(0) }))),
        slowly(ok(both(progress(1), progress(1)))),
        fails(broken()).after(ms(50)),
        slowly(ok(both(ready(), progress(50)))),
        slowly(ok(both(ready(), ready()))),
    ];
    let mut wait = Wait::on(stage(Stage::answering(scenes)))
        .types(&[Default, Audio])
        .creating()
        .retrying(1);
    wait.caller.report = Box::new(|_| (ms(30), Ok(())));
    wait
}

#[test]
fn nothing_is_left_when_a_wait_is_dropped_anywhere() {
    let mut polls = 0;
    loop {
        let mut wait = busy(|stage| stage);
        let stage = wait.stage.clone();
        let ended = stage.run_polls(polls, wait.all());
        assert!(stage.is_idle(), "after {polls} polls");
        if let Some((seen, failed)) = ended {
            assert!(failed.is_none() && seen.len() == 4, "{seen:?}");
            break;
        }
        polls += 1;
    }
    assert!(polls > 20, "{polls}");
}

#[test]
fn a_wait_that_the_runtime_gives_up_ends_as_abandoned() {
    let mut whole = busy(|stage| stage);
    whole.seen();
    // The reports of this test are not given up.
    let end = whole.stage.elapsed().saturating_sub(ms(30));
    for time in (1..)
        .map(|step| ms(step * 41))
        .take_while(|time| *time < end)
    {
        let mut wait = busy(|stage| stage.abandoned_after(time));
        let stage = wait.stage.clone();
        let (_, failed) = stage.run(wait.all());
        assert_eq!(
            failed.map(|failed| failed.error.kind),
            Some(ErrorKind::Abandoned),
            "{time:?}"
        );
        assert!(stage.is_idle());
        assert!(stage.elapsed() <= time + ms(30));
        assert!(stage.times().iter().all(|at| *at < time));
    }
}

#[test]
fn an_error_of_the_answer_is_that_of_the_wait() {
    let body = json!({ "errors": [{ "code": 10003, "message": "Not Found" }] });
    let error = Wait::answered([status(404, body)]).error();
    assert!(
        error
            .message
            .starts_with("404 Not Found [code 10003] (GET /accounts/"),
        "{error}"
    );
}
