use super::{Early, Evidence, Failed, TimeLimit, failed, push_milliseconds};
use crate::decode::Fault;
use crate::error::ErrorKind;
use crate::host::{Clock, Failure, FailureDetails};
use crate::scripted::{
    PATH, SECRET, Stage, any_failure, assert_readable, broken, cases, list, ms, ok, seconds,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::time::Duration;

fn stage() -> Stage {
    Stage::answering([ok(json!({}))])
}

fn error_of(failure: Failure<Json>, limit: Option<Duration>) -> Box<Failed<Stage>> {
    let failed = failed(failure, &list(), limit);
    assert_readable(&failed.error);
    failed
}

#[test]
fn each_failure_has_its_error() {
    let connection = |reasons: &[&str], cause| {
        let reasons = reasons.iter().map(|&reason| reason.to_owned()).collect();
        Failure::Connection(Box::new(FailureDetails { reasons, cause }))
    };
    let refused = Failure::refused(["no such option".to_owned()]);
    let unexpected = |of, expected| Failure::Unexpected(Fault::new(of, expected, "a symbol"));
    for (failure, kind, message) in [
        (
            Failure::TimedOut,
            ErrorKind::Timeout,
            "Request timed out after 1500 ms",
        ),
        (
            broken(),
            ErrorKind::Connection,
            "Connection error: fetch failed: reset",
        ),
        (
            refused,
            ErrorKind::Connection,
            "Connection error: no such option",
        ),
        (
            connection(&[], Some(json!(42))),
            ErrorKind::Connection,
            "Connection error: a number was thrown",
        ),
        (
            connection(&[], None),
            ErrorKind::Connection,
            "Connection error",
        ),
        (
            unexpected("fetch", "a Response"),
            ErrorKind::Connection,
            "fetch: expected a Response, got a symbol",
        ),
        (
            unexpected("text()", "a string"),
            ErrorKind::Connection,
            "text(): expected a string, got a symbol",
        ),
    ] {
        let Failed { error, .. } = *error_of(failure, Some(ms(1500)));
        assert_eq!(error.kind, kind);
        assert_eq!(error.message, [message, " (GET ", PATH, ")"].concat());
        assert_eq!(error.status, None);
    }
    let abandoned = error_of(Failure::Abandoned, None);
    assert_eq!(abandoned.error.kind, ErrorKind::Abandoned);
}

#[test]
fn what_was_thrown_is_kept_as_it_was() {
    let cause = json!({ "name": "TypeError" });
    let failure = Failure::Connection(Box::new(FailureDetails {
        reasons: vec!["fetch failed".to_owned()],
        cause: Some(cause.clone()),
    }));
    assert!(matches!(error_of(failure, None).evidence, Evidence::Cause(kept) if kept == cause));
    assert!(matches!(error_of(broken(), None).evidence, Evidence::None));
    let thrown = Failed::<Stage>::thrown(json!("mine"));
    assert!(matches!(thrown.evidence, Evidence::Thrown(kept) if kept == "mine"));
}

#[test]
fn a_reason_shows_no_credential_and_no_part_of_one() {
    for before in 150..230 {
        let reason = ["x".repeat(before), SECRET.to_owned()].concat();
        let failure = Failure::connection([reason.clone(), reason]);
        let message = error_of(failure, None).error.message;
        assert!(!message.contains(&SECRET[..4]), "{message}");
    }
}

#[test]
fn a_duration_is_told_in_whole_milliseconds_rounded_up() {
    let told = |duration| {
        let mut text = String::new();
        push_milliseconds(&mut text, duration);
        text
    };
    assert_eq!(told(ms(1500)), "1500 ms");
    assert_eq!(told(Duration::from_micros(500)), "1 ms");
    assert_eq!(told(Duration::from_micros(1001)), "2 ms");
    assert_eq!(told(Duration::MAX), "4294967295 ms");
}

#[test]
fn work_that_ends_in_time_is_waited_for() {
    for limit in [None, Some(seconds(2)), Some(seconds(1))] {
        let stage = stage();
        let work = async {
            stage.pause(seconds(1)).await;
            42
        };
        assert_eq!(
            stage.run(TimeLimit::new(&stage, limit).within(work, |_| false)),
            Ok(42)
        );
        assert_eq!(stage.elapsed(), seconds(1));
        assert!(stage.is_idle());
    }
}

#[test]
fn work_that_takes_too_long_is_dropped_when_its_time_is_up() {
    let stage = stage();
    let work = stage.sleep(seconds(9));
    assert_eq!(
        stage.run(TimeLimit::new(&stage, Some(ms(500))).within(work, |_| false)),
        Err(Early::TimedOut)
    );
    assert_eq!(stage.elapsed(), ms(500));
    assert!(stage.is_idle());
}

#[test]
fn work_that_is_done_at_once_needs_no_time() {
    let stage = stage();
    let mut limit = TimeLimit::new(&stage, Some(Duration::ZERO));
    for _ in 0..2 {
        let work = limit.within(async { 42 }, |_| false);
        assert_eq!(stage.run(work), Ok(42));
    }
    let late = limit.within(std::future::pending::<()>(), |()| false);
    assert_eq!(stage.run(late), Err(Early::TimedOut));
}

#[test]
fn a_timer_that_is_abandoned_ends_the_work() {
    let stage = stage().abandoned_after(ms(300));
    let work = std::future::pending::<()>();
    assert_eq!(
        stage.run(TimeLimit::new(&stage, Some(ms(500))).within(work, |()| false)),
        Err(Early::Abandoned)
    );
    assert!(stage.is_idle());
}

#[test]
fn a_limit_has_no_end_where_no_timer_can_be_set() {
    let stage = stage().without_timers();
    let mut limit = TimeLimit::new(&stage, Some(ms(5)));
    let work = stage.until(stage.now().saturating_add(seconds(60)));
    assert_eq!(stage.run(limit.within(work, |_| false)), Ok(Ok(())));
}

#[test]
fn a_limit_on_a_host_is_one_of_its_failures() {
    let stage = stage();
    let never = || std::future::pending::<Result<(), Failure<Json>>>();
    let timed_out = stage.run(TimeLimit::new(&stage, Some(ms(5))).attempt(never()));
    assert_eq!(timed_out, Err(Failure::TimedOut));
    let failing = async { Err::<(), _>(broken()) };
    assert_eq!(
        stage.run(TimeLimit::new(&stage, Some(ms(5))).attempt(failing)),
        Err(broken())
    );
    let stage = stage.abandoned_after(ms(7));
    let abandoned = stage.run(TimeLimit::new(&stage, Some(ms(5))).attempt(never()));
    assert_eq!(abandoned, Err(Failure::Abandoned));
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn any_failure_has_an_error_that_can_be_read(failure in any_failure(), limit in any::<Option<u32>>()) {
        let error = error_of(failure, limit.map(|limit| ms(limit.into()))).error;
        let end = [" (GET ", PATH, ")"].concat();
        prop_assert!(error.message.ends_with(&end) || error.kind == ErrorKind::Abandoned);
    }
}
