use super::{RequestOptions, WaitOptions, count, interval, limit};
use crate::download::DownloadType;
use crate::error::Error;
use std::fmt::Debug;
use std::time::Duration;

fn message<T: Debug>(read: Result<T, Box<Error>>) -> String {
    read.expect_err("a fault").message
}

#[test]
fn an_attempt_has_60_s_and_two_retries_by_default() {
    let options = RequestOptions::default();
    assert_eq!(options.timeout, Some(Duration::from_mins(1)));
    assert_eq!(options.max_retries, 2);
}

#[test]
fn a_wait_is_for_the_mp4_for_15_minutes_and_creates_nothing_by_default() {
    let options = WaitOptions::default();
    assert_eq!(options.types, [DownloadType::Default]);
    assert_eq!(options.max_wait, Some(Duration::from_mins(15)));
    assert!(!options.create);
}

#[test]
fn a_limit_is_more_than_0() {
    assert_eq!(
        limit("timeout", 1500.0),
        Ok(Some(Duration::from_millis(1500)))
    );
    assert_eq!(limit("timeout", 0.5), Ok(Some(Duration::from_micros(500))));
    for number in [0.0, -0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
        let expected = "timeout: expected milliseconds, more than 0";
        assert_eq!(message(limit("timeout", number)), expected);
    }
}

#[test]
fn the_smallest_limit_is_still_one() {
    let read = limit("maxWait", f64::MIN_POSITIVE).expect("a limit");
    assert!(read.is_some_and(|limit| !limit.is_zero()));
}

#[test]
fn infinity_is_no_limit_and_the_largest_number_is_one() {
    assert_eq!(limit("timeout", f64::INFINITY), Ok(None));
    for number in [2_147_483_647.0, 4_294_967_296.0, f64::MAX] {
        let read = limit("timeout", number).expect("a limit").expect("one");
        assert!(read >= Duration::from_millis(2_147_483_647), "{number}");
    }
}

#[test]
fn an_interval_is_0_or_more() {
    assert_eq!(interval("interval", 0.0), Ok(Duration::ZERO));
    assert_eq!(
        interval("interval", 250.5),
        Ok(Duration::from_micros(250_500))
    );
    for number in [-0.001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let expected = "interval: expected milliseconds, 0 or more";
        assert_eq!(message(interval("interval", number)), expected);
    }
}

#[test]
fn a_count_is_a_whole_number() {
    assert_eq!(count("maxRetries", 0.0, 0), Ok(0));
    assert_eq!(count("concurrency", 6.0, 1), Ok(6));
    assert_eq!(count("concurrency", 1e12, 1), Ok(u32::MAX));
    for number in [-1.0, 1.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let expected = "maxRetries: expected a whole number, 0 or more";
        assert_eq!(message(count("maxRetries", number, 0)), expected);
    }
    for number in [0.0, -0.0, 0.5] {
        let expected = "concurrency: expected a whole number, 1 or more";
        assert_eq!(message(count("concurrency", number, 1)), expected);
    }
}
