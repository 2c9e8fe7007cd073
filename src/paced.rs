//! Requests of loops, which are sent within the rate limit: each waits until it may start. When the
//! next one may is decided in [`crate::rate_limit`].

use crate::attempt::Failed;
use crate::envelope::Reply;
use crate::host::Host;
use crate::options::RequestOptions;
use crate::redact::Secret;
use crate::request::Request;
use crate::retry::MAX_SERVER_DELAY;
use crate::send::call;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// What sends the requests of a loop.
pub(crate) struct Paced<H> {
    pub(crate) host: H,
    pub(crate) options: RequestOptions,
    /// How often in a row all requests were refused for the rate limit, where the loop is to outlast
    /// that.
    refusals: Option<Cell<u32>>,
    /// How long a request waits at most until it is sent all the same.
    longest: Duration,
    /// The secret of the last request.
    secret: RefCell<Option<Secret>>,
}

impl<H: Host> Paced<H> {
    pub(crate) fn new(host: H, options: RequestOptions) -> Self {
        let refusals = None;
        Self {
            host,
            options,
            refusals,
            longest: Duration::MAX,
            secret: RefCell::default(),
        }
    }

    /// Has no request wait longer than a server may ask a single call to: the answer says then how long.
    pub(crate) fn hurry(&mut self) {
        self.longest = MAX_SERVER_DELAY;
    }

    /// Returns the secret of the last request, which the server may have repeated in its answer.
    pub(crate) fn secret(&self) -> Option<Secret> {
        self.secret.borrow().clone()
    }

    /// Has the loop outlast refusals for the rate limit: all of its requests pause together.
    pub(crate) fn patient(mut self) -> Self {
        self.refusals = Some(Cell::new(0));
        self
    }

    /// Sends a request when it may start, and reads its answer.
    pub(crate) async fn call(&self, request: &Request) -> Result<Reply<H::Value>, Box<Failed<H>>> {
        loop {
            let before = self.refusals.as_ref().map(Cell::get);
            let ended = self.call_in_turn(request).await;
            let Some(refusals) = &self.refusals else {
                return ended;
            };
            if !matches!(&ended, Err(failed) if failed.error.status == Some(429)) {
                refusals.set(0);
                return ended;
            }
            // Those that were under way together are refused together.
            if Some(refusals.get()) == before {
                refusals.set(refusals.get() + 1);
            }
            let now = self.host.now();
            let pause = refusals.get();
            if !(self.host).pace(|pace| pace.pause(pause, None, now)) {
                return ended;
            }
        }
    }

    async fn call_in_turn(&self, request: &Request) -> Result<Reply<H::Value>, Box<Failed<H>>> {
        let Self { host, options, .. } = self;
        loop {
            let now = host.now();
            let delay = host.pace(|pace| pace.starts_in(now));
            if delay.is_zero() || delay > self.longest {
                break;
            }
            if let Err(error) = host.sleep(delay).await {
                return Err(Failed::of_sleep(error, request));
            }
        }
        let now = host.now();
        host.pace(|pace| pace.started(now, options.timeout));
        let _turn = Turn(host);
        let renewed = host.renew(request)?;
        let (host, request, options) = match &renewed {
            Some((host, request, options)) => (host, request, options),
            None => (host, request, options),
        };
        self.secret.replace(request.secret.clone());
        call(host, request, options).await
    }
}

/// A request that is under way, until it is dropped.
struct Turn<'a, H: Host>(&'a H);

impl<H: Host> Drop for Turn<'_, H> {
    fn drop(&mut self) {
        self.0.pace(crate::rate_limit::Pace::ended);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
