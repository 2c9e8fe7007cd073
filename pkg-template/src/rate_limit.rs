//! The API's rate limit: what an answer says of it, and how soon the next request may start. Sends
//! nothing, sleeps nothing and asks no clock. Times are those of one clock, in milliseconds.
//!
//! Whoever asks keeps how many requests remain, less those that started since, and when the next
//! window begins. From then on nothing is known.

use crate::retry::number;

/// How much longer than the API says a window is taken to last, in milliseconds: it says whole seconds,
/// and has said them before the answer was here.
const MARGIN: f64 = 1_000.0;

/// The part of the quota below which requests are spread over the rest of the window.
const RESERVE: f64 = 0.05;

/// The quota where the API does not say it. Cloudflare's is 1,200 in five minutes.
const USUAL_QUOTA: f64 = 1_200.0;

/// How long nothing starts after a refusal that does not say how long, in milliseconds.
const UNTOLD_PAUSE: f64 = 60_000.0;

/// How many refusals in a row are waited out.
const MAX_PAUSES: u32 = 6;

/// Reads the headers `Ratelimit` and `Ratelimit-Policy`, of several limits the one with the least
/// requests left: <https://developers.cloudflare.com/fundamentals/api/reference/limits/>.
///
/// Returns the requests left, the seconds until the next window, the quota and the seconds of a window
/// as they are written, and the name of the policy, with a semicolon between each; or nothing. What the
/// policy does not say is empty.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::rate_limit::read;
///
/// let limit = read(r#""default";r=50;t=30"#, r#""default";q=1200;w=300"#);
/// assert_eq!(limit, "50;30;1200;300;default");
/// assert_eq!(read("50", ""), "");
/// ```
#[must_use]
pub fn read(limits: &str, policies: &str) -> String {
    let mut least = f64::INFINITY;
    let mut told = String::new();
    for limit in pieces(limits, b',') {
        let (remaining, reset) = (parameter(limit, "r="), parameter(limit, "t="));
        let left = number(remaining).unwrap_or(f64::NAN);
        if left.is_nan() || reset.is_empty() || (left >= least && !told.is_empty()) {
            continue;
        }
        least = left;
        let name = name(limit);
        let policy = policy(policies, name);
        told.clear();
        for part in [
            remaining,
            reset,
            parameter(policy, "q="),
            parameter(policy, "w="),
        ] {
            told.push_str(part);
            told.push(';');
        }
        told.push_str(unquoted(name));
    }
    told
}

fn policy<'a>(policies: &'a str, name_of_it: &str) -> &'a str {
    let of_it = |policy: &&str| name(policy) == name_of_it;
    pieces(policies, b',').find(of_it).unwrap_or_default()
}

/// Splits a text at a separator outside of quotes, and trims the pieces.
fn pieces(mut text: &str, separator: u8) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let piece;
        (piece, text) = cut(text, separator)?;
        Some(piece)
    })
}

fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    let mut quoted = false;
    let end = text.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == separator && !quoted
    });
    let (piece, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    (!text.is_empty()).then_some((piece.trim_ascii(), rest.get(1..).unwrap_or_default()))
}

fn name(item: &str) -> &str {
    pieces(item, b';').next().unwrap_or_default()
}

fn unquoted(name: &str) -> &str {
    match name.as_bytes() {
        [b'"', inner @ .., b'"'] => name.get(1..=inner.len()).unwrap_or_default(),
        _ => name,
    }
}

/// Returns the digits of a parameter, or nothing.
fn parameter<'a>(item: &'a str, key: &str) -> &'a str {
    let digits = |piece: &'a str| {
        piece
            .strip_prefix(key)
            .filter(|text| number(text).is_some())
    };
    pieces(item, b';').find_map(digits).unwrap_or_default()
}

/// Returns when the window ends that an answer tells of: when the known one does, `reset_at`, if it is
/// the same. Answers overtake each other, and of those from one window the last may know the least.
#[must_use]
pub fn resets_at(reset_at: f64, reset_after: f64, now: f64) -> f64 {
    let told = now + reset_after + MARGIN;
    if now < reset_at && (told - reset_at).abs() < 2.0 * MARGIN {
        reset_at
    } else {
        told
    }
}

/// Returns until when nothing may start after `refusals` in a row, or `None` where that were one too
/// many to ask again. `delay` is how long the last one asks to wait, or NaN where it does not say.
#[must_use]
pub fn paused_until(
    remaining: f64,
    reset_at: f64,
    refusals: u32,
    delay: f64,
    now: f64,
) -> Option<f64> {
    let is_told = now < reset_at && remaining < 1.0;
    let until = if is_told && delay.is_nan() {
        reset_at
    } else {
        let delay = if delay.is_nan() { UNTOLD_PAUSE } else { delay };
        reset_at.max(now + delay)
    };
    (refusals <= MAX_PAUSES).then_some(until)
}

/// Returns in how many milliseconds the next request may start, when `since_last` milliseconds have
/// passed since the last one did. `quota` is NaN where it is not known.
#[must_use]
pub fn starts_in(remaining: f64, reset_at: f64, quota: f64, since_last: f64, now: f64) -> f64 {
    let left = reset_at - now;
    let quota = if quota.is_nan() { USUAL_QUOTA } else { quota };
    if left <= 0.0 || remaining >= 1.0 && remaining > quota * RESERVE {
        0.0
    } else if remaining < 1.0 {
        left
    } else {
        (left / remaining - since_last).max(0.0)
    }
}

#[cfg(test)]
mod test {
    use super::{paused_until, read, resets_at, starts_in};

    const UNTOLD: f64 = f64::NAN;

