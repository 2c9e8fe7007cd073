//! The API's rate limit: what an answer says of it, and how soon the next request may start. Sends
//! nothing, sleeps nothing and asks no clock.

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

/// What an answer says of the rate limit.
#[derive(Clone, Debug, PartialEq)]
pub struct RateLimit {
    /// How many requests are left in this window.
    pub remaining: f64,
    /// When the next window begins, in milliseconds from the answer.
    pub reset_after: f64,
    /// How many requests a window has.
    pub quota: Option<f64>,
    /// How long a window is, in milliseconds.
    pub window: Option<f64>,
    /// The name of the policy.
    pub policy: String,
}

impl RateLimit {
    /// Reads the headers `Ratelimit` and `Ratelimit-Policy`, of several limits the one with the least
    /// requests left: <https://developers.cloudflare.com/fundamentals/api/reference/limits/>.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::rate_limit::RateLimit;
    ///
    /// let limit = RateLimit::read(r#""default";r=50;t=30"#, Some(r#""default";q=1200;w=300"#)).unwrap();
    /// assert_eq!((limit.remaining, limit.reset_after), (50.0, 30_000.0));
    /// assert_eq!((limit.quota, limit.window), (Some(1200.0), Some(300_000.0)));
    /// assert_eq!(RateLimit::read("50", None), None);
    /// ```
    #[must_use]
    pub fn read(limits: &str, policies: Option<&str>) -> Option<Self> {
        let mut least: Option<Self> = None;
        for limit in pieces(limits, b',') {
            let (Some(remaining), Some(reset)) = (parameter(limit, "r="), parameter(limit, "t="))
            else {
                continue;
            };
            if least
                .as_ref()
                .is_some_and(|least| least.remaining <= remaining)
            {
                continue;
            }
            let of_it = |policy: &&str| name(policy) == name(limit);
            let policy = pieces(policies.unwrap_or_default(), b',').find(of_it);
            let policy = policy.unwrap_or_default();
            least = Some(Self {
                remaining,
                reset_after: reset * 1000.0,
                quota: parameter(policy, "q="),
                window: parameter(policy, "w=").map(|seconds| seconds * 1000.0),
                policy: name(limit).to_owned(),
            });
        }
        least
    }
}

/// Splits a text at a separator outside of quotes, and trims the pieces.
fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.as_bytes()
        .split(move |&byte| {
            quoted ^= byte == b'"';
            byte == separator && !quoted
        })
        .filter_map(|piece| std::str::from_utf8(piece).ok())
        .map(str::trim_ascii)
}

fn name(item: &str) -> &str {
    let name = pieces(item, b';').next().unwrap_or_default();
    let unquoted = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    unquoted.unwrap_or(name)
}

fn parameter(item: &str, key: &str) -> Option<f64> {
    pieces(item, b';').find_map(|piece| number(piece.strip_prefix(key)?))
}

/// How many requests may still start, as far as it is known. Times are those of one clock, in
/// milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// How many requests are left, less those that started since.
    pub remaining: f64,
    /// When the next window begins. From then on nothing is known.
    pub reset_at: f64,
    /// With how many left, or fewer, the rest is spread over the window.
    pub reserve: f64,
}

impl Budget {
    /// Returns the budget after an answer. `unanswered` requests may have been counted in it or not.
    #[must_use]
    pub fn after(self, limit: &RateLimit, unanswered: f64, now: f64) -> Self {
        let told = Self {
            remaining: limit.remaining - unanswered,
            reset_at: now + limit.reset_after + MARGIN,
            reserve: limit.quota.unwrap_or(USUAL_QUOTA) * RESERVE,
        };
        // Answers overtake each other, and of those from one window the last may know the least.
        if self.is_known(now) && (told.reset_at - self.reset_at).abs() < 2.0 * MARGIN {
            Self {
                remaining: told.remaining.min(self.remaining),
                ..self
            }
        } else {
            told
        }
    }

    /// Returns the budget after a refusal that asks to wait so many milliseconds.
    #[must_use]
    pub fn refused(self, delay: f64, now: f64) -> Self {
        let reset_at = now + delay;
        Self {
            remaining: 0.0,
            reset_at: if self.is_known(now) {
                reset_at.max(self.reset_at)
            } else {
                reset_at
            },
            ..self
        }
    }

    /// Returns the budget for asking again after `pauses` refusals in a row, or `None` where that were
    /// one too many.
    #[must_use]
    pub fn paused(self, pauses: u32, now: f64) -> Option<Self> {
        let told = self.is_known(now) && self.remaining < 1.0;
        let budget = if told {
            self
        } else {
            self.refused(UNTOLD_PAUSE, now)
        };
        (pauses <= MAX_PAUSES).then_some(budget)
    }

    /// Returns in how many milliseconds the next request may start, when `since_last` milliseconds have
    /// passed since the last one did.
    #[must_use]
    pub fn delay(self, since_last: f64, now: f64) -> f64 {
        let left = self.reset_at - now;
        if !self.is_known(now) {
            0.0
        } else if self.remaining < 1.0 {
            left
        } else if self.remaining > self.reserve {
            0.0
        } else {
            (left / self.remaining - since_last).max(0.0)
        }
    }

    fn is_known(self, now: f64) -> bool {
        now < self.reset_at
    }
}

#[cfg(test)]
mod test {
    use super::{Budget, RateLimit};

