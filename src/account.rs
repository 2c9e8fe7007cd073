//! Who asks and where: the credential, and the base URL that it is sent to. Holds no request and
//! reads no environment; whoever makes a client hands in what it has.

use crate::endpoint::is_url;
use crate::error::{Error, ErrorKind};
use crate::header::Headers;
use std::fmt;

/// The base URL of Cloudflare's API, used when the client has none of its own.
pub const BASE_URL: &str = "https://api.cloudflare.com/client/v4";

/// What a request is authorized by. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
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

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Token(_) => "Token(***)",
            Self::Key { .. } => "Key { key: ***, email: *** }",
        })
    }
}

impl Credential {
    /// Chooses the one credential to send: the token, else the key with its email, else none. White
    /// space at the ends of each is dropped.
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
    /// assert_eq!(chosen, Ok(Some(Credential::Token("token".to_owned()))));
    ///
    /// let error = Credential::choose(None, Some("key"), None).unwrap_err();
    /// assert_eq!(error.message, "apiEmail: expected a string beside apiKey, got nothing");
    /// ```
    pub fn choose(
        token: Option<&str>,
        key: Option<&str>,
        email: Option<&str>,
    ) -> Result<Option<Self>, Box<Error>> {
        if let Some(token) = token {
            let token = checked("apiToken", token)?;
            return Ok(Some(Self::Token(token)));
        }
        match (key, email) {
            (Some(key), Some(email)) => Ok(Some(Self::Key {
                key: checked("apiKey", key)?,
                email: checked("apiEmail", email)?,
            })),
            (Some(_), None) => Err(missing("apiEmail", "apiKey")),
            (None, Some(_)) => Err(missing("apiKey", "apiEmail")),
            (None, None) => Ok(None),
        }
    }

    /// Returns the part that is secret.
    #[must_use]
    pub fn secret(&self) -> &str {
        match self {
            Self::Token(secret) | Self::Key { key: secret, .. } => secret,
        }
    }

    /// Puts the credential among the headers of a request.
    pub fn authorize(&self, headers: &mut Headers) {
        match self {
            Self::Token(token) => headers.set("authorization", &["Bearer ", token].concat()),
            Self::Key { key, email } => {
                headers.set("x-auth-key", key);
                headers.set("x-auth-email", email);
            }
        }
    }
}

fn missing(name: &str, other: &str) -> Box<Error> {
    let parts = [name, ": expected a string beside ", other, ", got nothing"];
    Error::new(ErrorKind::InvalidInput, &parts)
}

/// Refuses what the platform's `Headers` would refuse with the value in its message, and spaces
/// besides: they come from copying, and the API would answer with a riddle.
fn checked(name: &str, value: &str) -> Result<String, Box<Error>> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    if name == "apiToken"
        && value
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
    {
        let fault = "expected the token alone, without \"Bearer \" before it";
        return Err(Error::invalid(name, fault));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        let fault = "expected visible ASCII characters, got a space, a line break or another";
        return Err(Error::invalid(name, fault));
    }
    Ok(value.to_owned())
}

/// The URL that paths are appended to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl Default for BaseUrl {
    /// Cloudflare's.
    fn default() -> Self {
        Self(BASE_URL.to_owned())
    }
}

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// - `origin` is that of the page or worker, which a path such as `/api` is resolved against.
    /// - One trailing slash is dropped.
    ///
    /// # Errors
    ///
    /// A URL that is not absolute and has nothing to be resolved against, has a query, a fragment or
    /// a user, or is not `http` or `https`, is refused. It may hold a secret, so the message does not
    /// repeat it.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::account::BaseUrl;
    ///
    /// let url = BaseUrl::parse("/api/", Some("https://example.com")).unwrap();
    /// assert_eq!(url.as_str(), "https://example.com/api");
    ///
    /// assert!(BaseUrl::parse("https://example.com/?a=b", None).is_err());
    /// ```
    pub fn parse(given: &str, origin: Option<&str>) -> Result<Self, Box<Error>> {
        let trimmed = given.strip_suffix('/').unwrap_or(given);
        let is_path = given.starts_with('/') && !given.starts_with("//");
        let after_scheme = after_scheme(trimmed);
        let host = after_scheme.map(|rest| {
            let end = rest.bytes().position(|byte| byte == b'/');
            rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
        });
        let fault = if !trimmed.bytes().all(is_url) {
            "expected a URL, got a character that no URL has"
        } else if trimmed.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
            "expected a URL without query and fragment"
        } else if is_path {
            match origin {
                Some(origin) => return Ok(Self([origin, trimmed].concat())),
                None => {
                    "expected an absolute URL, as there is no page or worker location to resolve a path against"
                }
            }
        } else if let Some(host) = host {
            if host.is_empty() {
                "expected a URL with a host"
            } else if host.bytes().any(|byte| byte == b'@') {
                "expected a URL without user and password"
            } else {
                return Ok(Self(trimmed.to_owned()));
            }
        } else {
            "expected an http or https URL, or a path that begins with one slash"
        };
        Err(Error::invalid("baseURL", fault))
    }

    /// Returns the URL, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether it is Cloudflare's own. Any other may be a proxy that adds a credential.
    #[must_use]
    pub fn is_cloudflares(&self) -> bool {
        self.0.eq_ignore_ascii_case(BASE_URL)
    }
}

fn after_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
