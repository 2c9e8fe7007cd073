//! How many videos at once end before their time, and that nothing is left of them.

use super::names::{Names, gather, library, many, names, result, run, source, video};
use crate::error::{Error, ErrorKind};
use crate::host::Failure;
use crate::many::Many;
use crate::scripted::{Scene, Stage, broken, fails, ms, ok, refusal, retrying, seconds, stalled};
use std::rc::Rc;

#[test]
fn a_refused_credential_ends_it() {
    for status in [401, 403] {
        let stage = Stage::new(move |request, _| match video(request) {
            "video1" => refusal(status).after(ms(50)),
            "video0" => ok(result("video0")).after(ms(20)),
            _ => stalled(),
        });
        let source = source(&stage, &names(9));
        let read = Rc::clone(&source.read);
        let mut many = Many::new(stage.clone(), retrying(2), source, 3, None);
        let first = stage.run(many.next());
        assert!(matches!(first, Some(Ok((name, Ok(_)))) if name == "video0"));
        let Some(Err(failed)) = stage.run(many.next()) else {
            panic!("no error");
        };
        assert_eq!(failed.error.status, Some(status));
        // The others are not waited for, and no more are wanted.
        assert!(stage.is_idle());
        assert_eq!(
            (stage.elapsed(), stage.sent().len(), read.get()),
            (ms(50), 4, 4)
        );
        assert_eq!(Rc::strong_count(&read), 1, "the input is told");
        assert!(stage.run(many.next()).is_none());
    }
}

#[test]
fn an_input_that_fails_ends_it_with_its_own_error() {
    for pause in [ms(0), ms(70)] {
        let stage = Stage::new(|_, _| stalled());
        let mut source = source(&stage, &names(2));
        source.pause = pause;
        source.end = Err(Error::new(ErrorKind::Aborted, &["mine"]));
        let all = run(
            &stage,
            Many::new(stage.clone(), retrying(2), source, 6, None),
        );
        let error = all.failure.expect("a failure");
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::Aborted, "mine")
        );
        assert!(all.found.is_empty());
        assert_eq!(stage.elapsed(), pause * 3);
    }
}

#[test]
fn what_was_found_before_an_error_comes_before_it() {
    let stage = Stage::new(|request, _| match video(request) {
        "video2" => refusal(401).after(ms(20)),
        video => ok(result(video)).after(ms(20)),
    });
    let all = run(&stage, many(&stage, &names(4), retrying(2), 4));
    assert_eq!(all.failure.map(|error| error.status), Some(Some(401)));
    let mut found = all
        .found
        .into_iter()
        .map(|(name, _)| name)
        .collect::<Vec<_>>();
    found.sort();
    assert_eq!(found, ["video0", "video1", "video3"]);
}

#[test]
fn one_that_the_runtime_gives_up_ends_all_as_abandoned() {
    let abandoned = || fails(Failure::Abandoned).after(ms(30));
    let body = || Scene::from(ok(result("x")).without_body(Failure::Abandoned)).after(ms(30));
    for scene in [abandoned(), body()] {
        let stage = Stage::new(move |request, _| match video(request) {
            "video1" => scene.clone(),
            _ => stalled(),
        });
        let mut options = retrying(2);
        // With one, it would end that request.
        options.timeout = None;
        let all = run(&stage, many(&stage, &names(9), options, 3));
        assert_eq!(
            all.failure.map(|error| error.kind),
            Some(ErrorKind::Abandoned)
        );
        assert_eq!(stage.elapsed(), ms(30));
    }
    let stage = library(ms(10));
    let mut source = source(&stage, &names(2));
    source.end = Err(Error::new(ErrorKind::Abandoned, &["gone"]));
    let all = run(
        &stage,
        Many::new(stage.clone(), retrying(2), source, 6, None),
    );
    assert_eq!(
        all.failure.map(|error| error.kind),
        Some(ErrorKind::Abandoned)
    );
}

/// A host with everything in it: retries, refusals, pauses, failures.
fn busy() -> Stage {
    let mut turn = 0;
    Stage::new(move |request, _| {
        turn += 1;
        let answer = ok(result(video(request)));
        match turn {
            2 => refusal(503).body_after(ms(30)).after(ms(50)),
            4 => refusal(429).with("retry-after", "5").after(ms(50)),
            6 => fails(broken()).after(ms(50)),
            8 => refusal(429).after(ms(50)),
            9 => answer
                .with("ratelimit", "\"default\";r=0;t=7")
                .body_after(ms(40))
                .after(ms(50)),
            10 => refusal(404).body_after(ms(30)).after(ms(50)),
            _ => answer.body_after(ms(40)).after(ms(60)),
        }
    })
}

fn slow(stage: &Stage) -> Many<Stage, Names> {
    let mut source = source(stage, &names(12));
    source.pause = ms(20);
    Many::new(stage.clone(), retrying(1), source, 3, None)
}

#[test]
fn nothing_is_left_when_it_is_dropped_anywhere() {
    let mut polls = 0;
    loop {
        let stage = busy();
        let ended = stage.run_polls(polls, gather(slow(&stage)));
        assert!(stage.is_idle(), "after {polls} polls");
        if let Some(all) = ended {
            assert_eq!((all.failure, all.found.len()), (None, 12));
            break;
        }
        polls += 1;
    }
    assert!(polls > 20, "{polls}");
}

#[test]
fn whenever_the_runtime_gives_up_it_ends_as_abandoned() {
    let whole = busy();
    run(&whole, slow(&whole));
    let end = whole.elapsed();
    assert!(end > seconds(10));
    for time in (1..)
        .map(|step| ms(step * 41))
        .take_while(|time| *time < end)
    {
        let stage = busy().abandoned_after(time);
        let all = run(&stage, slow(&stage));
        let kind = all.failure.map(|error| error.kind);
        assert_eq!(kind, Some(ErrorKind::Abandoned), "{time:?}");
        assert!(stage.elapsed() <= time + ms(20));
    }
}