    const UNKNOWN: Budget = Budget {
        remaining: 0.0,
        reset_at: 0.0,
        reserve: 0.0,
    };

    fn limit(remaining: f64, seconds: f64) -> RateLimit {
        RateLimit {
            remaining,
            reset_after: seconds * 1000.0,
            quota: Some(1200.0),
            window: Some(300_000.0),
            policy: "default".to_owned(),
        }
    }

    fn is_about(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1e-6
    }

    #[test]
    fn the_limit_with_the_least_left_is_read_with_its_policy() {
        let limits = r#""minute; a, b" ; r=20;t=60, burst;t=1;r=3 ,"day";r=900;t=86400"#;
        let policies = r#""day";q=1000;w=86400, burst;q=5;w=1;pk=:YQ==:"#;
        let limit = RateLimit::read(limits, Some(policies)).expect("a limit");
        assert_eq!(limit.policy, "burst");
        assert!(is_about(limit.remaining, 3.0) && is_about(limit.reset_after, 1000.0));
        assert_eq!((limit.quota, limit.window), (Some(5.0), Some(1000.0)));
        let limit = RateLimit::read(r#""a, b";r=0;t=5"#, Some(policies)).expect("a limit");
        assert_eq!(limit.policy, "a, b");
        assert_eq!((limit.quota, limit.window), (None, None));
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
            assert_eq!(RateLimit::read(text, None), None, "{text}");
        }
        let limit = RateLimit::read("garbage, x;r=7;t=5, y;r=1", Some("")).expect("a limit");
        assert!(is_about(limit.remaining, 7.0));
    }

    #[test]
    fn nothing_waits_while_nothing_is_known() {
        assert!(is_about(UNKNOWN.delay(0.0, 0.0), 0.0));
        let over = Budget {
            reset_at: 10.0,
            ..UNKNOWN
        };
        assert!(is_about(over.delay(0.0, 10.0), 0.0));
    }

    #[test]
    fn requests_start_at_once_until_few_are_left_and_are_then_spread() {
        let budget = |remaining| UNKNOWN.after(&limit(remaining, 119.0), 0.0, 50.0);
        assert!(is_about(budget(1200.0).delay(0.0, 50.0), 0.0));
        assert!(is_about(budget(61.0).delay(0.0, 50.0), 0.0));
        assert!(is_about(budget(60.0).delay(0.0, 50.0), 2_000.0));
        assert!(is_about(budget(60.0).delay(500.0, 50.0), 1_500.0));
        assert!(is_about(budget(60.0).delay(9_000.0, 50.0), 0.0));
        assert!(is_about(budget(1.0).delay(0.0, 50.0), 120_000.0));
        assert!(is_about(budget(0.0).delay(1e9, 50.0), 120_000.0));
        let untold = RateLimit {
            quota: None,
            ..limit(60.0, 119.0)
        };
        assert!(is_about(
            UNKNOWN.after(&untold, 0.0, 50.0).delay(0.0, 50.0),
            2_000.0
        ));
    }

    #[test]
    fn what_is_under_way_counts_as_gone() {
        let budget = UNKNOWN.after(&limit(5.0, 10.0), 5.0, 0.0);
        assert!(is_about(budget.delay(1e9, 0.0), 11_000.0));
    }

    #[test]
    fn an_answer_that_was_overtaken_does_not_count() {
        let budget = UNKNOWN.after(&limit(3.0, 10.0), 0.0, 0.0);
        let budget = budget.after(&limit(4.0, 10.0), 0.0, 20.0);
        assert!(is_about(budget.remaining, 3.0));
        let budget = budget.after(&limit(2.0, 9.0), 0.0, 900.0);
        assert!(is_about(budget.remaining, 2.0) && is_about(budget.reset_at, 11_000.0));
    }

    #[test]
    fn a_new_window_counts_anew() {
        let budget = UNKNOWN.after(&limit(0.0, 10.0), 0.0, 0.0);
        let told_early = budget.after(&limit(1199.0, 300.0), 0.0, 10_100.0);
        assert!(is_about(told_early.remaining, 1199.0));
        let told_late = budget.after(&limit(1199.0, 1.0), 0.0, 11_000.0);
        assert!(is_about(told_late.remaining, 1199.0));
    }

    #[test]
    fn a_refusal_stops_all_for_as_long_as_it_asks() {
        let budget = UNKNOWN.refused(5_000.0, 100.0);
        assert!(is_about(budget.delay(1e9, 100.0), 5_000.0));
        let known = UNKNOWN.after(&limit(100.0, 60.0), 0.0, 0.0);
        assert!(is_about(
            known.refused(5_000.0, 0.0).delay(1e9, 0.0),
            61_000.0
        ));
        assert!(is_about(
            known.refused(300_000.0, 0.0).delay(1e9, 0.0),
            300_000.0
        ));
    }

    #[test]
    fn a_refusal_that_does_not_say_how_long_stops_all_for_a_minute() {
        let paused = UNKNOWN.paused(1, 0.0).expect("a pause");
        assert!(is_about(paused.delay(1e9, 0.0), 60_000.0));
        let told = UNKNOWN.refused(5_000.0, 0.0);
        assert_eq!(told.paused(6, 0.0), Some(told));
        assert_eq!(told.paused(7, 0.0), None);
    }
}
