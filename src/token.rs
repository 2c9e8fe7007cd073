//! Signed tokens for private videos: what their header and claims say, and the keys that sign them.
//! Knows no time and signs nothing; where there is Web Crypto, that does.
//!
//! What Cloudflare checks of a token:
//! <https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/>
//!
//! # Examples
//!
//! On wasm32 `DownloadToken::sign` does all of it. Elsewhere a library of one's own signs:
//!
//! ```
//! use cf_stream_downloads::token::{AccessRule, Action, DownloadToken};
//! use std::time::{Duration, SystemTime, UNIX_EPOCH};
//!
//! # fn sign_rs256(_input: &[u8]) -> Vec<u8> { vec![1, 2, 3] }
//! let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
//! let token = DownloadToken::new("8f926b2b01f383510025a78a4dcbf6a", "ea95132c15732412d22c1476fa83f27a")
//!     .expires_in(Duration::from_secs(600))
//!     .access_rule(AccessRule::country(Action::Allow, ["GB"]))
//!     .access_rule(AccessRule::any(Action::Block))
//!     .unsigned(now)?;
//! let signature = sign_rs256(token.signing_input().as_bytes());
//! let token = token.with_signature(&signature);
//! assert_eq!(token.split('.').count(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base64;
pub(crate) mod json;
mod key;

pub(crate) use base64::decode;
#[cfg(target_arch = "wasm32")]
pub(crate) use key::Material;
pub use key::SigningKey;

use crate::error::Error;
use json::{Json, push_text};
use std::fmt;
use std::time::Duration;

/// The longest time that Cloudflare takes a token for.
const MAX_EXPIRES_IN: Duration = Duration::from_hours(24);

/// How many rules a token may have.
const MAX_RULES: usize = 5;

/// What becomes of a request that a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// It is answered.
    Allow,
    /// It is refused.
    Block,
}

/// A rule about who may use a token. Rules are read from first to last, and the first that matches
/// decides; where none does, the token is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    action: Action,
    of: Matching,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Matching {
    Any,
    Ip(Vec<String>),
    Country(Vec<String>),
}

impl AccessRule {
    /// Makes a rule that every request matches.
    #[must_use]
    pub fn any(action: Action) -> Self {
        let of = Matching::Any;
        Self { action, of }
    }

    /// Makes a rule for IPv4 and IPv6 addresses and CIDR ranges, at least one: those of one version
    /// never match a request that comes by the other.
    #[must_use]
    pub fn ip<I: IntoIterator<Item: Into<String>>>(action: Action, ranges: I) -> Self {
        let of = Matching::Ip(ranges.into_iter().map(Into::into).collect());
        Self { action, of }
    }

    /// Makes a rule for countries, at least one, by their codes of two letters (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn country<I: IntoIterator<Item: Into<String>>>(action: Action, codes: I) -> Self {
        let of = Matching::Country(codes.into_iter().map(Into::into).collect());
        Self { action, of }
    }

    pub(crate) fn push(&self, json: &mut String) {
        let (of, list) = match &self.of {
            Matching::Any => ("any", None),
            Matching::Ip(ranges) => ("ip.src", Some(("ip", ranges))),
            Matching::Country(codes) => ("ip.geoip.country", Some(("country", codes))),
        };
        let mut members = Json::new(json);
        members.text("type", of);
        members.text(
            "action",
            match self.action {
                Action::Allow => "allow",
                Action::Block => "block",
            },
        );
        if let Some((name, values)) = list {
            members.list(name, values, |json, value| push_text(json, value));
        }
        members.end();
    }

    fn is_for_nobody(&self) -> bool {
        match &self.of {
            Matching::Any => false,
            Matching::Ip(values) | Matching::Country(values) => {
                values.is_empty() || values.iter().any(String::is_empty)
            }
        }
    }
}

/// Checks the rules of a token.
pub(crate) fn check(rules: &[AccessRule]) -> Result<(), Box<Error>> {
    if rules.len() > MAX_RULES {
        return Err(Error::invalid("access_rules", "expected at most 5"));
    }
    if rules.iter().any(AccessRule::is_for_nobody) {
        let fault = "expected at least one value in each, and none that is empty";
        return Err(Error::invalid("access_rules", fault));
    }
    Ok(())
}

/// A token that is being made: it opens the downloads of one video, and the video itself, to whoever
/// has it.
///
/// # Errors
///
/// What Cloudflare takes for no token is refused when it is made: a key's or video's identifier that
/// is none, a time to live that is not 1 second to 24 hours, a beginning that is not before the end,
/// and more than five rules.
#[derive(Clone, Debug)]
#[must_use = "it makes nothing by itself"]
pub struct DownloadToken {
    key_id: String,
    video: String,
    expires_in: Duration,
    not_before: Option<Duration>,
    access_rules: Vec<AccessRule>,
}

