//! Headers: what HTTP allows as their names and values, numbers as they are written in them, and
//! the list of those that a request is sent with.

use crate::error::push;

/// What requests say of who sends them.
pub(crate) const USER_AGENT: &str = concat!("cf-stream-downloads/", env!("CARGO_PKG_VERSION"));

/// The headers of a request. A name is in it once, in lower case, whatever the case it is given in.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Makes those that every request has, with the name of this client where the runtime sends none
    /// of its own.
    pub(crate) fn base(is_named: bool) -> Self {
        let mut headers = Self::default();
        headers.set("accept", "application/json");
        if is_named {
            headers.set("user-agent", USER_AGENT);
        }
        headers
    }

    /// Sets a header, in place of one of that name.
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0.push((name.to_ascii_lowercase(), value.to_owned()));
    }

    /// Adds a value to a header, after a comma where it has one.
    pub fn append(&mut self, name: &str, value: &str) {
        match self.place(name).and_then(|at| self.0.get_mut(at)) {
            Some((_, values)) => push(values, &[", ", value]),
            None => self.set(name, value),
        }
    }

    /// Removes a header.
    pub fn remove(&mut self, name: &str) {
        if let Some(at) = self.place(name) {
            self.0.remove(at);
        }
    }

    /// Returns the value of a header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(self.place(name)?)
            .map(|(_, value)| value.as_str())
    }

    /// Iterates over the names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(name))
    }
}

impl std::fmt::Debug for Headers {
    /// Shows no value of a header that may hold a secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |(name, value)| (name, if is_secret(name) { "***" } else { value });
        formatter
            .debug_map()
            .entries(self.iter().map(shown))
            .finish()
    }
}

/// Tells whether the value of a header is a secret.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "authorization",
        "cf-access-client-id",
        "cf-access-client-secret",
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-auth-email",
        "x-auth-key",
        "x-auth-user-service-key",
    ];
    NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Tells whether a text is a token of HTTP, as names of headers and methods are.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let token = |byte| {
        matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'#'..=b'\'' | b'*' | b'+')
            || matches!(byte, b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
    };
    !text.is_empty() && text.bytes().all(token)
}

/// Tells whether a text can be the value of a header: Latin-1 without control characters.
#[must_use]
pub fn is_value(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\t' | ' '..='~' | '\u{A0}'..='\u{FF}'))
}

/// Reads a number of 0 or more as headers have it: `12` or `12.5`. The standard library's parser
/// knows more forms, and is a fifth of the size of the npm package.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::header::number;
///
/// assert_eq!(number("12.5"), Some(12.5));
/// assert_eq!(number("1e3"), None);
/// ```
#[must_use]
pub fn number(text: &str) -> Option<f64> {
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
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    has_digit.then_some(value)
}

/// Takes a number of 0 or more for a whole one, if it is one of 32 bits.
pub(crate) fn whole(number: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what it loses is compared"
    )]
    let whole = number as u32;
    #[expect(clippy::float_cmp, reason = "a whole number is exact")]
    let is_whole = f64::from(whole) == number;
    is_whole.then_some(whole)
}

#[cfg(test)]
mod test {
    use super::{Headers, is_secret, is_token, is_value, number, whole};

    #[test]
    fn a_name_is_a_token() {
        assert!(is_token("X-Custom_1.~"));
        for text in ["", "a b", "a:", "a\n", "é", "(a)", "a/b"] {
            assert!(!is_token(text), "{text:?}");
        }
    }

    #[test]
    fn a_value_has_no_line_break_and_nothing_beyond_latin_1() {
        for text in ["", "a b", "\t", "é ÿ", "\"{}\""] {
            assert!(is_value(text), "{text:?}");
        }
        for text in ["a\n", "\r", "\0", "\u{7f}", "Ā", "😀"] {
            assert!(!is_value(text), "{text:?}");
        }
    }

    #[test]
    fn a_header_has_one_place_whatever_the_case_and_its_values_are_joined() {
        let mut headers = Headers::default();
        headers.append("X-Tag", "one");
        headers.append("x-tag", "two");
        headers.set("Accept", "text/plain");
        headers.set("ACCEPT", "application/json");
        let all: Vec<_> = headers.iter().collect();
        assert_eq!(all, [("x-tag", "one, two"), ("accept", "application/json")]);
        assert_eq!(headers.get("X-TAG"), Some("one, two"));
        headers.remove("X-tag");
        assert_eq!(headers.get("x-tag"), None);
    }

    #[test]
    fn the_values_of_secret_headers_are_not_shown() {
        for name in ["Authorization", "X-Auth-Key", "x-auth-email", "Set-Cookie"] {
            assert!(is_secret(name), "{name}");
        }
        let mut headers = Headers::default();
        headers.set("Authorization", "Bearer s3cret");
        headers.set("accept", "text/plain");
        let shown = format!("{headers:?}");
        assert_eq!(shown, r#"{"authorization": "***", "accept": "text/plain"}"#);
    }

    #[test]
    fn a_name_is_in_the_list_once_in_any_case() {
        let mut headers = Headers::default();
        headers.set("X-One", "1");
        headers.append("x-one", "2");
        assert_eq!(headers.get("X-ONE"), Some("1, 2"));
        headers.set("x-ONE", "3");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("x-one", "3")]);
        headers.remove("X-one");
        assert_eq!(headers.get("x-one"), None);
    }

    #[test]
    fn a_number_has_digits_and_at_most_one_point() {
        assert_eq!(number("0"), Some(0.0));
        assert_eq!(number("100.000000"), Some(100.0));
        for text in ["", ".", "-1", "1e3", "0x10", "1.2.3", " 1", "Infinity"] {
            assert_eq!(number(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_whole_number_has_32_bits_and_no_fraction() {
        assert_eq!(whole(0.0), Some(0));
        assert_eq!(whole(4_294_967_295.0), Some(u32::MAX));
        for number in [0.5, -1.0, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert_eq!(whole(number), None, "{number}");
        }
    }
}
