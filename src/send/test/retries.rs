//! What is asked again, how often, and after how long.

use super::{get, ready};
use crate::decode::Fault;
use crate::error::ErrorKind;
use crate::host::Failure;
use crate::scripted::{
    Scene, Stage, broken, chances, fails, ms, ok, refusal, retrying, seconds, stalled,
};
use serde_json::json;
use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;

/// How many requests there are when this is answered first and there is one retry.
fn count(first: impl Into<Scene>) -> usize {
    let stage = Stage::answering([first.into(), ok(ready()).into()]);
    let _ = get(&stage, &retrying(1));
    stage.sent().len()
}

#[test]
fn two_retries_are_the_default() {
    let stage = Stage::answering([refusal(503)]);
    let error = get(&stage, &crate::options::RequestOptions::default());
    assert_eq!(error.expect_err("an error").status, Some(503));
    assert_eq!(stage.sent().len(), 3);
}

#[test]
fn what_may_pass_is_asked_again_and_nothing_else() {
    for status in [408, 409, 429, 500, 501, 502, 503, 504, 520, 529, 599] {
        assert_eq!(count(refusal(status)), 2, "{status}");
    }
    for status in [
        0, 300, 302, 304, 400, 401, 402, 403, 404, 405, 410, 422, 425, 451, 499,
    ] {
        assert_eq!(count(refusal(status)), 1, "{status}");
    }
    assert_eq!(count(fails(broken())), 2);
    assert_eq!(count(stalled()), 2);
}

#[test]
fn what_fetch_throws_at_once_is_not_asked_again() {
    let refused = Failure::refused(["cannot be sent".to_owned()]);
    assert_eq!(count(fails(refused)), 1);
    let fault = Fault::new("fetch", "a Response", "a number");
    assert_eq!(count(fails(Failure::Unexpected(fault))), 1);
}

#[test]
fn nothing_is_asked_again_where_no_timer_can_be_set() {
    let stage = Stage::answering([refusal(503)]).without_timers();
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Connection);
    let reason = "Connection error: no timer can be set here; a Worker sets one while it handles a request (GET ";
    assert!(error.message.starts_with(reason), "{error}");
    assert_eq!(stage.sent().len(), 1);
}

#[test]
fn x_should_retry_wins() {
    for status in [302, 400, 404, 422] {
        assert_eq!(count(refusal(status).with("x-should-retry", "true")), 2);
        assert_eq!(count(refusal(status).with("x-should-retry", "perhaps")), 1);
    }
    for status in [408, 409, 429, 500, 503] {
        assert_eq!(count(refusal(status).with("x-should-retry", "false")), 1);
        assert_eq!(count(refusal(status).with("x-should-retry", "0")), 2);
    }
}

#[test]
fn a_success_is_not_asked_again_whatever_it_says() {
    for answer in [ok(ready()), ok(json!(1)), refusal(200)] {
        assert_eq!(
            count(
                answer
                    .with("x-should-retry", "true")
                    .with("retry-after", "0")
            ),
            1
        );
    }
}

#[test]
fn there_are_as_many_retries_as_allowed() {
    for max_retries in [0, 1, 5, 50] {
        let stage = Stage::answering([refusal(503).with("retry-after", "0")]);
        assert!(get(&stage, &retrying(max_retries)).is_err());
        assert_eq!(
            stage.sent().len() - 1,
            usize::try_from(max_retries).expect("few")
        );
    }
}

#[test]
fn the_waits_double_up_to_8_s_less_a_quarter_by_chance() {
    let mut rounds = Vec::new();
    for seed in 0..20 {
        let stage = Stage::answering([refusal(503)]).with_chance(chances(seed * 0x0100_0000));
        assert!(get(&stage, &retrying(7)).is_err());
        rounds.push(stage.gaps());
    }
    for (retry, longest) in [500, 1000, 2000, 4000, 8000, 8000, 8000]
        .map(ms)
        .into_iter()
        .enumerate()
    {
        let gaps: Vec<Duration> = rounds.iter().map(|gaps| gaps[retry]).collect();
        assert!(
            gaps.iter()
                .all(|gap| *gap <= longest && *gap >= longest * 3 / 4),
            "{gaps:?}"
        );
        let spread = gaps
            .iter()
            .max()
            .expect("some")
            .abs_diff(*gaps.iter().min().expect("some"));
        assert!(spread > longest / 10, "{gaps:?}");
    }
}

#[test]
fn a_connection_that_fails_and_a_timeout_wait_as_long() {
    let stage = Stage::answering([fails(broken())]).with_chance(|| 0.0);
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Connection);
    assert_eq!(stage.gaps(), [ms(500), ms(1000)]);
    let stage = Stage::answering([stalled()]).with_chance(|| 0.0);
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(stage.gaps(), [ms(60_500), ms(61_000)]);
}

