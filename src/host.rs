//! The seam between the client and the world it runs in: what sends a request, and what knows the
//! time. Everything that waits in this crate is generic over these traits, so that it runs against
//! JavaScript's `fetch` and timers, a service binding, a native HTTP client, or a script of answers
//! under a virtual clock.
//!
//! Dropping a future of a host must cancel what it waits for.

use crate::attempt::Failed;
use crate::decode::{Fault, Value};
use crate::envelope::Content;
use crate::options::RequestOptions;
use crate::rate_limit::Pace;
use crate::request::Request;
use std::time::Duration;

/// Sends requests.
#[expect(async_fn_in_trait, reason = "the futures of a host need not be Send")]
pub trait Transport {
    /// A JSON value that the host has parsed.
    type Value: Value + 'static;

    /// An answer whose body has not been read.
    type Response: Response<Value = Self::Value> + 'static;

    /// Sends a request once, and resolves when the head of the answer is there. Any status is an
    /// answer. Redirects are not followed.
    async fn send(&self, request: &Request) -> Result<Self::Response, Failure<Self::Value>>;

    /// Tells whether it is bound to an account, as a Stream binding is. Then no credential, account and
    /// base URL is asked for, the endpoints of requests name none, and a
    /// download that is ready need not have a url.
    fn is_bound(&self) -> bool {
        false
    }
}

/// An answer. To drop it gives up the connection, unless its body has been read.
///
/// Its status and headers are asked for before the body is read, and again after.
#[expect(async_fn_in_trait, reason = "the futures of a host need not be Send")]
pub trait Response {
    /// A JSON value that the host has parsed.
    type Value: Value;

    /// Returns the status, or 0 where the host hides a redirect.
    fn status(&self) -> u16;

    /// Returns a header, or its beginning.
    fn header(&self, name: &'static str) -> Option<String>;

    /// Reads the body.
    async fn content(&mut self) -> Result<Content<Self::Value>, Failure<Self::Value>>;
}

/// Why there is no answer, or no body of one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Failure<V> {
    /// The connection failed. It may work another time.
    Connection(Box<FailureDetails<V>>),
    /// The host refused to send the request, and would again.
    Refused(Box<FailureDetails<V>>),
    /// The host gave something else than was expected. The path of the fault names what it was.
    Unexpected(Box<Fault>),
    /// The time was up.
    TimedOut,
    /// The runtime has given up the request that this ran in.
    Abandoned,
}

/// What a host says of a failure.
#[derive(Clone, Debug, PartialEq)]
pub struct FailureDetails<V> {
    /// What went wrong, and what caused that, outermost first.
    pub reasons: Vec<String>,
    /// What the host threw.
    pub cause: Option<V>,
}

impl<V> FailureDetails<V> {
    fn new(reasons: impl IntoIterator<Item = String>) -> Box<Self> {
        let reasons = reasons.into_iter().collect();
        let cause = None;
        Box::new(Self { reasons, cause })
    }
}

impl<V> Failure<V> {
    /// Makes the failure of a connection.
    ///
    /// - `reasons` say what went wrong, and what caused that, outermost first.
    pub fn connection(reasons: impl IntoIterator<Item = String>) -> Self {
        Self::Connection(FailureDetails::new(reasons))
    }

    /// Makes the failure of a request that the host has refused to send.
    ///
    /// - `reasons` are as those of [`Failure::connection`].
    pub fn refused(reasons: impl IntoIterator<Item = String>) -> Self {
        Self::Refused(FailureDetails::new(reasons))
    }
}

/// Why a wait is over before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SleepError {
    /// The runtime has given up the request that the wait was a part of.
    Abandoned,
    /// The host sets no timer, as a Worker outside of a request.
    Refused,
}

const NO_TIMER: &str = "no timer can be set here; a Worker sets one while it handles a request";

impl<V> From<SleepError> for Failure<V> {
    fn from(error: SleepError) -> Self {
        match error {
            SleepError::Abandoned => Self::Abandoned,
            SleepError::Refused => Self::refused([NO_TIMER.to_owned()]),
        }
    }
}

/// Knows the time.
#[expect(async_fn_in_trait, reason = "the futures of a host need not be Send")]
pub trait Clock {
    /// Returns the time that has passed since some moment in the past. It never goes back.
    fn now(&self) -> Duration;

    /// Returns the time that has passed since the beginning of 1970.
    fn unix_time(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, duration: Duration) -> Result<(), SleepError>;

    /// Waits for the end of the time that something else has, which has no end where the host refuses
    /// to wait.
    async fn time_out(&self, duration: Duration) -> Result<(), SleepError> {
        self.sleep(duration).await
    }

    /// Returns a random number, 0 or more and less than 1.
    fn random(&self) -> f64;
}

/// A host with what a client keeps beside it.
pub(crate) trait Host: Transport + Clock {
    /// Reads and changes what the client knows of its rate limit.
    fn pace<R>(&self, change: impl FnOnce(&mut Pace) -> R) -> R;

    /// Takes note of what an answer says of the rate limit.
    fn observe(&self, limit: crate::rate_limit::RateLimit);

    /// Tells whether it is to be told how attempts end. They are timed for that alone.
    fn watches_attempts(&self) -> bool {
        false
    }

    /// Is told how an attempt ended.
    fn attempted(&self, _request: &Request, _attempt: &Attempt<'_>) {}

    /// Makes a request of a loop anew, where the client may have changed since the loop began.
    fn renew(&self, _request: &Request) -> Result<Option<Renewed<Self>>, Box<Failed<Self>>>
    where
        Self: Sized,
    {
        Ok(None)
    }
}

/// A request that was made anew, with what sends it and its options.
pub(crate) type Renewed<H> = (H, Request, RequestOptions);

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt<'a> {
    /// With an answer of this status, or with an error.
    pub(crate) outcome: Result<u16, &'a crate::error::Error>,
    /// How long it took until then.
    pub(crate) took: Duration,
    /// In how much time there is another.
    pub(crate) retry_in: Option<Duration>,
}
