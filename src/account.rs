//! Who asks and where: the credential, and the base URL that it is sent to. Holds no request and
//! reads no environment; the boundary hands in what the client has.

use crate::error::Error;

/// The base URL of Cloudflare's API, used when the client has none of its own.
pub const BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// A credential, the one that a request is sent with.
///
/// Its text is shown by nothing but [`Credential::headers`].
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// An API token, sent as `Authorization: Bearer`.
    Token(String),
    /// A global API key with its account's email, sent as `X-Auth-Key` and `X-Auth-Email`.
    Key {
        /// The key.
        key: String,
        /// The email.
        email: String,
    },
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Token(_) => "Token(***)",
            Self::Key { .. } => "Key(***)",
        })
    }
}

impl Credential {
    /// Chooses the one credential to send: the token, else the key with its email, else none.
    ///
    /// # Errors
    ///
    /// A key without its email, or the reverse, is refused with the name of the missing one, and a
    /// value that a header cannot carry with its own name. No value is ever part of the message.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::account::Credential;
    ///
    /// let key = Some("key".to_owned());
    /// let chosen = Credential::choose(Some("token".to_owned()), key.clone(), None);
    /// assert_eq!(chosen, Ok(Some(Credential::Token("token".to_owned()))));
    ///
    /// let error = Credential::choose(None, key, None).unwrap_err();
    /// assert_eq!(error.message, "apiEmail: expected a string beside apiKey, got nothing");
    /// ```
    pub fn choose(
        token: Option<String>,
        key: Option<String>,
        email: Option<String>,
    ) -> Result<Option<Self>, Error> {
        if let Some(token) = token {
            return Ok(Some(Self::Token(header_value("apiToken", token)?)));
        }
        match (key, email) {
            (Some(key), Some(email)) => Ok(Some(Self::Key {
                key: header_value("apiKey", key)?,
                email: header_value("apiEmail", email)?,
            })),
            (Some(_), None) => Err(missing("apiEmail", "apiKey")),
            (None, Some(_)) => Err(missing("apiKey", "apiEmail")),
            (None, None) => Ok(None),
        }
    }

    /// Returns the headers that carry the credential.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Token(token) => vec![("authorization", ["Bearer ", token].concat())],
            Self::Key { key, email } => {
                vec![("x-auth-key", key.clone()), ("x-auth-email", email.clone())]
            }
        }
    }

    /// Returns the part that nobody may see.
    #[must_use]
    pub fn secret(&self) -> &str {
        match self {
            Self::Token(secret) | Self::Key { key: secret, .. } => secret,
        }
    }
}

fn missing(name: &str, other: &str) -> Error {
    let fault = ["expected a string beside ", other, ", got nothing"].concat();
    Error::invalid(name, &fault)
}

/// Refuses what `Headers.set` would refuse with the value in its message, and spaces besides: they
/// come from copying, and the API would answer with a riddle.
fn header_value(name: &str, value: String) -> Result<String, Error> {
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        let fault = "expected visible ASCII characters, got a space, a line break or another";
        return Err(Error::invalid(name, fault));
    }
    Ok(value)
}

/// Makes the URL that paths are appended to.
///
/// - `given` is the client's own, or `None` for Cloudflare's.
/// - `origin` is that of the page or worker, which a path such as `/api` is resolved against.
/// - One trailing slash is dropped.
///
/// # Errors
///
/// A URL that is not absolute and has nothing to be resolved against, has a query, a fragment or a
/// user, or is not `http` or `https`, is refused. It may hold a secret, so the message does not
/// repeat it.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::account::base_url;
///
/// let url = base_url(Some("/api/"), Some("https://example.com"));
/// assert_eq!(url, Ok("https://example.com/api".to_owned()));
///
/// assert!(base_url(Some("https://example.com/?a=b"), None).is_err());
/// ```
pub fn base_url(given: Option<&str>, origin: Option<&str>) -> Result<String, Error> {
    let Some(given) = given else {
        return Ok(BASE_URL.to_owned());
    };
    let refuse = |fault: &str| Err(Error::invalid("baseURL", fault));
    let unfit = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&byte);
    if given.bytes().any(unfit) {
        return refuse("expected a URL, got a character that no URL has");
    }
    if given.contains(['?', '#']) {
        return refuse("expected a URL without query and fragment");
    }
    let trimmed = given.strip_suffix('/').unwrap_or(given);
    if given.starts_with('/') && !given.starts_with("//") {
        return match origin {
            Some(origin) => Ok([origin, trimmed].concat()),
            None => refuse(
                "expected an absolute URL, as there is no page or worker location to resolve a path against",
            ),
        };
    }
    let Some(rest) = without_scheme(trimmed) else {
        return refuse("expected an http or https URL, or a path that begins with one slash");
    };
    let host = || rest.bytes().take_while(|&byte| byte != b'/');
    if host().next().is_none() {
        return refuse("expected a URL with a host");
    }
    if host().any(|byte| byte == b'@') {
        return refuse("expected a URL without user and password");
    }
    Ok(trimmed.to_owned())
}

