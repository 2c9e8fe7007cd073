//! Headers: delays that a server asks for, its limits of requests, and those that a request sends.

#![no_main]

use cf_stream_downloads::RateLimit;
use cf_stream_downloads::header::{Headers, is_secret, is_token, is_value, number};
use cf_stream_downloads::options::{count, interval, limit};
use cf_stream_downloads::rate_limit::Pace;
use cf_stream_downloads::retry::{Refusal, delay, server_delay};
use cf_stream_downloads_fuzz::{SECRET, assert_hidden, check, lines, read};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

fuzz_target!(|input: &[u8]| {
    let Some((kind, text)) = read(input, 3) else {
        return;
    };
    match kind {
        0 => retries(lines(&text).0),
        1 => rate_limit(lines(&text).0),
        _ => headers(lines(&text).0),
    }
});

fn retries([milliseconds, seconds, time, should_retry]: [&str; 4]) {
    let now = || Duration::from_secs(time.parse().unwrap_or(0));
    for milliseconds in ["", milliseconds] {
        let server_delay = server_delay(milliseconds, seconds, now);
        let longest = server_delay.map_or(Duration::from_secs(8), |asked| {
            asked.min(Duration::from_secs(60))
        });
        for (status, retries) in [(None, 0), (Some(429), 3), (Some(200), u32::MAX - 1)] {
            let refusal = Refusal {
                status,
                should_retry,
                server_delay,
                creates: status == Some(429),
            };
            for chance in [0.0, 0.5, 0.999] {
                let delay = delay(&refusal, retries, u32::MAX, chance).unwrap_or_default();
                assert!(delay <= longest, "{delay:?}");
            }
            assert_eq!(delay(&refusal, retries, retries, 0.5), None);
        }
    }
    let number = number(milliseconds).unwrap_or(f64::NAN);
    for number in [number, -number, f64::INFINITY] {
        for error in [
            limit("timeout", number).err(),
            interval("interval", number).err(),
            count("maxRetries", number, 0).err(),
        ] {
            error.iter().for_each(|error| check(error));
        }
    }
}

/// Reads two answers, of which the second comes at another time.
fn rate_limit(headers: [&str; 4]) {
    let mut pace = Pace::default();
    let mut now = Duration::ZERO;
    for answer in headers.chunks(2) {
        let (limits, policies) = (answer[0], answer[1]);
        pace.started(now, Some(Duration::from_secs(60)));
        if let Some(limit) = RateLimit::parse(limits, policies) {
            assert!(limit.policy.len() <= limits.len());
            pace.observe(&limit, now);
            now = now.saturating_add(limit.reset_after / 2);
        }
        pace.ended();
        let _ = pace.starts_in(now);
        let is_any_use = pace.pause(1, None, now);
        assert!(is_any_use);
        let _ = pace.starts_in(now);
    }
}

fn headers([name, value]: [&str; 2]) {
    let mut headers = Headers::default();
    headers.set(name, value);
    headers.append(&name.to_ascii_uppercase(), value);
    assert_eq!(headers.iter().count(), 1);
    assert_eq!(
        headers.get(name),
        Some([value, ", ", value].concat()).as_deref()
    );
    if is_secret(name) && value.contains(SECRET) {
        assert_hidden(&format!("{headers:?}"));
    }
    headers.remove(name);
    assert_eq!(headers.iter().count(), 0);
    assert!(!is_value(value) || !value.contains(['\r', '\0']));
    assert!(!is_token(name) || name.bytes().all(|byte| byte.is_ascii_graphic()));
    assert!(number(value).is_none_or(|number| number >= 0.0));
}
