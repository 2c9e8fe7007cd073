//! What the requests of a client have in common.

use crate::account::BaseUrl;
use crate::endpoint::Endpoint;
use crate::error::Error;
#[cfg(not(target_arch = "wasm32"))]
use crate::header::Headers;
use crate::host::{Clock, Failure, Host, SleepError, Transport};
use crate::options::RequestOptions;
use crate::rate_limit::{Pace, RateLimit};
use crate::request::{Authorization, Request};
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

/// What the requests of a client share: the host that they are sent by, with what is known of the rate
/// limit.
pub(super) struct Session<H>(Rc<Inner<H>>);

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
    pub(super) fn new(
        host: H,
        authorization: Authorization,
        base_url: BaseUrl,
        account_id: Option<String>,
        options: RequestOptions,
    ) -> Self {
        Self(Rc::new(Inner {
            host,
            authorization,
            base_url,
            account_id,
            options,
            pace: RefCell::default(),
            limit: RefCell::default(),
        }))
    }

    /// Shows what is no secret.
    pub(super) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        shown.field("base_url", &self.0.base_url);
        shown.field("account_id", &self.0.account_id);
    }

    pub(super) fn rate_limit(&self) -> Option<RateLimit> {
        self.0.limit.borrow().clone()
    }

    pub(super) fn options(&self) -> RequestOptions {
        self.0.options.clone()
    }

    /// Returns the account of a call that may name one, or `None` where the host is bound to one.
    pub(super) fn account_id<'a>(
        &'a self,
        own: Option<&'a str>,
    ) -> Result<Option<&'a str>, Box<Error>> {
        if matches!(self.0.authorization, Authorization::Bound) {
            return Ok(None);
        }
        let fault = "expected an account of the call or of the client";
        let account_id = own.or(self.0.account_id.as_deref());
        let account_id = account_id.ok_or_else(|| Error::invalid("account_id", fault));
        account_id.map(Some)
    }

    pub(super) fn request(&self, endpoint: Endpoint) -> Result<Request, Box<Error>> {
        let (base_url, authorization) = (&self.0.base_url, &self.0.authorization);
        Request::new(endpoint, base_url, base_headers(), authorization)
    }
}

/// A browser sends a user agent of its own.
#[cfg(target_arch = "wasm32")]
use crate::web::base_headers;

#[cfg(not(target_arch = "wasm32"))]
fn base_headers() -> Headers {
    Headers::base(true)
}

impl<H: Transport> Transport for Session<H> {
    type Value = H::Value;
    type Response = H::Response;

    async fn send(&self, request: &Request) -> Result<H::Response, Failure<H::Value>> {
        self.0.host.send(request).await
    }

    fn is_bound(&self) -> bool {
        self.0.host.is_bound()
    }
}

impl<H: Clock> Clock for Session<H> {
    fn now(&self) -> Duration {
        self.0.host.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.host.unix_time()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
        self.0.host.sleep(duration)
    }

    fn time_out(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
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
