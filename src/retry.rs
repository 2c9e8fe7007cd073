//! Whether an attempt is repeated, and after how long. Sleeps nothing, sends nothing and asks no
//! clock: the time and the chance are handed in.

use crate::header::number;
use std::time::Duration;

/// The delay before the first retry. It doubles with every further one.
const FIRST_DELAY: Duration = Duration::from_millis(500);

/// The longest delay that is chosen here.
const MAX_DELAY: Duration = Duration::from_secs(8);

/// How much of a delay chance may take off, so that clients that failed together return apart.
const JITTER: f64 = 0.25;

/// The longest delay that a server may ask for and get. A caller who is to wait longer is told so
/// instead.
pub(crate) const MAX_SERVER_DELAY: Duration = Duration::from_mins(1);

/// An answer that is no success, or what stands for it where there was none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Refusal<'a> {
    /// The status, or `None` when there was no answer, within the timeout or at all.
    pub status: Option<u16>,
    /// The `x-should-retry` header, or nothing.
    pub should_retry: &'a str,
    /// What the server asks to wait, as [`server_delay`] has read it.
    pub server_delay: Option<Duration>,
    /// Whether the request was to create a download: then a 409 says that it is there already, and it
    /// would again.
    pub creates: bool,
}

/// Returns how long to wait before the next attempt, or `None` when there is to be none.
///
/// - `retries` is how many there have been, of at most `max_retries`.
/// - `chance` is a random number, 0 or more and less than 1.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::retry::{Refusal, delay};
/// use std::time::Duration;
///
/// let busy = Refusal { status: Some(503), ..Refusal::default() };
/// assert_eq!(delay(&busy, 0, 2, 0.0), Some(Duration::from_millis(500)));
///
/// let missing = Refusal { status: Some(404), ..Refusal::default() };
/// assert_eq!(delay(&missing, 0, 2, 0.0), None);
/// ```
#[must_use]
pub fn delay(refusal: &Refusal, retries: u32, max_retries: u32, chance: f64) -> Option<Duration> {
    let worth_it = match (refusal.should_retry, refusal.status) {
        ("true", _) | (_, None) => true,
        ("false", _) => false,
        (_, Some(409)) => !refusal.creates,
        (_, Some(status)) => matches!(status, 408 | 429 | 500..),
    };
    if !worth_it || retries >= max_retries {
        return None;
    }
    if let Some(delay) = refusal.server_delay {
        return (delay <= MAX_SERVER_DELAY).then_some(delay);
    }
    // From the fifth on it is the longest, and a shift by more than 31 would overflow.
    let doubled = FIRST_DELAY * (1_u32 << retries.min(16));
    let part = 1.0 - JITTER * chance;
    Some(milliseconds(in_milliseconds(doubled.min(MAX_DELAY)) * part))
}

/// Reads the delay that a server asks for: `retry-after-ms`, else `retry-after` in seconds or as a
/// date. What is no number of 0 or more, or a date that has passed, is ignored.
///
/// - `unix_time` is the time that has passed since 1970.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::retry::server_delay;
/// use std::time::Duration;
///
/// let now = || Duration::from_secs(4);
/// let read = |retry_after| server_delay("", retry_after, now);
/// assert_eq!(server_delay("1500", "30", now), Some(Duration::from_millis(1500)));
/// assert_eq!(read("30"), Some(Duration::from_secs(30)));
/// assert_eq!(read("Thu, 01 Jan 1970 00:00:10 GMT"), Some(Duration::from_secs(6)));
/// assert_eq!(read("soon"), None);
/// ```
#[must_use]
pub fn server_delay(
    retry_after_ms: &str,
    retry_after: &str,
    unix_time: impl FnOnce() -> Duration,
) -> Option<Duration> {
    if let Some(delay) = number(retry_after_ms) {
        return Some(milliseconds(delay));
    }
    if let Some(delay) = number(retry_after) {
        return Some(milliseconds(delay * 1000.0));
    }
    http_date(retry_after)?.checked_sub(unix_time())
}

/// Reads a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`, as the time since 1970. The two
/// obsolete forms are none.
fn http_date(text: &str) -> Option<Duration> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let digits = |from: usize, to: usize| -> Option<u64> {
        let text = text.get(from..to)?;
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| {
            text.bytes()
                .fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'))
        })
    };
    let separators = [
        (3, ", "),
        (7, " "),
        (11, " "),
        (16, " "),
        (19, ":"),
        (22, ":"),
    ];
    let is_separated = separators
        .iter()
        .all(|&(at, separator)| text.get(at..at + separator.len()) == Some(separator));
    if !is_separated || text.get(25..) != Some(" GMT") {
        return None;
    }
    let name = text.get(8..11)?;
    let (_, month) = (MONTHS.iter().zip(0_u64..)).find(|(known, _)| **known == name)?;
    let (day, year) = (digits(5, 7)?, digits(12, 16)?);
    let (hour, minute, second) = (digits(17, 19)?, digits(20, 22)?, digits(23, 25)?);
    // Days since the beginning of March of the year 0, in which the leap day is the last of a year:
    // https://howardhinnant.github.io/date_algorithms.html#days_from_civil
    let shifted = (month + 10) % 12;
    let year = year - u64::from(month < 2 && year > 0);
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day;
    let days = days.checked_sub(719_469)?;
    Some(Duration::from_secs(
        ((days * 24 + hour) * 60 + minute) * 60 + second,
    ))
}

/// Makes a duration of milliseconds, 0 or more.
pub(crate) fn milliseconds(number: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast takes what is out of range for the nearest that is not"
    )]
    let microseconds = (number * 1000.0) as u64;
    Duration::from_micros(microseconds)
}

/// Returns the milliseconds of a duration. Centuries are exact.
pub(crate) fn in_milliseconds(duration: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "below 2^53 nothing is lost")]
    let seconds = duration.as_secs() as f64;
    seconds * 1000.0 + f64::from(duration.subsec_micros()) / 1000.0
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
