//! Who asks and where: the credential, and the base URL that it is sent to. Holds no request and
//! reads no environment; the boundary hands in what the client has.

use crate::error::{Class, Error};
use crate::header::is_url;

/// The base URL of Cloudflare's API, used when the client has none of its own.
pub const BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// Which credential a request is sent with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An API token, sent as `Authorization: Bearer`.
    Token = 1,
    /// A global API key with its account's email, sent as `X-Auth-Key` and `X-Auth-Email`.
    Key = 2,
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
    /// let chosen = Credential::choose(Some("token"), Some("key"), None);
    /// assert_eq!(chosen, Ok(Some(Credential::Token)));
    ///
    /// let error = Credential::choose(None, Some("key"), None).unwrap_err();
    /// assert_eq!(error.message, "apiEmail: expected a string beside apiKey, got nothing");
    /// ```
    pub fn choose(
        token: Option<&str>,
        key: Option<&str>,
        email: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        if let Some(token) = token {
            check("apiToken", token)?;
            return Ok(Some(Self::Token));
        }
        match (key, email) {
            (Some(key), Some(email)) => {
                check("apiKey", key)?;
                check("apiEmail", email)?;
                Ok(Some(Self::Key))
            }
            (Some(_), None) => Err(missing("apiEmail", "apiKey")),
            (None, Some(_)) => Err(missing("apiKey", "apiEmail")),
            (None, None) => Ok(None),
        }
    }
}

fn missing(name: &str, other: &str) -> Error {
    let parts = [name, ": expected a string beside ", other, ", got nothing"];
    Error::new(Class::Cloudflare, &parts)
}

/// Refuses what `Headers.set` would refuse with the value in its message, and spaces besides: they
/// come from copying, and the API would answer with a riddle.
fn check(name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        let fault = "expected visible ASCII characters, got a space, a line break or another";
        return Err(Error::invalid(name, fault));
    }
    Ok(())
}

/// Appends the URL that paths are appended to.
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
/// use cf_stream_downloads::account::push_base_url;
///
/// let mut url = String::new();
/// push_base_url(&mut url, Some("/api/"), Some("https://example.com")).unwrap();
/// assert_eq!(url, "https://example.com/api");
///
/// assert!(push_base_url(&mut url, Some("https://example.com/?a=b"), None).is_err());
/// ```
pub fn push_base_url(
    url: &mut String,
    given: Option<&str>,
    origin: Option<&str>,
) -> Result<(), Error> {
    let given = given.unwrap_or(BASE_URL);
    let trimmed = given.strip_suffix('/').unwrap_or(given);
    let bytes = trimmed.as_bytes();
    let mut host = after_scheme(bytes)
        .unwrap_or_default()
        .split(|&byte| byte == b'/')
        .next()
        .unwrap_or_default()
        .iter();
    let is_path = given.as_bytes().first() == Some(&b'/') && given.as_bytes().get(1) != Some(&b'/');
    let fault = if !bytes.iter().copied().all(is_url) {
        "expected a URL, got a character that no URL has"
    } else if bytes.iter().any(|byte| matches!(byte, b'?' | b'#')) {
        "expected a URL without query and fragment"
    } else if is_path && origin.is_none() {
        "expected an absolute URL, as there is no page or worker location to resolve a path against"
    } else if is_path {
        url.push_str(origin.unwrap_or_default());
        ""
    } else if after_scheme(bytes).is_none() {
        "expected an http or https URL, or a path that begins with one slash"
    } else if host.len() == 0 {
        "expected a URL with a host"
    } else if host.any(|&byte| byte == b'@') {
        "expected a URL without user and password"
    } else {
        ""
    };
    if !fault.is_empty() {
        return Err(Error::invalid("baseURL", fault));
    }
    url.push_str(trimmed);
    Ok(())
}

fn after_scheme(url: &[u8]) -> Option<&[u8]> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme.as_bytes())
            .then_some(rest)
    })
}

#[cfg(test)]
mod test {
    use super::{BASE_URL, Credential, push_base_url};
    use crate::error::Error;

    fn base_url(given: Option<&str>, origin: Option<&str>) -> Result<String, Error> {
        let mut url = String::new();
        push_base_url(&mut url, given, origin)?;
        Ok(url)
    }

    fn choose(
        token: Option<&str>,
        key: Option<&str>,
        email: Option<&str>,
    ) -> Result<Option<Credential>, String> {
        Credential::choose(token, key, email).map_err(|error| error.message)
    }

    #[test]
    fn the_token_beats_key_and_email() {
        let chosen = choose(Some("t0ken"), Some("k"), Some("e@x.y"));
        assert_eq!(chosen, Ok(Some(Credential::Token)));
    }

    #[test]
    fn key_and_email_go_together() {
        let chosen = choose(None, Some("k"), Some("e@x.y"));
        assert_eq!(chosen, Ok(Some(Credential::Key)));
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