impl DownloadToken {
    /// Begins a token.
    ///
    /// - `key_id` is the `id` of the signing key.
    /// - `video` is the video's identifier: 1 to 32 of `A-Z`, `a-z`, `0-9`, `_` and `-`.
    pub fn new(key_id: impl Into<String>, video: impl Into<String>) -> Self {
        Self {
            key_id: key_id.into(),
            video: video.into(),
            expires_in: Duration::from_hours(1),
            not_before: None,
            access_rules: Vec::new(),
        }
    }

    /// Sets how long it is good, from when it is made: 1 second to 24 hours, in whole seconds. An hour
    /// by default.
    pub fn expires_in(mut self, expires_in: Duration) -> Self {
        self.expires_in = expires_in;
        self
    }

    /// Sets when it begins to be good, by the time since the beginning of 1970. At once by default.
    pub fn not_before(mut self, since_1970: Duration) -> Self {
        self.not_before = Some(since_1970);
        self
    }

    /// Adds a rule, at most five.
    pub fn access_rule(mut self, rule: AccessRule) -> Self {
        self.access_rules.push(rule);
        self
    }

    /// Makes the token without its signature.
    ///
    /// - `now` is the time since the beginning of 1970.
    ///
    /// # Errors
    ///
    /// As for [`DownloadToken`].
    pub fn unsigned(&self, now: Duration) -> Result<UnsignedToken, Error> {
        self.made(now).map_err(|error| *error)
    }

    fn made(&self, now: Duration) -> Result<UnsignedToken, Box<Error>> {
        if self.key_id.is_empty() {
            let fault = "expected a string that is not empty";
            return Err(Error::invalid("key_id", fault));
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        if !matches!(self.video.len(), 1..=32) || !self.video.bytes().all(is_plain) {
            let fault = "expected a video's identifier, at most 32 of A-Z, a-z, 0-9, _ and -";
            return Err(Error::invalid("identifier", fault));
        }
        if !(Duration::from_secs(1)..=MAX_EXPIRES_IN).contains(&self.expires_in) {
            return Err(Error::invalid(
                "expires_in",
                "expected 1 second to 24 hours",
            ));
        }
        check(&self.access_rules)?;
        let expires = now.as_secs().saturating_add(self.expires_in.as_secs());
        let not_before = self.not_before.map(|time| time.as_secs());
        if not_before.is_some_and(|time| time >= expires) {
            let fault = "expected a time before the token expires";
            return Err(Error::invalid("not_before", fault));
        }

        let mut header = String::new();
        let mut members = Json::new(&mut header);
        members.text("alg", "RS256");
        members.text("kid", &self.key_id);
        members.end();
        let mut claims = String::new();
        let mut members = Json::new(&mut claims);
        members.text("sub", &self.video);
        members.text("kid", &self.key_id);
        members.plain("downloadable", "true");
        members.plain("exp", &expires.to_string());
        if let Some(time) = not_before {
            members.plain("nbf", &time.to_string());
        }
        if !self.access_rules.is_empty() {
            let push = |json: &mut String, rule: &AccessRule| rule.push(json);
            members.list("accessRules", &self.access_rules, push);
        }
        members.end();
        let [header, claims] = [header, claims].map(|part| base64::encode(part.as_bytes()));
        Ok(UnsignedToken([&header, ".", &claims].concat()))
    }

    /// Signs the token with JavaScript's Web Crypto.
    ///
    /// # Errors
    ///
    /// As for [`DownloadToken`]; and a key that Web Crypto does not take, or no Web Crypto, as on a
    /// page that came by http.
    #[cfg(target_arch = "wasm32")]
    pub async fn sign(&self, key: &SigningKey) -> Result<String, Error> {
        let now = crate::retry::milliseconds(js_sys::Date::now());
        let token = self.unsigned(now)?;
        let signature = crate::web::sign(key.material(), token.signing_input()).await;
        Ok(token.with_signature(&signature.map_err(|error| *error)?))
    }
}

/// A token that lacks its signature. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct UnsignedToken(String);

impl fmt::Debug for UnsignedToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnsignedToken")
    }
}

impl UnsignedToken {
    /// Returns what is to be signed by RS256, which is RSASSA-PKCS1-v1_5 with SHA-256.
    #[must_use]
    pub fn signing_input(&self) -> &str {
        &self.0
    }

    /// Returns the token with its signature.
    #[must_use]
    pub fn with_signature(&self, signature: &[u8]) -> String {
        [&self.0, ".", &base64::encode(signature)].concat()
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
