//! Secrets, and how they are taken out of texts that people see: a server may repeat a request in
//! its answer.

use std::fmt;

/// A secret of fewer characters may be a part of ordinary words, and is left in them.
const MIN_LENGTH: usize = 8;

/// What stands in the place of a secret.
pub(crate) const REPLACEMENT: &str = "***";

/// Texts that no error and no log line may show. `Debug` does not show them, either.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Vec<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(REPLACEMENT)
    }
}

impl Secret {
    /// Makes a secret of a text that is long enough to be one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= MIN_LENGTH).then(|| Self(vec![text.to_owned()]))
    }

    /// Adds a text that is long enough to be one.
    pub fn add(&mut self, text: String) {
        if text.len() >= MIN_LENGTH {
            self.0.push(text);
        }
    }

    /// Returns the texts themselves.
    #[must_use]
    pub fn expose(&self) -> &[String] {
        &self.0
    }
}

/// Takes a secret out of a text.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::redact::{Secret, redact};
///
/// let secret = Secret::new("t0ken-of-mine");
/// assert_eq!(redact("Bearer t0ken-of-mine".to_owned(), secret.as_ref()), "Bearer ***");
/// ```
#[must_use]
pub fn redact(mut text: String, secret: Option<&Secret>) -> String {
    for secret in secret.map_or(&[][..], Secret::expose) {
        text = redact_one(text, secret);
    }
    text
}

fn redact_one(text: String, secret: &str) -> String {
    // The standard library's search weighs a kilobyte, and these texts are short.
    let found = |text: &str| {
        let mut windows = text.as_bytes().windows(secret.len());
        windows.position(|window| window == secret.as_bytes())
    };
    let mut redacted = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = found(rest).and_then(|at| rest.split_at_checked(at)) {
        redacted.push_str(before);
        redacted.push_str(REPLACEMENT);
        rest = after.get(secret.len()..).unwrap_or_default();
    }
    let mut redacted = if redacted.is_empty() {
        text
    } else {
        redacted.push_str(rest);
        redacted
    };
    // A text that was cut off may end with the beginning of the secret.
    let is_at_end = |&length: &usize| {
        let part = secret.as_bytes().get(..length);
        part.is_some_and(|part| redacted.as_bytes().ends_with(part))
    };
    if let Some(length) = (MIN_LENGTH..secret.len()).rev().find(is_at_end) {
        redacted.truncate(redacted.len() - length);
        redacted.push_str(REPLACEMENT);
    }
    redacted
}

#[cfg(test)]
mod test {
    use super::{Secret, redact};

    fn shown(text: &str, secret: &str) -> String {
        redact(text.to_owned(), Secret::new(secret).as_ref())
    }

    #[test]
    fn every_occurrence_is_taken_out() {
        assert_eq!(shown("12345678", "12345678"), "***");
        assert_eq!(
            shown("é12345678 1234567812345678", "12345678"),
            "é*** ******"
        );
        assert_eq!(shown("1234567", "12345678"), "1234567");
    }

    #[test]
    fn so_is_the_beginning_of_a_secret_that_was_cut_off() {
        assert_eq!(shown("é 1234567890", "1234567890ab"), "é ***");
        assert_eq!(shown("1234567890ab 12345678", "1234567890ab"), "*** ***");
        assert_eq!(shown("1234567", "1234567890ab"), "1234567");
        assert_eq!(shown("1234567890 ", "1234567890ab"), "1234567890 ");
        assert_eq!(shown("éééééééé", "éééééééééé"), "***");
    }

    #[test]
    fn each_of_several_secrets_is_taken_out() {
        let mut secret = Secret::new("one-secret").unwrap_or_default();
        for more in ["short", "two-secret"] {
            secret.add(more.to_owned());
        }
        let text = "a one-secret, a two-secret, a short one".to_owned();
        assert_eq!(redact(text, Some(&secret)), "a ***, a ***, a short one");
    }

    #[test]
    fn what_may_be_a_part_of_a_word_is_left() {
        assert_eq!(
            shown("Authentication error", "then"),
            "Authentication error"
        );
        assert_eq!(shown("tests tests", "tests t"), "tests tests");
    }

    #[test]
    fn a_secret_shows_itself_to_nobody_who_prints_it() {
        assert_eq!(format!("{:?}", Secret::new("12345678")), "Some(***)");
    }
}