/// How long the wait is after a 503 with these headers, where chance takes nothing off.
fn wait(headers: &[(&'static str, &str)]) -> Duration {
    let answer = headers.iter().fold(refusal(503), |answer, (name, value)| {
        answer.with(name, value)
    });
    let stage = Stage::answering([answer, ok(ready())]).with_chance(|| 0.0);
    assert!(get(&stage, &retrying(1)).is_ok());
    stage.gaps()[0]
}

#[test]
fn the_server_is_obeyed() {
    let ms_header = |value| ("retry-after-ms", value);
    let s_header = |value| ("retry-after", value);
    assert_eq!(wait(&[ms_header("300")]), ms(300));
    assert_eq!(wait(&[ms_header("250.5")]), Duration::from_micros(250_500));
    assert_eq!(wait(&[s_header("1")]), ms(1000));
    assert_eq!(wait(&[s_header("0.2")]), ms(200));
    assert_eq!(wait(&[s_header("0")]), ms(0));
    assert_eq!(wait(&[ms_header("100"), s_header("30")]), ms(100));
    assert_eq!(wait(&[ms_header("0"), s_header("30")]), ms(0));
    assert_eq!(wait(&[ms_header("soon"), s_header("1")]), ms(1000));
    assert_eq!(wait(&[s_header("60")]), seconds(60));
    // The clock begins 1,000 s after the year.
    assert_eq!(
        wait(&[s_header("Thu, 01 Jan 2026 00:17:30 GMT")]),
        seconds(50)
    );
}

#[test]
fn a_server_delay_that_is_none_is_ignored() {
    for value in [
        "garbage",
        "-5",
        "NaN",
        "Infinity",
        "1e-2",
        "0x0",
        ".",
        "Sun, 06 Nov 1994 08:49:37 GMT",
    ] {
        assert_eq!(wait(&[("retry-after", value)]), ms(500), "{value}");
        assert_eq!(wait(&[("retry-after-ms", value)]), ms(500), "{value}");
    }
}

#[test]
fn a_server_delay_over_a_minute_is_not_slept_through() {
    for (name, value, expected) in [
        ("retry-after", "300", seconds(300)),
        ("retry-after", "60.5", ms(60_500)),
        ("retry-after-ms", "60001", ms(60_001)),
        (
            "retry-after",
            "Thu, 01 Jan 2026 01:16:40 GMT",
            seconds(3600),
        ),
    ] {
        for (status, should_retry) in [(429, ""), (503, ""), (400, "true")] {
            let answer = refusal(status)
                .with(name, value)
                .with("x-should-retry", should_retry);
            let stage = Stage::answering([answer, ok(ready())]);
            let error = get(&stage, &retrying(2)).expect_err("an error");
            assert_eq!(
                (error.status, error.retry_after),
                (Some(status), Some(expected))
            );
            assert_eq!((stage.sent().len(), stage.elapsed()), (1, Duration::ZERO));
        }
    }
}

#[test]
fn the_error_of_the_last_attempt_says_when_to_come_back() {
    let busy = |delay| refusal(429).with("retry-after-ms", delay);
    let stage = Stage::answering([busy("10"), busy("20")]);
    let error = get(&stage, &retrying(1)).expect_err("an error");
    assert_eq!(error.retry_after, Some(ms(20)));
    for value in ["garbage", "-5", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        let stage = Stage::answering([refusal(429).with("retry-after", value)]);
        assert_eq!(
            get(&stage, &retrying(0)).expect_err("an error").retry_after,
            None
        );
    }
}

#[test]
fn the_body_of_an_answer_that_is_retried_is_given_up_before_the_wait() {
    let this = Rc::new(OnceCell::<Stage>::new());
    let seen = Rc::clone(&this);
    let stage = Stage::new(move |_, _| {
        // Nothing of an earlier attempt is under way when the next one begins.
        assert!(seen.get().is_none_or(|stage| stage.most() <= 1));
        refusal(503).body_after(seconds(50))
    });
    this.set(stage.clone())
        .unwrap_or_else(|_| panic!("it is set once"));
    assert!(get(&stage, &retrying(3)).is_err());
    assert_eq!((stage.sent().len(), stage.most()), (4, 1));
    let asleep = Stage::answering([refusal(503)
        .with("retry-after", "9")
        .body_after(seconds(50))]);
    asleep.run_until(seconds(5), async {
        let options = retrying(3);
        let request = crate::scripted::list();
        let call = super::call(&asleep, &request, &options);
        let check = async {
            asleep.pause(seconds(4)).await;
            assert_eq!(asleep.unread(), 0);
        };
        let mut call = std::pin::pin!(call);
        let mut check = std::pin::pin!(check);
        std::future::poll_fn(|context| {
            let _ = call.as_mut().poll(context);
            check.as_mut().poll(context)
        })
        .await;
    });
}