    fn is_about(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1e-6
    }

    #[test]
    fn the_limit_with_the_least_left_is_read_with_its_policy() {
        let limits = r#""minute; a, b" ; r=20;t=60, burst;t=1;r=3 ,"day";r=900;t=86400"#;
        let policies = r#""day";q=1000;w=86400, burst;q=5;w=1;pk=:YQ==:"#;
        assert_eq!(read(limits, policies), "3;1;5;1;burst");
        assert_eq!(read(r#""a, b";r=0;t=5"#, policies), "0;5;;;a, b");
        assert_eq!(
            read(r#""a; b";r=0.5;t=5"#, r#""a; b";w=7"#),
            "0.5;5;;7;a; b"
        );
        assert_eq!(read("a;r=5;t=1, b;r=5;t=2", ""), "5;1;;;a");
    }

    #[test]
    fn a_limit_that_cannot_be_read_is_left_out() {
        for text in [
            "",
            ",",
            "r=5",
            "\"default\"",
            "\"default\";r=5",
            "\"default\";t=5",
            "x;r=-1;t=5",
            "x;r=five;t=5",
            "x;r=5;t=",
            "\"x;r=5;t=5",
            "100, 50;w=60",
        ] {
            assert_eq!(read(text, ""), "", "{text}");
        }
        assert_eq!(read("garbage, x;r=7;t=5, y;r=1", "x;q=,"), "7;5;;;x");
    }

    #[test]
    fn more_requests_than_a_number_can_tell_are_as_good_as_none() {
        let digits = "9".repeat(400);
        let limit = ["x;r=", &digits, ";t=1"].concat();
        assert_eq!(read(&limit, ""), [&digits, ";1;;;x"].concat());
        assert_eq!(read(&(limit + ",y;r=2;t=1"), ""), "2;1;;;y");
    }

    #[test]
    fn nothing_waits_while_nothing_is_known() {
        assert!(is_about(starts_in(0.0, 0.0, UNTOLD, 0.0, 0.0), 0.0));
        assert!(is_about(starts_in(0.0, 10.0, UNTOLD, 0.0, 10.0), 0.0));
        assert!(is_about(starts_in(0.0, 10.0, UNTOLD, 0.0, 99.0), 0.0));
    }

    #[test]
    fn requests_start_at_once_until_few_are_left_and_are_then_spread() {
        let reset_at = resets_at(0.0, 119_000.0, 50.0);
        for quota in [1200.0, UNTOLD] {
            let delay = |remaining, since_last| {
                let now = 50.0;
                starts_in(remaining, reset_at, quota, since_last, now)
            };
            assert!(is_about(delay(1200.0, 0.0), 0.0));
            assert!(is_about(delay(61.0, 0.0), 0.0));
            assert!(is_about(delay(60.0, 0.0), 2_000.0));
            assert!(is_about(delay(60.0, 500.0), 1_500.0));
            assert!(is_about(delay(60.0, 9_000.0), 0.0));
            assert!(is_about(delay(1.0, 0.0), 120_000.0));
            assert!(is_about(delay(0.0, 1e9), 120_000.0));
            assert!(is_about(delay(-3.0, 1e9), 120_000.0));
        }
    }

    #[test]
    fn a_small_quota_is_used_up_before_anything_waits() {
        assert!(is_about(starts_in(1.0, 10.0, 5.0, 0.0, 0.0), 0.0));
        assert!(is_about(starts_in(0.5, 10.0, 5.0, 0.0, 0.0), 10.0));
    }

    #[test]
    fn an_answer_that_was_overtaken_is_of_the_same_window() {
        let first = resets_at(0.0, 10_000.0, 0.0);
        assert!(is_about(first, 11_000.0));
        assert!(is_about(resets_at(first, 10_000.0, 20.0), first));
        assert!(is_about(resets_at(first, 9_000.0, 900.0), first));
    }

    #[test]
    fn a_new_window_is_known_by_its_end() {
        let first = resets_at(0.0, 10_000.0, 0.0);
        let told_early = resets_at(first, 300_000.0, 10_100.0);
        assert!(is_about(told_early, 311_100.0));
        let told_late = resets_at(first, 500.0, 11_000.0);
        assert!(is_about(told_late, 12_500.0));
    }

    #[test]
    fn a_refusal_stops_all_for_as_long_as_it_asks() {
        let until = |remaining, reset_at, delay| {
            paused_until(remaining, reset_at, 0, delay, 100.0).expect("a pause")
        };
        assert!(is_about(until(0.0, 0.0, 5_000.0), 5_100.0));
        assert!(is_about(until(100.0, 61_000.0, 5_000.0), 61_000.0));
        assert!(is_about(until(100.0, 61_000.0, 300_000.0), 300_100.0));
        assert!(is_about(until(0.0, 61_000.0, 300_000.0), 300_100.0));
    }

    #[test]
    fn a_refusal_that_does_not_say_how_long_stops_all_for_a_minute() {
        let until = |remaining, reset_at| {
            paused_until(remaining, reset_at, 1, UNTOLD, 0.0).expect("a pause")
        };
        assert!(is_about(until(0.0, 0.0), 60_000.0));
        assert!(is_about(until(100.0, 5_000.0), 60_000.0));
        // It has been told before.
        assert!(is_about(until(0.0, 5_000.0), 5_000.0));
    }

    #[test]
    fn six_refusals_in_a_row_are_waited_out() {
        assert!(paused_until(0.0, 5_000.0, 6, UNTOLD, 0.0).is_some());
        assert_eq!(paused_until(0.0, 5_000.0, 7, UNTOLD, 0.0), None);
    }
}
