//! The API's rate limit: what an answer says of it, and how soon the next request may start. Sends
//! nothing, sleeps nothing and asks no clock: times are those of one clock, and handed in.

use crate::header::number;
use crate::retry::{in_milliseconds, milliseconds};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::time::Duration;

/// How much longer than the API says a window is taken to last: it says whole seconds, and has said
/// them before the answer was here. In milliseconds.
const MARGIN: f64 = 1_000.0;

/// Below this part of the quota requests are spread over the rest of the window.
const RESERVE: f64 = 0.05;

/// The quota where the API does not say it. Cloudflare's is 1,200 in five minutes.
const USUAL_QUOTA: f64 = 1_200.0;

/// How long nothing starts after a refusal that does not say how long, in milliseconds.
const UNTOLD_PAUSE: f64 = 60_000.0;

/// How many refusals in a row are waited out.
const MAX_PAUSES: u32 = 6;

/// What an answer says of the rate limit, in the headers `Ratelimit` and `Ratelimit-Policy`:
/// <https://developers.cloudflare.com/fundamentals/api/reference/limits/>.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests are left in the window.
    pub remaining: u32,
    /// How long after the answer the next window begins.
    pub reset_after: Duration,
    /// How many requests a window has.
    pub quota: Option<u32>,
    /// How long a window is.
    pub window: Option<Duration>,
    /// The name of the policy, as in "default". Of several it is the one with the least requests
    /// left.
    pub policy: String,
}

impl RateLimit {
    /// Reads the headers, which are empty where they are not there.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::RateLimit;
    ///
    /// let limit = RateLimit::parse(r#""default";r=50;t=30"#, r#""default";q=1200;w=300"#).unwrap();
    /// assert_eq!((limit.remaining, limit.reset_after.as_secs()), (50, 30));
    /// assert_eq!(limit.quota, Some(1200));
    /// assert_eq!(RateLimit::parse("50", ""), None);
    /// ```
    #[must_use]
    pub fn parse(limits: &str, policies: &str) -> Option<Self> {
        let mut least: Option<Self> = None;
        for limit in pieces(limits, b',') {
            let (remaining, reset_after) = (parameter(limit, "r="), parameter(limit, "t="));
            let (Some(remaining), Some(reset_after)) = (remaining, reset_after) else {
                continue;
            };
            let remaining = whole(remaining);
            if least
                .as_ref()
                .is_some_and(|least| remaining >= least.remaining)
            {
                continue;
            }
            let name = name(limit);
            let policy = pieces(policies, b',').find(|policy| self::name(policy) == name);
            let policy = policy.unwrap_or_default();
            least = Some(Self {
                remaining,
                reset_after: milliseconds(reset_after * 1000.0),
                quota: parameter(policy, "q=").map(whole),
                window: parameter(policy, "w=").map(|seconds| milliseconds(seconds * 1000.0)),
                policy: unquoted(name).to_owned(),
            });
        }
        least
    }
}

/// In milliseconds, by the names that the npm package has for the fields.
impl Serialize for RateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("remaining", &self.remaining)?;
        map.serialize_entry("resetAfter", &in_milliseconds(self.reset_after))?;
        map.serialize_entry("quota", &self.quota)?;
        map.serialize_entry("window", &self.window.map(in_milliseconds))?;
        map.serialize_entry("policy", &self.policy)?;
        map.end()
    }
}

/// Splits a text at a separator outside of quotes, and trims the pieces.
pub(crate) fn pieces(mut text: &str, separator: u8) -> impl Iterator<Item = &str> {
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

fn parameter(item: &str, key: &str) -> Option<f64> {
    pieces(item, b';').find_map(|piece| number(piece.strip_prefix(key)?))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast takes what is out of range for the nearest that is not"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

/// What a client knows of its rate limit, and of its requests within it.
///
/// Whoever sends asks [`Pace::starts_in`] when the next request may start, tells of each that
/// starts and of each answer. What was never answered is forgotten after its time.
///
/// Times are kept in milliseconds, because the npm package keeps it as a JavaScript object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// How many requests remain, less those that started since.
    pub(crate) remaining: f64,
    /// The quota, or 0 where it is not known.
    pub(crate) quota: f64,
    /// When the next window begins. From then on nothing is known.
    pub(crate) reset_at: f64,
    /// When the last request started.
    pub(crate) last_start: f64,
    /// Of each request that is under way, when it counts as lost.
    pub(crate) under_way: Vec<f64>,
}

impl Pace {
    /// Returns how long to wait before the next request may start.
    #[must_use]
    pub fn starts_in(&self, now: Duration) -> Duration {
        let now = in_milliseconds(now);
        let left = self.reset_at - now;
        let quota = if self.quota > 0.0 {
            self.quota
        } else {
            USUAL_QUOTA
        };
        milliseconds(
            if left <= 0.0 || self.remaining >= 1.0 && self.remaining > quota * RESERVE {
                0.0
            } else if self.remaining < 1.0 {
                left
            } else {
                left / self.remaining - (now - self.last_start)
            },
        )
    }

    /// Takes note of a request that starts now. It counts as under way until it is answered, and at
    /// most for the time that it may take.
    pub fn started(&mut self, now: Duration, timeout: Option<Duration>) {
        let now = in_milliseconds(now);
        self.under_way.retain(|&lost_at| lost_at > now);
        let lost_at = timeout.map_or(f64::MAX, |timeout| now + in_milliseconds(timeout));
        self.under_way.push(lost_at);
        self.remaining -= 1.0;
        self.last_start = now;
    }

    /// Takes note of the end of a request, which was the last to start of those under way, or one
    /// like it.
    pub fn ended(&mut self) {
        self.under_way.pop();
    }

    /// Takes note of what an answer says. Answers overtake each other, and of those from one window
    /// the last may know the least.
    pub fn observe(&mut self, limit: &RateLimit, now: Duration) {
        let now = in_milliseconds(now);
        let told = now + in_milliseconds(limit.reset_after) + MARGIN;
        let is_same = now < self.reset_at && (told - self.reset_at).abs() < 2.0 * MARGIN;
        // The one that is answered here is under way itself.
        let others = self.under_way.len().saturating_sub(1);
        let others = f64::from(u32::try_from(others).unwrap_or(u32::MAX));
        let remaining = f64::from(limit.remaining) - others;
        if is_same {
            self.remaining = self.remaining.min(remaining);
        } else {
            self.remaining = remaining;
            self.reset_at = told;
        }
        self.quota = limit.quota.map_or(0.0, f64::from);
    }

    /// Has nothing start for a while after `refusals` in a row. Tells whether it is any use to ask
    /// again then, or that were one too many.
    ///
    /// - `delay` is how long the last one asks to wait, if it says so.
    pub fn pause(&mut self, refusals: u32, delay: Option<Duration>, now: Duration) -> bool {
        if refusals > MAX_PAUSES {
            return false;
        }
        let now = in_milliseconds(now);
        let is_told = now < self.reset_at && self.remaining < 1.0;
        if delay.is_some() || !is_told {
            let delay = delay.map_or(UNTOLD_PAUSE, in_milliseconds);
            self.reset_at = self.reset_at.max(now + delay);
        }
        self.remaining = 0.0;
        true
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
