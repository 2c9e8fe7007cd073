//! Calls that end before their time: nothing is left of them.

use super::{get, ready};
use crate::error::ErrorKind;
use crate::host::Failure;
use crate::scripted::{
    Scene, Stage, broken, fails, list, ms, ok, refusal, retrying, seconds, stalled,
};
use crate::send::call;

#[test]
fn an_attempt_that_is_dropped_is_noted_as_aborted() {
    let dropped = |answer: Scene, time| {
        let stage = Stage::answering([answer]);
        let ended = stage.run_until(ms(time), call(&stage, &list(), &retrying(2)));
        assert!(ended.is_none());
        stage.attempts()
    };
    assert_eq!(dropped(stalled(), 100), [(Err(String::new()), None)]);
    // What has been answered is noted as that.
    let in_the_body = ok(ready()).body_after(seconds(9)).after(ms(50));
    assert_eq!(dropped(in_the_body, 100), [(Ok(200), None)]);
    let in_a_sleep = refusal(503).with("retry-after", "9").after(ms(50));
    assert_eq!(dropped(in_a_sleep, 100), [(Ok(503), Some(seconds(9)))]);
}

#[test]
fn a_request_that_the_runtime_gives_up_ends_as_abandoned() {
    let answers = || {
        [
            refusal(503).body_after(ms(50)).after(ms(100)),
            ok(ready()).body_after(ms(100)).after(ms(100)),
        ]
    };
    // In the first attempt, the sleep, the second attempt, and its body.
    for time in [1, 50, 99, 101, 300, 470, 599, 650, 699] {
        let stage = Stage::answering(answers())
            .with_chance(|| 0.2)
            .abandoned_after(ms(time));
        let error = get(&stage, &retrying(2)).expect_err("an error");
        assert_eq!(error.kind, ErrorKind::Abandoned, "{time}");
        assert_eq!(stage.elapsed(), ms(time));
        assert!(stage.times().iter().all(|at| *at < ms(time)));
    }
}

#[test]
fn a_promise_that_nobody_can_settle_ends_with_the_timeout_if_there_is_one() {
    let mut options = retrying(0);
    for (timeout, kind) in [
        (Some(ms(300)), ErrorKind::Timeout),
        (None, ErrorKind::Abandoned),
    ] {
        options.timeout = timeout;
        let bodiless = refusal(404).without_body(Failure::Abandoned);
        for scene in [fails(Failure::Abandoned), bodiless.into()] {
            let stage = Stage::answering([scene]);
            let error = get(&stage, &options).expect_err("an error");
            assert_eq!(error.kind, kind);
            assert_eq!(stage.elapsed(), timeout.unwrap_or_default());
            assert!(stage.is_idle());
        }
    }
}

#[test]
fn nothing_is_left_when_a_call_is_dropped_anywhere() {
    let answers = || {
        [
            refusal(503).body_after(ms(50)).after(ms(100)),
            fails(broken()).after(ms(100)),
            refusal(404).body_after(ms(100)).after(ms(100)),
        ]
    };
    let mut polls = 0;
    loop {
        let stage = Stage::answering(answers());
        let ended = stage.run_polls(polls, call(&stage, &list(), &retrying(2)));
        let is_over = ended.is_some();
        drop(ended);
        assert!(stage.is_idle(), "after {polls} polls");
        if is_over {
            break;
        }
        polls += 1;
    }
    assert!(polls > 6, "{polls}");
    for time in (0..2500).step_by(10) {
        let stage = Stage::answering(answers());
        drop(stage.run_until(ms(time), call(&stage, &list(), &retrying(2))));
        assert!(stage.is_idle(), "after {time} ms");
    }
}
