use super::{Pace, RateLimit};
use crate::scripted::{cases, ms, seconds};
use proptest::prelude::*;
use serde_json::json;
use std::time::Duration;

fn limit(remaining: u32, reset_after: Duration) -> RateLimit {
    RateLimit {
        remaining,
        reset_after,
        quota: None,
        window: None,
        policy: String::new(),
    }
}

/// What a client knows at the time 0 after an answer said so.
fn told(remaining: u32, reset_after: Duration) -> Pace {
    let mut pace = Pace::default();
    pace.observe(&limit(remaining, reset_after), Duration::ZERO);
    pace
}

fn summary(limits: &str, policies: &str) -> Option<String> {
    let limit = RateLimit::parse(limits, policies)?;
    let quota = limit.quota.map(|quota| quota.to_string());
    let window = limit.window.map(|window| window.as_secs().to_string());
    let parts = [
        limit.remaining.to_string(),
        limit.reset_after.as_secs_f64().to_string(),
        quota.unwrap_or_default(),
        window.unwrap_or_default(),
        limit.policy,
    ];
    Some(parts.join(";"))
}

#[test]
fn the_limit_with_the_least_left_is_read_with_its_policy() {
    let limits = r#""minute; a, b" ; r=20;t=60, burst;t=1;r=3 ,"day";r=900;t=86400"#;
    let policies = r#""day";q=1000;w=86400, burst;q=5;w=1;pk=:YQ==:"#;
    for (limits, policies, expected) in [
        (limits, policies, "3;1;5;1;burst"),
        (r#""a, b";r=0;t=5"#, policies, "0;5;;;a, b"),
        (r#""a; b";r=2;t=0.5"#, r#""a; b";w=7"#, "2;0.5;;7;a; b"),
        ("a;r=5;t=1, b;r=5;t=2", "", "5;1;;;a"),
        (
            r#" "default" ; pk=:YQ==: ;  t=30 ;r=50 "#,
            "",
            "50;30;;;default",
        ),
        (r#""a, b;r=1;t=1";r=50;t=30"#, "", "50;30;;;a, b;r=1;t=1"),
    ] {
        assert_eq!(summary(limits, policies).as_deref(), Some(expected));
    }
}

#[test]
fn a_limit_that_cannot_be_read_is_left_out() {
    let (equals, quotes) = ("=".repeat(2000), "\"".repeat(2000));
    for text in [
        "",
        ",",
        ",;,;",
        "r=5",
        "50",
        "garbage",
        "\"default\"",
        "\"default\";r=5",
        "\"default\";t=5",
        "x;r=-1;t=5",
        "x;r=5;t=-1",
        "x;r=five;t=5",
        "x;r=NaN;t=5",
        "x;r=Infinity;t=5",
        "x;r=0x32;t=5",
        "x;r=5;t=",
        "\"x;r=5;t=5",
        "100, 50;w=60",
        &equals,
        &quotes,
    ] {
        assert_eq!(summary(text, ""), None, "{text}");
    }
    let read = summary("garbage, x;r=7;t=5, y;r=1", "x;q=,");
    assert_eq!(read.as_deref(), Some("7;5;;;x"));
}

#[test]
fn more_than_a_number_can_tell_is_as_good_as_the_most() {
    let digits = "9".repeat(400);
    let many = ["x;r=", &digits, ";t=", &digits].concat();
    let read = RateLimit::parse(&many, "").expect("a limit");
    assert_eq!(read.remaining, u32::MAX);
    let mut pace = Pace::default();
    pace.observe(&read, Duration::from_hours(1_000_000));
    assert!(pace.starts_in(Duration::from_hours(1_000_000)).is_zero());
    assert_eq!(
        summary(&(many + ",y;r=2;t=1"), "").as_deref(),
        Some("2;1;;;y")
    );
}

#[test]
fn a_limit_is_written_in_milliseconds() {
    let read = RateLimit::parse(r#""default";r=50;t=30"#, r#""default";q=1200;w=300"#);
    let expected = json!({
        "remaining": 50, "resetAfter": 30_000.0, "quota": 1200, "window": 300_000.0, "policy": "default"
    });
    assert_eq!(serde_json::to_value(read).expect("JSON"), expected);
}

#[test]
fn nothing_waits_while_nothing_is_known() {
    let mut pace = Pace::default();
    assert_eq!(pace.starts_in(Duration::ZERO), Duration::ZERO);
    for second in 0..2000 {
        pace.started(seconds(second), None);
        assert_eq!(pace.starts_in(seconds(second)), Duration::ZERO);
    }
    // Once the window is over nothing is known, again. It lasts a second longer than the API says.
    let pace = told(0, seconds(10));
    assert_eq!(pace.starts_in(ms(10_999)), ms(1));
    assert_eq!(pace.starts_in(ms(11_000)), Duration::ZERO);
}

#[test]
fn requests_start_at_once_until_few_are_left_and_are_then_spread() {
    for quota in [Some(1200), None] {
        let delay = |remaining: u32, since_last| {
            let mut pace = Pace::default();
            let told = RateLimit {
                quota,
                ..limit(remaining + 1, seconds(119))
            };
            pace.observe(&told, seconds(1000));
            pace.started(seconds(1000), None);
            pace.starts_in(seconds(1000) + since_last) + since_last
        };
        assert_eq!(delay(1200, Duration::ZERO), Duration::ZERO);
        assert_eq!(delay(61, Duration::ZERO), Duration::ZERO);
        assert_eq!(delay(60, Duration::ZERO), seconds(2));
        assert_eq!(delay(1, Duration::ZERO), seconds(120));
        assert_eq!(delay(0, Duration::ZERO), seconds(120));
        assert_eq!(delay(0, seconds(119)), seconds(120));
        assert_eq!(delay(30, seconds(60)), seconds(60));
        assert_eq!(delay(1, seconds(30)), seconds(90));
    }
}

#[test]
fn a_small_quota_is_used_up_before_anything_waits() {
    let told = RateLimit {
        quota: Some(5),
        ..limit(1, seconds(10))
    };
    let mut pace = Pace::default();
    pace.observe(&told, Duration::ZERO);
    assert_eq!(pace.starts_in(Duration::ZERO), Duration::ZERO);
    pace.started(Duration::ZERO, None);
    assert_eq!(pace.starts_in(Duration::ZERO), seconds(11));
}

#[test]
fn requests_that_are_under_way_count_before_any_is_answered() {
    let mut pace = Pace::default();
    for _ in 0..4 {
        pace.started(seconds(1), None);
    }
    // The other three may not be in what the first answer says.
    pace.observe(&limit(3, seconds(10)), seconds(2));
    assert_eq!(pace.starts_in(seconds(2)), seconds(11));
    for _ in 0..4 {
        pace.ended();
    }
    pace.observe(&limit(1200, seconds(300)), seconds(20));
    assert_eq!(pace.starts_in(seconds(20)), Duration::ZERO);
}

#[test]
fn what_was_never_answered_is_forgotten_after_its_timeout() {
    let mut pace = Pace::default();
    for _ in 0..40 {
        pace.started(seconds(1), Some(seconds(60)));
    }
    let answered = |mut pace: Pace, at| {
        pace.started(at, Some(seconds(60)));
        pace.observe(&limit(30, seconds(299)), at);
        pace.starts_in(at)
    };
    assert_eq!(answered(pace.clone(), seconds(60)), seconds(300));
    assert_eq!(answered(pace, seconds(61)), seconds(10));
}

#[test]
fn an_answer_that_was_overtaken_is_of_the_same_window() {
    let mut pace = told(10, seconds(10));
    pace.observe(&limit(12, seconds(10)), ms(20));
    assert_eq!(
        pace.starts_in(ms(20)),
        told(10, seconds(10)).starts_in(ms(20))
    );
    pace.observe(&limit(0, seconds(9)), ms(900));
    pace.observe(&limit(3, seconds(9)), ms(901));
    assert_eq!(pace.starts_in(ms(1000)), seconds(10));
}

#[test]
fn a_new_window_is_known_by_its_end() {
    let mut pace = told(0, seconds(10));
    pace.observe(&limit(0, seconds(300)), ms(10_100));
    assert_eq!(pace.starts_in(ms(10_100)), seconds(301));
    let mut pace = told(0, seconds(10));
    pace.observe(&limit(1200, ms(500)), ms(11_000));
    assert_eq!(pace.starts_in(ms(11_000)), Duration::ZERO);
    let mut pace = told(0, seconds(10));
    pace.observe(&limit(0, ms(500)), ms(11_000));
    assert_eq!(pace.starts_in(ms(11_000)), ms(1500));
}

#[test]
fn ends_that_are_two_seconds_apart_are_of_two_windows() {
    for (reset_after, expected) in [
        (ms(11_999), told(10, seconds(10))),
        (seconds(12), told(12, seconds(12))),
    ] {
        let mut pace = told(10, seconds(10));
        pace.observe(&limit(12, reset_after), Duration::ZERO);
        assert_eq!(pace, expected);
    }
}

#[test]
fn a_refusal_stops_all_for_as_long_as_it_asks() {
    for (mut pace, delay, expected) in [
        (Pace::default(), seconds(5), seconds(5)),
        (told(100, seconds(60)), seconds(5), seconds(61)),
        (told(100, seconds(60)), seconds(300), seconds(300)),
        (told(0, seconds(60)), seconds(300), seconds(300)),
    ] {
        assert!(pace.pause(1, Some(delay), Duration::ZERO));
        assert_eq!(pace.starts_in(Duration::ZERO), expected);
    }
}

#[test]
fn a_refusal_that_does_not_say_how_long_stops_all_for_a_minute() {
    for (mut pace, expected) in [
        (Pace::default(), seconds(60)),
        (told(100, seconds(4)), seconds(60)),
        (told(1, seconds(4)), seconds(60)),
        // It has been told before.
        (told(0, seconds(4)), seconds(5)),
    ] {
        assert!(pace.pause(1, None, Duration::ZERO));
        assert_eq!(pace.starts_in(Duration::ZERO), expected);
    }
}

#[test]
fn six_refusals_in_a_row_are_waited_out() {
    for refusals in 0..=6 {
        assert!(Pace::default().pause(refusals, None, Duration::ZERO));
    }
    let mut pace = Pace::default();
    assert!(!pace.pause(7, Some(seconds(5)), Duration::ZERO));
    assert_eq!(pace.starts_in(Duration::ZERO), Duration::ZERO);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_headers_are_read_or_say_nothing(
        limits in ".{0,60}|([a-z\"]{0,4};[rt]=[0-9.]{0,4};[rt]=[0-9]{0,30},? ?){0,4}",
        policies in ".{0,60}|([a-z\"]{0,4};[qw]=[0-9.]{0,30},?){0,4}",
    ) {
        let mut pace = Pace::default();
        if let Some(limit) = RateLimit::parse(&limits, &policies) {
            pace.observe(&limit, seconds(1000));
            let _ = pace.starts_in(seconds(1000));
        }
    }

    #[test]
    fn any_order_of_events_lets_a_request_start_in_the_end(
        events in prop::collection::vec((0..5_u8, 0..2000_u32, 0..400_u64), 0..60),
    ) {
        let mut pace = Pace::default();
        let mut now = seconds(1000);
        for (event, number, time) in events {
            match event {
                0 => pace.started(now, Some(seconds(60))),
                1 => pace.ended(),
                2 => pace.observe(&limit(number, seconds(time)), now),
                3 => assert!(pace.pause(number % 7, (number > 9).then(|| seconds(time)), now)),
                _ => now += ms(time * 100),
            }
        }
        let delay = pace.starts_in(now);
        prop_assert!(delay <= seconds(401), "{delay:?}");
        // Who waits for as long as he is told may start then, if nobody else does meanwhile.
        prop_assert_eq!(pace.starts_in(now + delay), Duration::ZERO);
    }
}