fn without_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

#[cfg(test)]
mod test {
    use super::{BASE_URL, Credential, base_url};

    fn choose(
        token: Option<&str>,
        key: Option<&str>,
        email: Option<&str>,
    ) -> Result<Option<Credential>, String> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Credential::choose(owned(token), owned(key), owned(email)).map_err(|error| error.message)
    }

    #[test]
    fn the_token_beats_key_and_email() {
        let chosen = choose(Some("t0ken"), Some("k"), Some("e@x.y"));
        let headers = chosen.expect("no fault").expect("a credential").headers();
        assert_eq!(headers, [("authorization", "Bearer t0ken".to_owned())]);
    }

    #[test]
    fn key_and_email_go_together() {
        let chosen = choose(None, Some("k"), Some("e@x.y"));
        let headers = chosen.expect("no fault").expect("a credential").headers();
        assert_eq!(
            headers,
            [
                ("x-auth-key", "k".to_owned()),
                ("x-auth-email", "e@x.y".to_owned())
            ]
        );
        assert_eq!(
            choose(None, Some("k"), None),
            Err("apiEmail: expected a string beside apiKey, got nothing".to_owned())
        );
        assert_eq!(
            choose(None, None, Some("e@x.y")),
            Err("apiKey: expected a string beside apiEmail, got nothing".to_owned())
        );
        assert_eq!(choose(None, None, None), Ok(None));
    }

    #[test]
    fn a_value_that_a_header_cannot_carry_is_named_and_not_shown() {
        for value in [
            "s3cret\n",
            "s3 cret",
            "s3crét",
            "s3cret\0",
            "\u{2028}s3cret",
        ] {
            for (name, chosen) in [
                ("apiToken", choose(Some(value), None, None)),
                ("apiKey", choose(None, Some(value), Some("e"))),
                ("apiEmail", choose(None, Some("k"), Some(value))),
            ] {
                let fault = chosen.expect_err("a fault");
                assert!(fault.starts_with(name), "{fault}");
                assert!(!fault.contains("cr"), "{fault}");
            }
        }
        let fault = choose(Some(""), Some("k"), Some("e")).expect_err("a fault");
        assert_eq!(fault, "apiToken: expected a string that is not empty");
    }

    #[test]
    fn a_credential_is_not_shown_when_debugged() {
        let token = choose(Some("s3cret"), None, None);
        let key = choose(None, Some("s3cret"), Some("e@x.y"));
        assert!(!format!("{token:?} {key:?}").contains("s3cret"));
    }

    #[test]
    fn a_base_url_loses_one_trailing_slash() {
        assert_eq!(base_url(None, None), Ok(BASE_URL.to_owned()));
        for (given, url) in [
            ("https://example.com", "https://example.com"),
            ("https://example.com/", "https://example.com"),
            ("https://example.com/a//", "https://example.com/a/"),
            ("HTTP://[::1]:8787/v4/", "HTTP://[::1]:8787/v4"),
        ] {
            assert_eq!(base_url(Some(given), None), Ok(url.to_owned()));
        }
    }

    #[test]
    fn a_path_is_resolved_where_there_is_an_origin() {
        let origin = Some("https://example.com");
        assert_eq!(
            base_url(Some("/api"), origin),
            Ok("https://example.com/api".to_owned())
        );
        assert_eq!(
            base_url(Some("/"), origin),
            Ok("https://example.com".to_owned())
        );
        let fault = base_url(Some("/api"), None).expect_err("a fault").message;
        assert!(fault.contains("no page or worker location"), "{fault}");
    }

    #[test]
    fn what_is_no_base_url_is_refused_and_not_repeated() {
        for given in [
            "",
            "s3cret",
            "//s3cret.example/api",
            "https://",
            "https:///s3cret",
            "ftp://s3cret.example",
            "javascript:s3cret",
            "https://s3cret:s3cret@example.com",
            "https://example.com/?s3cret",
            "https://example.com/#s3cret",
            "https://example.com/s3 cret",
            "https://example.com\\s3cret",
            "https://exämple.com/s3cret",
            "https://example.com/s3cret\n",
        ] {
            let fault = base_url(Some(given), Some("https://example.com")).expect_err("a fault");
            assert!(fault.message.starts_with("baseURL: expected"), "{given}");
            assert!(!fault.message.contains("cret"), "{given}");
        }
    }
}
