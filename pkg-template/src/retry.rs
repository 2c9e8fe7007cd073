//! Whether an attempt is repeated, and after how long. Sleeps nothing, sends nothing and asks no
//! clock: the time and the chance are handed in.

/// The delay before the first retry, in milliseconds. It doubles with every further one.
const FIRST_DELAY: f64 = 500.0;

/// The longest delay that is chosen here, in milliseconds.
const MAX_DELAY: f64 = 8_000.0;

/// How much of a delay chance may take off, so that clients that failed together return apart.
const JITTER: f64 = 0.25;

/// The longest delay a server may ask for and get, in milliseconds. A caller who is to wait longer
/// is told so instead.
const MAX_SERVER_DELAY: f64 = 60_000.0;

/// How an attempt ended that was no success.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attempt<'a> {
    /// The status, or `None` when there was no answer, within the timeout or at all.
    pub status: Option<u16>,
    /// The `x-should-retry` header, or nothing.
    pub should_retry: &'a str,
    /// What the server asked to wait, in milliseconds, as [`server_delay`] read it.
    pub server_delay: Option<f64>,
}

/// Returns how many milliseconds to wait before the next attempt, or `None` when there is to be
/// none.
///
/// - `retries` is how many there have been, of at most `max_retries`.
/// - `chance` is a random number, 0 or more and less than 1.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::retry::{Attempt, delay};
///
/// let busy = Attempt { status: Some(503), ..Attempt::default() };
/// assert_eq!(delay(&busy, 0, 2.0, 0.0), Some(500.0));
///
/// let missing = Attempt { status: Some(404), ..Attempt::default() };
/// assert_eq!(delay(&missing, 0, 2.0, 0.0), None);
/// ```
#[must_use]
pub fn delay(attempt: &Attempt, retries: u32, max_retries: f64, chance: f64) -> Option<f64> {
    let worth_it = match (attempt.should_retry, attempt.status) {
        ("true", _) | (_, None) => true,
        ("false", _) => false,
        (_, Some(status)) => matches!(status, 408 | 409 | 429 | 500..),
    };
    if !worth_it || f64::from(retries) >= max_retries {
        return None;
    }
    match attempt.server_delay {
        Some(delay) if delay > MAX_SERVER_DELAY => None,
        Some(delay) => Some(delay),
        None => {
            // From the fifth on it is the longest, and a shift by more than 31 would overflow.
            let delay = FIRST_DELAY * f64::from(1_u32 << retries.min(16));
            Some(delay.min(MAX_DELAY) * (1.0 - JITTER * chance))
        }
    }
}

/// Reads the delay that a server asks for, in milliseconds: `retry-after-ms`, else `retry-after` in
/// seconds or as a date, which is `until` milliseconds away. What is no number of 0 or more, or a date
/// that has passed, is ignored, and so is NaN for what is no date.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::retry::server_delay;
///
/// assert_eq!(server_delay("1500", "30", f64::NAN), Some(1500.0));
/// assert_eq!(server_delay("", "30", f64::NAN), Some(30_000.0));
/// assert_eq!(server_delay("", "Thu, 01 Jan 1970 00:00:10 GMT", 6_000.0), Some(6_000.0));
/// assert_eq!(server_delay("", "soon", f64::NAN), None);
/// ```
#[must_use]
pub fn server_delay(retry_after_ms: &str, retry_after: &str, until: f64) -> Option<f64> {
    number(retry_after_ms)
        .or_else(|| Some(number(retry_after)? * 1000.0))
        .or((until >= 0.0).then_some(until))
}

/// Reads `12` or `12.5`, trimmed as headers are. The standard library's parser knows more forms and weighs 8 KB.
pub(crate) fn number(text: &str) -> Option<f64> {
    let mut value = 0.0;
    let mut unit = None;
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                let digit = f64::from(byte - b'0');
                if let Some(unit) = &mut unit {
                    *unit /= 10.0;
                    value += digit * *unit;
                } else {
                    value = value * 10.0 + digit;
                }
            }
            b'.' if unit.is_none() => unit = Some(1.0),
            _ => return None,
        }
    }
    text.bytes()
        .any(|byte| byte.is_ascii_digit())
        .then_some(value)
}

