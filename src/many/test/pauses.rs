//! What many videos at once make of refusals for the rate limit.

use super::names::{asked, many, names, result, run, video};
use super::pacing::{Limit, refusals};
use crate::error::ErrorKind;
use crate::options::RequestOptions;
use crate::scripted::{Stage, ms, ok, refusal, retrying, seconds};

#[test]
fn a_refusal_pauses_all_and_is_asked_again() {
    let limit = "\"default\";r=0;t=40";
    for (headers, pause, max_retries) in [
        (Some(("retry-after-ms", "500")), ms(500), 0),
        (Some(("retry-after", "20")), seconds(20), 0),
        // The call itself waits for this one, and not for the next.
        (Some(("retry-after", "20")), seconds(20), 2),
        (Some(("retry-after", "100")), seconds(100), 2),
        (Some(("ratelimit", limit)), seconds(41), 0),
        (None, seconds(60), 0),
    ] {
        let mut turn = 0;
        let stage = Stage::new(move |request, _| {
            turn += 1;
            match (turn, headers) {
                (2, Some((name, value))) => refusal(429).with(name, value).into(),
                (2, None) => refusal(429).into(),
                // So that the others come after it.
                _ => ok(result(video(request))).after(ms(if turn < 4 { 100 } else { 0 })),
            }
        });
        run(&stage, many(&stage, &names(9), retrying(max_retries), 3)).assert_all(&names(9));
        let asked = asked(&stage);
        assert_eq!(asked.len(), 10);
        assert_eq!(asked.iter().filter(|name| *name == "video1").count(), 2);
        for time in &stage.times()[3..] {
            assert!(*time >= pause && *time < pause + ms(1500), "{time:?}");
        }
    }
}

#[test]
fn those_that_are_refused_together_are_refused_once() {
    // Six times all ten, and then none.
    let mut turn = 0;
    let stage = Stage::new(move |request, _| {
        turn += 1;
        let answer = if turn <= 60 {
            refusal(429).with("retry-after", "5")
        } else {
            ok(result(video(request)))
        };
        answer.after(ms(100))
    });
    run(&stage, many(&stage, &names(10), retrying(0), 10)).assert_all(&names(10));
    assert_eq!(stage.sent().len(), 70);
    assert!(stage.elapsed() >= seconds(30) && stage.elapsed() < seconds(40));
}

#[test]
fn after_six_pauses_in_a_row_the_next_refusal_ends_it() {
    for concurrency in [1, 4] {
        let stage = Stage::new(|_, _| refusal(429).with("retry-after", "5").after(ms(100)));
        let all = run(&stage, many(&stage, &names(9), retrying(0), concurrency));
        let error = all.failure.expect("a failure");
        assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(429)));
        assert_eq!(error.retry_after, Some(seconds(5)));
        assert!(all.found.is_empty());
        assert_eq!(stage.sent().len(), 7 * concurrency);
        assert!(stage.elapsed() >= seconds(30) && stage.elapsed() < seconds(40));
    }
}

#[test]
fn a_refusal_that_comes_late_does_not_begin_anew() {
    let mut turn = 0;
    let stage = Stage::new(move |_, _| {
        turn += 1;
        let delay = if turn == 1 { seconds(22) } else { ms(100) };
        refusal(429).with("retry-after", "5").after(delay)
    });
    let all = run(&stage, many(&stage, &names(2), retrying(0), 2));
    assert_eq!(all.failure.map(|error| error.status), Some(Some(429)));
    assert!(stage.elapsed() < seconds(40), "{:?}", stage.elapsed());
}

#[test]
fn an_answer_in_between_begins_anew() {
    for between in [200, 404, 500] {
        let mut turn = 0;
        let stage = Stage::new(move |request, _| {
            turn += 1;
            match (turn % 6, between) {
                (0, 200) => ok(result(video(request))),
                (0, status) => refusal(status),
                _ => refusal(429).with("retry-after-ms", "10"),
            }
        });
        let all = run(&stage, many(&stage, &names(5), retrying(0), 1));
        assert_eq!(all.failure, None);
        assert_eq!(all.names(), names(5));
        assert_eq!(stage.sent().len(), 30);
    }
}

#[test]
fn a_block_of_5_minutes_that_nobody_tells_of_is_waited_out() {
    for (concurrency, max_retries) in [(6, 0), (6, 2), (1, 2), (40, 0)] {
        let limit = Limit::new(1200, seconds(300)).blocking(seconds(300));
        let stage = limit.overtaking(50);
        let all = run(
            &stage,
            many(&stage, &names(3000), retrying(max_retries), concurrency),
        );
        all.assert_all(&names(3000));
        assert!(refusals(&stage) > 0);
        let minutes = stage.elapsed().as_secs() / 60;
        assert!((10..20).contains(&minutes), "{minutes} min");
    }
}

#[test]
fn a_block_that_says_how_long_it_lasts_is_waited_out_at_once() {
    let mut blocked_until = None;
    let stage = Stage::new(move |request, now| {
        let until = *blocked_until.get_or_insert(now + seconds(300));
        let left = until.saturating_sub(now);
        let answer = if left.is_zero() {
            ok(result(video(request)))
        } else {
            refusal(429)
        };
        answer
            .with("retry-after", &left.as_secs().to_string())
            .after(ms(20))
    });
    run(
        &stage,
        many(&stage, &names(50), RequestOptions::default(), 6),
    )
    .assert_all(&names(50));
    assert_eq!(refusals(&stage), 6);
    assert!(stage.elapsed() < seconds(302), "{:?}", stage.elapsed());
}

#[test]
fn a_limit_that_lasts_for_ever_holds_up_nobody_who_leaves() {
    let stage = Stage::new(|request, _| {
        ok(result(video(request))).with(
            "ratelimit",
            &["\"default\";r=0;t=", &"9".repeat(400)].concat(),
        )
    });
    let mut left = many(&stage, &names(9), retrying(0), 1);
    assert!(stage.run(left.next()).is_some());
    assert!(stage.run_until(seconds(1_000_000), left.next()).is_none());
    assert_eq!(stage.sent().len(), 1);
    drop(left);
    assert!(stage.is_idle());
}
