//! The client for users of Rust: what all its requests have in common. The requests themselves begin
//! in [`crate::downloads`].

use crate::account::{BaseUrl, Credential};
use crate::downloads::DownloadsEndpoint;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::header::Headers;
use crate::host::{Abandoned, Clock, Failure, Host, Transport};
use crate::options::RequestOptions;
use crate::rate_limit::{Pace, RateLimit};
use crate::request::{Authorization, Request};
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

/// The host of a client that names none: `fetch` and timers of JavaScript.
#[cfg(target_arch = "wasm32")]
pub type DefaultHost = crate::web::Fetch;

/// The host of a client that names none. There is one on wasm32 alone.
#[cfg(not(target_arch = "wasm32"))]
pub type DefaultHost = ();

/// A client of Cloudflare Stream. Clones are the same client.
///
/// `Debug` shows no credential.
#[derive(Clone)]
pub struct Client<H = DefaultHost>(pub(crate) Session<H>);

impl<H> fmt::Debug for Client<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Client");
        shown.field("base_url", &self.0.0.base_url);
        shown.field("account_id", &self.0.0.account_id);
        shown.finish_non_exhaustive()
    }
}

#[cfg(target_arch = "wasm32")]
impl Client {
    /// Makes a builder of a client that sends its requests with JavaScript's `fetch`.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        Self::builder_on(crate::web::Fetch::default())
    }
}

impl<H: Transport + Clock> Client<H> {
    /// Makes a builder of a client on a host of the user's own.
    pub fn builder_on(host: H) -> ClientBuilder<H> {
        ClientBuilder {
            host,
            token: None,
            key: None,
            account_id: None,
            base_url: None,
            options: RequestOptions::default(),
        }
    }

    /// The downloads of videos.
    #[must_use]
    pub fn downloads(&self) -> DownloadsEndpoint<H> {
        DownloadsEndpoint::new(self.0.clone())
    }

    /// Returns what the last answer with a `Ratelimit` header said of Cloudflare's rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.0.0.limit.borrow().clone()
    }
}

/// Makes a [`Client`].
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
    /// Sets the API token. It beats a key.
    #[must_use]
    pub fn api_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the global API key and the email of its account.
    #[must_use]
    pub fn api_key(mut self, key: impl Into<String>, email: impl Into<String>) -> Self {
        self.key = Some((key.into(), email.into()));
        self
    }

    /// Sets the account of the calls that name none.
    #[must_use]
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets the URL that paths are appended to: an absolute one. Cloudflare's by default.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets what holds for requests that say nothing else.
    #[must_use]
    pub fn options(mut self, options: RequestOptions) -> Self {
        self.options = options;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// A credential or base URL that cannot be used, or no credential for Cloudflare's own.
    pub fn build(self) -> Result<Client<H>, Error> {
        let (key, email) = self.key.as_ref().map(|(k, e)| (&**k, &**e)).unzip();
        let credential =
            Credential::choose(self.token.as_deref(), key, email).map_err(|error| *error)?;
        let base_url = match &self.base_url {
            Some(base_url) => BaseUrl::parse(base_url, None).map_err(|error| *error)?,
            None => BaseUrl::default(),
        };
        let authorization = credential.map_or(Authorization::None, Authorization::Credential);
        authorization.check(&base_url).map_err(|error| *error)?;
        Ok(Client(Session(Rc::new(Inner {
            host: self.host,
            authorization,
            base_url,
            account_id: self.account_id,
            options: self.options,
            pace: RefCell::default(),
            limit: RefCell::default(),
        }))))
    }
}

/// What the requests of a client share: the host that they are sent by, with what is known of the rate
/// limit.
pub(crate) struct Session<H>(Rc<Inner<H>>);

struct Inner<H> {
    host: H,
    authorization: Authorization,
    base_url: BaseUrl,
    account_id: Option<String>,
    options: RequestOptions,
    pace: RefCell<Pace>,
    limit: RefCell<Option<RateLimit>>,
}

impl<H> Clone for Session<H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<H> Session<H> {
    pub(crate) fn options(&self) -> RequestOptions {
        self.0.options.clone()
    }

    /// Returns the account of a call that may name one.
    pub(crate) fn account_id<'a>(&'a self, own: Option<&'a str>) -> Result<&'a str, Box<Error>> {
        let fault = "expected an account of the call or of the client";
        let account_id = own.or(self.0.account_id.as_deref());
        account_id.ok_or_else(|| Error::invalid("account_id", fault))
    }

    pub(crate) fn request(&self, endpoint: Endpoint) -> Result<Request, Box<Error>> {
        let mut headers = Headers::default();
        headers.set("accept", "application/json");
        let agent = concat!("cf-stream-downloads/", env!("CARGO_PKG_VERSION"));
        headers.set("user-agent", agent);
        Request::new(endpoint, &self.0.base_url, headers, &self.0.authorization)
    }
}

impl<H: Transport> Transport for Session<H> {
    type Value = H::Value;
    type Response = H::Response;

    async fn send(&self, request: &Request) -> Result<H::Response, Failure<H::Value>> {
        self.0.host.send(request).await
    }
}

impl<H: Clock> Clock for Session<H> {
    fn now(&self) -> Duration {
        self.0.host.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.host.unix_time()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), Abandoned>> {
        self.0.host.sleep(duration)
    }

    fn time_out(&self, duration: Duration) -> impl Future<Output = Result<(), Abandoned>> {
        self.0.host.time_out(duration)
    }

    fn random(&self) -> f64 {
        self.0.host.random()
    }
}

impl<H: Transport + Clock> Host for Session<H> {
    fn pace<R>(&self, change: impl FnOnce(&mut Pace) -> R) -> R {
        change(&mut self.0.pace.borrow_mut())
    }

    fn observe(&self, limit: RateLimit) {
        let now = self.now();
        self.pace(|pace| pace.observe(&limit, now));
        *self.0.limit.borrow_mut() = Some(limit);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod test;
