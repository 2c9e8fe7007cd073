//! Which events are logged, and how their lines read. Writes nothing: the boundary has the logger.

/// How much is logged. Each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Off,
    /// What went wrong and is not thrown.
    Error,
    /// What the user should know.
    Warn,
    /// One line per attempt.
    Info,
    /// The headers besides.
    Debug,
}

impl Level {
    const ALL: [Self; 5] = [Self::Off, Self::Error, Self::Warn, Self::Info, Self::Debug];

    /// Returns the level of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Returns the name, which is the logger's method too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// Makes the line of one attempt: `GET /accounts/… 503 in 35 ms, retrying in 480 ms`.
///
/// - `outcome` is the status, or the class of the error when there was no answer.
/// - Times are in milliseconds.
#[must_use]
pub fn attempt(request: &str, outcome: &str, took: f64, retry_in: Option<f64>) -> String {
    let mut line = [request, " ", outcome, " in ", &whole(took), " ms"].concat();
    if let Some(delay) = retry_in {
        line.push_str(&[", retrying in ", &whole(delay), " ms"].concat());
    }
    line
}

/// Appends a header to a line, without its value if that is a secret.
pub fn push_header(line: &mut String, name: &str, value: &str) {
    let value = if is_secret(name) { "***" } else { value };
    line.push_str(&[" ", name, ": ", value, ";"].concat());
}

fn is_secret(name: &str) -> bool {
    const NAMES: [&str; 8] = [
        "authorization",
        "cf-access-client-id",
        "cf-access-client-secret",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-auth-email",
        "x-auth-key",
    ];
    NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Writes milliseconds without a fraction: writing one would bring in float formatting.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates"
)]
#[must_use]
pub fn whole(milliseconds: f64) -> String {
    (milliseconds.ceil() as u64).to_string()
}

#[cfg(test)]
mod test {
    use super::{Level, attempt, push_header, whole};

    #[test]
    fn a_level_has_its_name_and_its_place() {
        for name in ["off", "error", "warn", "info", "debug"] {
            assert_eq!(Level::named(name).map(Level::name), Some(name));
        }
        assert_eq!(Level::named("verbose"), None);
        assert!(Level::Off < Level::Error && Level::Warn < Level::Info);
        assert!(Level::Error < Level::Warn && Level::Info < Level::Debug);
    }

    #[test]
    fn an_attempt_is_one_line() {
        assert_eq!(attempt("GET /x", "200", 34.2, None), "GET /x 200 in 35 ms");
        assert_eq!(
            attempt("GET /x", "APIConnectionError", 0.0, Some(480.0)),
            "GET /x APIConnectionError in 0 ms, retrying in 480 ms"
        );
    }

    #[test]
    fn the_values_of_secret_headers_are_not_shown() {
        let pairs = [
            ("accept", "application/json"),
            ("Authorization", "Bearer s3cret"),
            ("X-Auth-Key", "s3cret"),
            ("x-auth-email", "s3cret@example.com"),
            ("Set-Cookie", "s3cret"),
        ];
        let mut line = String::from("GET /x");
        for (name, value) in pairs {
            push_header(&mut line, name, value);
        }
        assert_eq!(
            line,
            "GET /x accept: application/json; Authorization: ***; X-Auth-Key: ***; x-auth-email: ***; Set-Cookie: ***;"
        );
    }

    #[test]
    fn milliseconds_are_whole() {
        assert_eq!(whole(0.2), "1");
        assert_eq!(whole(60_000.0), "60000");
        assert_eq!(whole(f64::NAN), "0");
    }
}
