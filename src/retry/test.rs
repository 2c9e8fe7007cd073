use super::{Refusal, delay, http_date, in_milliseconds, milliseconds, server_delay};
use crate::scripted::{cases, chances, ms, seconds};
use proptest::prelude::*;
use std::time::Duration;

const BUSY: Refusal = Refusal {
    status: Some(503),
    should_retry: "",
    server_delay: None,
    creates: false,
};

/// What a server asks for by its header `retry-after` at the beginning of 1970.
fn asked(retry_after: &str) -> Option<Duration> {
    server_delay("", retry_after, || Duration::ZERO)
}

#[test]
fn what_may_pass_is_retried_and_nothing_else() {
    let retried = [408, 409, 429, 500, 501, 502, 503, 504, 520, 529, 599];
    for status in 0..700 {
        let refusal = Refusal {
            status: Some(status),
            ..BUSY
        };
        let expected = retried.contains(&status) || status >= 500;
        assert_eq!(delay(&refusal, 0, 1, 0.5).is_some(), expected, "{status}");
    }
    assert!(delay(&Refusal::default(), 0, 1, 0.5).is_some());
}

#[test]
fn x_should_retry_wins() {
    let is_retried = |status, should_retry| {
        let refusal = Refusal {
            status: Some(status),
            should_retry,
            ..BUSY
        };
        delay(&refusal, 0, 1, 0.5).is_some()
    };
    for (passing, lasting) in [(503, 404), (429, 400), (409, 422), (408, 302)] {
        assert!(is_retried(lasting, "true"));
        assert!(!is_retried(passing, "false"));
        for neither in ["perhaps", "", "1", "0"] {
            assert!(is_retried(passing, neither) && !is_retried(lasting, neither));
        }
    }
}

#[test]
fn a_creation_that_meets_409_is_not_retried_and_any_other_is() {
    let is_retried = |status, should_retry| {
        let refusal = Refusal {
            status: Some(status),
            should_retry,
            creates: true,
            ..BUSY
        };
        delay(&refusal, 0, 1, 0.5).is_some()
    };
    assert!(!is_retried(409, "") && !is_retried(409, "perhaps"));
    assert!(is_retried(409, "true"));
    for status in [408, 429, 500, 503] {
        assert!(is_retried(status, ""));
    }
}

#[test]
fn there_are_no_more_retries_than_allowed() {
    assert!(delay(&BUSY, 1, 2, 0.5).is_some());
    assert!(delay(&BUSY, 2, 2, 0.5).is_none());
    assert!(delay(&BUSY, 0, 0, 0.5).is_none());
    assert!(delay(&BUSY, u32::MAX - 1, u32::MAX, 0.5).is_some());
}

#[test]
fn the_delay_doubles_up_to_8_s_and_loses_at_most_a_quarter() {
    let longest = [500, 1000, 2000, 4000, 8000, 8000, 8000];
    for (retries, longest) in (0..).zip(longest.map(ms)) {
        let mut chance = chances(42);
        let delays = (0..1000).map(|_| delay(&BUSY, retries, 9, chance()).expect("a delay"));
        let delays: Vec<_> = delays.collect();
        let (least, most) = (delays.iter().min(), delays.iter().max());
        assert!(most.is_some_and(|most| *most <= longest && *most > longest * 99 / 100));
        assert!(least.is_some_and(|least| *least > longest * 3 / 4 && *least < longest * 76 / 100));
    }
}

#[test]
fn a_server_is_obeyed_up_to_a_minute() {
    let asked = |server_delay| {
        let refusal = Refusal {
            server_delay: Some(server_delay),
            ..BUSY
        };
        delay(&refusal, 0, 1, 0.5)
    };
    assert_eq!(asked(Duration::ZERO), Some(Duration::ZERO));
    assert_eq!(asked(ms(60_000)), Some(ms(60_000)));
    assert_eq!(asked(ms(60_001)), None);
    assert_eq!(asked(Duration::MAX), None);
}