#[cfg(test)]
mod test {
    use super::{Attempt, delay, server_delay};

    const BUSY: Attempt = Attempt {
        status: Some(503),
        should_retry: "",
        server_delay: None,
    };

    const NO_DATE: f64 = f64::NAN;

    /// A linear congruential generator: the same chances in every run.
    fn chances() -> impl Iterator<Item = f64> {
        let mut state = 42_u32;
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / 4_294_967_296.0
        })
    }

    #[test]
    fn what_may_pass_is_retried_and_nothing_else() {
        for (status, retried) in [
            (302, false),
            (400, false),
            (401, false),
            (404, false),
            (408, true),
            (409, true),
            (422, false),
            (429, true),
            (500, true),
            (599, true),
        ] {
            let attempt = Attempt {
                status: Some(status),
                ..BUSY
            };
            assert_eq!(delay(&attempt, 0, 1.0, 0.5).is_some(), retried, "{status}");
        }
        let unanswered = Attempt {
            status: None,
            ..BUSY
        };
        assert!(delay(&unanswered, 0, 1.0, 0.5).is_some());
    }

    #[test]
    fn x_should_retry_wins() {
        let attempt = |status, should_retry| Attempt {
            status: Some(status),
            should_retry,
            ..BUSY
        };
        assert!(delay(&attempt(404, "true"), 0, 1.0, 0.5).is_some());
        assert!(delay(&attempt(503, "false"), 0, 1.0, 0.5).is_none());
        assert!(delay(&attempt(503, "perhaps"), 0, 1.0, 0.5).is_some());
        assert!(delay(&attempt(404, "perhaps"), 0, 1.0, 0.5).is_none());
    }

    #[test]
    fn there_are_no_more_retries_than_allowed() {
        assert!(delay(&BUSY, 1, 2.0, 0.5).is_some());
        assert!(delay(&BUSY, 2, 2.0, 0.5).is_none());
        assert!(delay(&BUSY, 0, 0.0, 0.5).is_none());
        assert!(delay(&BUSY, 4_000_000_000, f64::INFINITY, 0.5).is_some());
    }

    #[test]
    fn the_delay_doubles_up_to_8_s_and_loses_at_most_a_quarter() {
        for (retries, longest) in [500.0, 1000.0, 2000.0, 4000.0, 8000.0, 8000.0]
            .into_iter()
            .enumerate()
        {
            let retries = u32::try_from(retries).expect("few");
            for chance in chances().take(1000) {
                let delay = delay(&BUSY, retries, 9.0, chance).expect("a delay");
                assert!(
                    delay <= longest && delay > longest * 0.75,
                    "{retries}: {delay}"
                );
            }
        }
    }

    #[test]
    fn a_server_is_obeyed_up_to_a_minute() {
        let asked = |ms| Attempt {
            server_delay: Some(ms),
            ..BUSY
        };
        assert_eq!(delay(&asked(0.0), 0, 1.0, 0.5), Some(0.0));
        assert_eq!(delay(&asked(60_000.0), 0, 1.0, 0.5), Some(60_000.0));
        assert_eq!(delay(&asked(60_001.0), 0, 1.0, 0.5), None);
    }

    #[test]
    fn milliseconds_beat_seconds_and_garbage_beats_nothing() {
        assert_eq!(server_delay("20", "1", NO_DATE), Some(20.0));
        assert_eq!(server_delay("x", "1", NO_DATE), Some(1000.0));
        assert_eq!(server_delay("", "1.5", NO_DATE), Some(1500.0));
        assert_eq!(server_delay("", "0", NO_DATE), Some(0.0));
        for garbage in [
            "", " ", ".", "-5", "1e3", "0x10", "1.2.3", "garbage", "Infinity",
        ] {
            assert_eq!(server_delay(garbage, garbage, NO_DATE), None, "{garbage}");
        }
    }

    #[test]
    fn a_date_that_has_passed_is_ignored() {
        let text = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(server_delay("", text, 2500.0), Some(2500.0));
        assert_eq!(server_delay("", text, 0.0), Some(0.0));
        assert_eq!(server_delay("", text, -1.0), None);
        assert_eq!(server_delay("", "2", 2500.0), Some(2000.0));
    }
}
