//! The timeout of an attempt: what it spans, and when it ends.

use super::{get, ready};
use crate::error::ErrorKind;
use crate::options::RequestOptions;
use crate::scripted::{
    PATH, Scene, Stage, assert_readable, list, ms, ok, refusal, retrying, seconds, stalled, within,
};
use std::time::Duration;

#[test]
fn a_minute_is_the_default() {
    let stage = Stage::answering([ok(ready()).after(ms(60_001))]);
    let error = get(&stage, &retrying(0)).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(stage.elapsed(), seconds(60));
    let stage = Stage::answering([ok(ready()).after(ms(59_999))]);
    assert_eq!(get(&stage, &retrying(0)), Ok(ready()));
}

#[test]
fn headers_and_body_share_one_timeout() {
    let answer = |head, body| Scene::from(ok(ready()).body_after(ms(body))).after(ms(head));
    for (head, body, is_ok) in [
        (500, 500, false),
        (801, 0, false),
        (0, 801, false),
        (799, 2, false),
        (500, 299, true),
        (0, 799, true),
        (799, 0, true),
    ] {
        let stage = Stage::answering([answer(head, body)]);
        let ended = get(&stage, &within(ms(800)));
        assert_eq!(ended.is_ok(), is_ok, "{head} {body}");
        let expected = if is_ok { ms(head + body) } else { ms(800) };
        assert_eq!(stage.elapsed(), expected);
        if let Err(error) = ended {
            assert_eq!(error.kind, ErrorKind::Timeout);
            let message = ["Request timed out after 800 ms (GET ", PATH, ")"].concat();
            assert_eq!(error.message, message);
        }
    }
}

#[test]
fn so_do_those_of_an_error() {
    let answer = refusal(500).body_after(seconds(30)).after(ms(100));
    let stage = Stage::answering([answer]);
    let error = get(&stage, &within(ms(300))).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!(stage.elapsed(), ms(300));
}

#[test]
fn each_attempt_has_the_whole_timeout() {
    let answer = refusal(503).with("retry-after", "2").after(ms(700));
    let last = Scene::from(ok(ready()).body_after(ms(100))).after(ms(700));
    let stage = Stage::answering([answer.clone(), answer, last]);
    let options = RequestOptions {
        timeout: Some(ms(900)),
        max_retries: 2,
    };
    assert_eq!(get(&stage, &options), Ok(ready()));
    assert_eq!(stage.elapsed(), ms(3 * 700 + 2 * 2000 + 100));
}

#[test]
fn timeouts_in_a_row_are_as_many_attempts() {
    let stage = Stage::answering([stalled()]).with_chance(|| 0.0);
    let options = RequestOptions {
        timeout: Some(ms(300)),
        max_retries: 1,
    };
    let error = get(&stage, &options).expect_err("an error");
    assert!(error.message.contains("300 ms"), "{error}");
    assert_eq!(stage.gaps(), [ms(800)]);
    assert_eq!(stage.elapsed(), ms(1100));
}

#[test]
fn a_stall_in_the_body_is_not_asked_again() {
    let stage = Stage::answering([ok(ready()).body_after(Duration::MAX)]);
    let error = get(&stage, &retrying(2)).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert_eq!((stage.sent().len(), stage.elapsed()), (1, seconds(60)));
}

#[test]
fn without_a_timeout_an_answer_may_take_for_ever() {
    let day = seconds(86_400);
    let stage = Stage::answering([ok(ready()).body_after(day).after(day)]);
    let options = RequestOptions {
        timeout: None,
        max_retries: 0,
    };
    assert_eq!(get(&stage, &options), Ok(ready()));
    assert_eq!(stage.elapsed(), 2 * day);
}

#[test]
fn a_timeout_longer_than_any_clock_is_none() {
    let stage = Stage::answering([ok(ready()).body_after(ms(150)).after(ms(150))]);
    assert_eq!(get(&stage, &within(Duration::MAX)), Ok(ready()));
}

#[test]
fn an_answer_that_was_kept_unread_is_still_read_in_time_or_not_at_all() {
    let stage = Stage::answering([ok(ready()).body_after(ms(500))]);
    let options = within(ms(800));
    let kept_for = |pause| {
        let stage = stage.clone();
        let options = options.clone();
        async move {
            let accepted = super::send(&stage, &list(), &options).await.ok()?;
            stage.pause(ms(pause)).await;
            Some(super::receive::<Stage>(&list(), &options, accepted).await)
        }
    };
    assert!(
        stage
            .run(kept_for(200))
            .is_some_and(|received| received.is_ok())
    );
    for pause in [400, 2000] {
        let Some(Err(failed)) = stage.run(kept_for(pause)) else {
            panic!("no error");
        };
        assert_eq!(failed.error.kind, ErrorKind::Timeout);
        assert_readable(&failed.error);
    }
    assert!(stage.is_idle());
}