#[test]
fn milliseconds_beat_seconds_and_garbage_beats_nothing() {
    let read =
        |retry_after_ms, retry_after| server_delay(retry_after_ms, retry_after, || Duration::ZERO);
    assert_eq!(read("20", "1"), Some(ms(20)));
    assert_eq!(read("0", "30"), Some(Duration::ZERO));
    assert_eq!(read("250.5", ""), Some(Duration::from_micros(250_500)));
    assert_eq!(read("x", "1"), Some(ms(1000)));
    assert_eq!(read("-5", "1"), Some(ms(1000)));
    assert_eq!(read("", "1.5"), Some(ms(1500)));
    assert_eq!(read("", "0"), Some(Duration::ZERO));
}

#[test]
fn what_is_no_number_of_0_or_more_is_ignored() {
    for garbage in [
        "",
        " ",
        ".",
        "-5",
        "-0.5",
        "1e3",
        "1e-2",
        "0x10",
        "1.2.3",
        "0,1",
        "1s",
        "null",
        "garbage",
        "NaN",
        "Infinity",
        "2000-01-01T00:00:00Z",
    ] {
        assert_eq!(
            server_delay(garbage, garbage, || Duration::ZERO),
            None,
            "{garbage}"
        );
    }
}

#[test]
fn more_than_any_clock_counts_is_still_a_delay() {
    for digits in [30, 400] {
        let asked = asked(&"9".repeat(digits)).expect("a delay");
        assert!(asked > Duration::from_hours(1_000_000));
    }
}

#[test]
fn a_date_is_a_delay_from_now_on_and_one_that_has_passed_is_none() {
    let text = "Sun, 06 Nov 1994 08:49:37 GMT";
    let read = |unix_time| server_delay("", text, || Duration::from_millis(unix_time));
    assert_eq!(read(784_111_777_000 - 2500), Some(ms(2500)));
    assert_eq!(read(784_111_777_000), Some(Duration::ZERO));
    assert_eq!(read(784_111_777_001), None);
    assert_eq!(asked("Thu, 01 Jan 1970 00:01:00 GMT"), Some(seconds(60)));
}

#[test]
fn what_is_no_date_of_http_is_ignored() {
    for text in [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 06 Nov 19-4 08:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sün, 06 Nov 1994 08:49:37 GM",
        "Thu, 31 Dec 1969 23:59:59 GMT",
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "Sat, 00 Jan 0000 00:00:00 GMT",
    ] {
        assert_eq!(http_date(text), None, "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_is_read() {
    const MONTHS: [(&str, u64); 12] = [
        ("Jan", 31),
        ("Feb", 28),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    let mut days = 0;
    for year in 1970..2404 {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (month, length) in MONTHS {
            for day in 1..=length + u64::from(is_leap && month == "Feb") {
                let text = format!("Day, {day:02} {month} {year} 01:02:03 GMT");
                let time = seconds(days * 86_400 + 3723);
                assert_eq!(http_date(&text), Some(time), "{text}");
                days += 1;
            }
        }
    }
}

#[test]
fn milliseconds_keep_their_microseconds() {
    assert_eq!(milliseconds(1.5), Duration::from_micros(1500));
    assert_eq!(milliseconds(-1.0), Duration::ZERO);
    assert_eq!(milliseconds(f64::NAN), Duration::ZERO);
    let century = seconds(3_155_760_000) + Duration::from_micros(1);
    assert_eq!(milliseconds(in_milliseconds(century)), century);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_headers_give_a_delay_of_at_most_a_minute_or_none(
        retry_after_ms in ".{0,30}|[0-9.]{0,400}",
        retry_after in ".{0,30}|[0-9.]{0,400}|[A-Z][a-z]{2}, [0-9]{2} (Jan|Feb|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        should_retry in "true|false|.{0,5}",
        status in any::<Option<u16>>(),
        creates in any::<bool>(),
        retries in any::<u32>(),
        max_retries in any::<u32>(),
        chance in 0.0..1.0_f64,
        unix_time in any::<u32>(),
    ) {
        let now = || seconds(unix_time.into());
        let server_delay = server_delay(&retry_after_ms, &retry_after, now);
        let refusal = Refusal { status, should_retry: &should_retry, server_delay, creates };
        if let Some(delay) = delay(&refusal, retries, max_retries, chance) {
            prop_assert!(retries < max_retries);
            prop_assert!(delay <= seconds(60));
            prop_assert!(server_delay.is_none_or(|asked| asked == delay));
        }
    }
}
