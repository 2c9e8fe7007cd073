//! Which events are logged, and what of them is not shown. Writes nothing: the boundary has the logger.

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

/// Tells whether the value of a header is a secret.
#[must_use]
pub fn is_secret(name: &str) -> bool {
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

#[cfg(test)]
mod test {
    use super::{Level, is_secret};

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
    fn the_values_of_secret_headers_are_not_shown() {
        for name in ["Authorization", "X-Auth-Key", "x-auth-email", "Set-Cookie"] {
            assert!(is_secret(name), "{name}");
        }
        assert!(!is_secret("accept"));
    }
}
