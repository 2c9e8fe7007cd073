//! How a client is made: its credential, account and base URL are checked before it exists.

use super::Client;
use super::session::Session;
use crate::account::{BaseUrl, Credential};
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::options::RequestOptions;
use crate::request::{Authorization, contradiction};
use std::fmt;

/// The host of a client that names none: `fetch` and timers of JavaScript.
#[cfg(target_arch = "wasm32")]
pub type DefaultHost = crate::web::Fetch;

/// The host of a client that names none. There is one on wasm32 alone.
#[cfg(not(target_arch = "wasm32"))]
pub type DefaultHost = ();

/// Makes a [`Client`].
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// use cf_stream_downloads::{Client, RequestOptions};
/// use std::time::Duration;
///
/// # let host = || scripted::Host::answering([]);
/// let mut options = RequestOptions::default();
/// options.timeout = Some(Duration::from_secs(10));
/// let client = Client::builder_on(host()).api_token("token").options(options).build();
/// assert!(client.is_ok());
///
/// let error = Client::builder_on(host()).api_token("Bearer token").build().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "apiToken: expected the token alone, without \"Bearer \" before it",
/// );
/// ```
#[must_use = "a builder makes nothing before `build`"]
pub struct ClientBuilder<H = DefaultHost> {
    host: H,
    token: Option<String>,
    key: Option<(String, String)>,
    account_id: Option<String>,
    base_url: Option<String>,
    options: RequestOptions,
}

impl<H> fmt::Debug for ClientBuilder<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ClientBuilder");
        shown.field("account_id", &self.account_id);
        shown.field("options", &self.options);
        shown.finish_non_exhaustive()
    }
}

impl<H: Transport + Clock> ClientBuilder<H> {
    pub(super) fn new(host: H) -> Self {
        Self {
            host,
            token: None,
            key: None,
            account_id: None,
            base_url: None,
            options: RequestOptions::default(),
        }
    }

    /// Puts another host in the place of its own.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn on(self, host: H) -> Self {
        Self { host, ..self }
    }

    /// Sets the API token: visible ASCII characters. It beats a key.
    pub fn api_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the global API key and the email of its account.
    pub fn api_key(mut self, key: impl Into<String>, email: impl Into<String>) -> Self {
        self.key = Some((key.into(), email.into()));
        self
    }

    /// Sets the account of the calls that name none.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets the URL that paths are appended to: an absolute one. Cloudflare's by default.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets what holds for requests that say nothing else.
    pub fn options(mut self, options: RequestOptions) -> Self {
        self.options = options;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A credential, base URL or timeout that cannot be used, or no credential for Cloudflare's own; either
    /// beside a Stream binding.
    pub fn build(self) -> Result<Client<H>, Error> {
        let is_bound = self.host.is_bound();
        let is_told = self.token.is_some() || self.key.is_some() || self.base_url.is_some();
        if is_bound && is_told {
            return Err(*contradiction());
        }
        let (key, email) = self.key.as_ref().map(|(k, e)| (&**k, &**e)).unzip();
        let credential =
            Credential::choose(self.token.as_deref(), key, email).map_err(|error| *error)?;
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url, None).map_err(|error| *error)?,
            None => BaseUrl::default(),
        };
        let none = if is_bound {
            Authorization::Bound
        } else {
            Authorization::None
        };
        let authorization = credential.map_or(none, Authorization::Credential);
        authorization.check(&base_url).map_err(|error| *error)?;
        self.options.check().map_err(|error| *error)?;
        Ok(Client(Session::new(
            self.host,
            authorization,
            base_url,
            self.account_id,
            self.options,
        )))
    }
}
