//! One attempt at something that waits: it ends with its work or when its time is up, whichever comes
//! first. Dropping it drops both. Here a host's failures become errors.

use crate::decode::Value;
use crate::download::DownloadType;
use crate::error::{Cause, Error, ErrorKind, push, push_number};
use crate::host::{Clock, Failure, FailureDetails, SleepError, Transport};
use crate::redact::{Secret, redact};
use crate::request::Request;
use crate::retry::in_milliseconds;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

/// How much of each reason of a failure goes into a message, in characters.
const MAX_REASON: usize = 200;

/// A failure of a call, with what the host has to show of it. Always boxed, as an [`Error`] is: it goes
/// through many a `Result`.
pub(crate) struct Failed<T: Transport> {
    pub(crate) error: Box<Error>,
    pub(crate) evidence: Evidence<T::Response, T::Value>,
    /// The secret of the request that failed, which the server may have repeated in the evidence.
    pub(crate) secret: Option<Secret>,
}

/// What a host has to show of a failure.
pub(crate) enum Evidence<R, V> {
    /// Nothing.
    None,
    /// What the host threw.
    Cause(V),
    /// The answer, and its body if that was JSON.
    Answer(R, Option<V>),
    /// The download that a wait failed for.
    Download(DownloadType, V),
    /// What was last seen of the downloads in a wait that took too long.
    Downloads(Option<V>),
    /// What a function of the caller's own threw, which is the failure itself.
    Thrown(V),
}

impl<T: Transport> From<Box<Error>> for Box<Failed<T>> {
    fn from(error: Box<Error>) -> Self {
        Failed::new(error, Evidence::None)
    }
}

/// For Rust, which has what the error says.
impl<T: Transport> From<Box<Failed<T>>> for Error {
    fn from(failed: Box<Failed<T>>) -> Self {
        *failed.error
    }
}

impl<T: Transport> Failed<T> {
    pub(crate) fn new(error: Box<Error>, evidence: Evidence<T::Response, T::Value>) -> Box<Self> {
        Box::new(Self {
            error,
            evidence,
            secret: None,
        })
    }

    /// Adds the secret that the evidence may show.
    pub(crate) fn hiding(mut self: Box<Self>, secret: Option<Secret>) -> Box<Self> {
        self.secret = secret;
        self
    }

    /// Tells whether a function of the caller's own has thrown it.
    pub(crate) fn is_thrown(&self) -> bool {
        matches!(self.evidence, Evidence::Thrown(_))
    }

    /// Makes the failure of a request that the runtime has given up.
    pub(crate) fn abandoned(request: &Request) -> Box<Self> {
        failed(Failure::Abandoned, request, None)
    }

    /// Makes the failure of a request before which the host has not waited.
    pub(crate) fn of_sleep(error: SleepError, request: &Request) -> Box<Self> {
        failed(error.into(), request, None)
    }

    /// Makes the failure of a function of the caller's own.
    pub(crate) fn thrown(value: T::Value) -> Box<Self> {
        let error = Error::new(ErrorKind::Aborted, &[]);
        Self::new(error, Evidence::Thrown(value))
    }
}

/// Makes the failure of a request that got no answer, or none that can be read.
///
/// - `limit` is the time that it had.
pub(crate) fn failed<T: Transport>(
    failure: Failure<T::Value>,
    request: &Request,
    limit: Option<Duration>,
) -> Box<Failed<T>> {
    let mut message = String::new();
    let mut kind = ErrorKind::Connection;
    let mut source = None;
    let mut evidence = Evidence::None;
    match failure {
        Failure::Connection(details) | Failure::Refused(details) => {
            let FailureDetails { reasons, cause } = *details;
            let mut reasons = told(reasons, request);
            if let Some(cause) = cause {
                if reasons.iter().all(String::is_empty) {
                    reasons = vec![[cause.type_name(), " was thrown"].concat()];
                }
                evidence = Evidence::Cause(cause);
            }
            message.push_str("Connection error");
            for reason in &reasons {
                push(&mut message, &[": ", reason]);
            }
            source = Cause::chain(reasons);
        }
        Failure::Unexpected(fault) => push(&mut message, &fault.parts()),
        Failure::TimedOut => {
            kind = ErrorKind::Timeout;
            message.push_str("Request timed out after ");
            push_milliseconds(&mut message, limit.unwrap_or_default());
        }
        Failure::Abandoned => {
            kind = ErrorKind::Abandoned;
            message.push_str("Request was abandoned");
        }
    }
    let mut error = Error::new(kind, &[&message]).of(&request.label());
    error.cause = source;
    Failed::new(error, evidence)
}

/// Shortens the reasons of a failure. What is cut off of a secret would no longer be found in it, so it
/// is taken out first.
fn told(mut reasons: Vec<String>, request: &Request) -> Vec<String> {
    for reason in &mut reasons {
        *reason = redact(std::mem::take(reason), request.secret.as_ref());
        if let Some((end, _)) = reason.char_indices().nth(MAX_REASON) {
            reason.truncate(end);
        }
    }
    reasons
}

/// Appends a duration as whole milliseconds, rounded up: `1500 ms`.
pub(crate) fn push_milliseconds(text: &mut String, duration: Duration) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast takes what is out of range for the nearest that is not"
    )]
    let milliseconds = in_milliseconds(duration).ceil() as u32;
    push_number(text, milliseconds);
    text.push_str(" ms");
}

/// Why a wait ended before its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Early {
    /// The time was up.
    TimedOut,
    /// The runtime has given up the request that this ran in.
    Abandoned,
}

/// A wait for the end of a time.
type End<'a> = Pin<Box<dyn Future<Output = Result<(), SleepError>> + 'a>>;

/// The time that something may take, which runs from the first wait within it.
pub(crate) struct TimeLimit<'a> {
    /// `None` for no limit.
    end: Option<End<'a>>,
    ended: Option<Early>,
}

impl<'a> TimeLimit<'a> {
    pub(crate) fn new(clock: &'a impl Clock, limit: Option<Duration>) -> Self {
        let end = limit.map(|limit| Box::pin(clock.time_out(limit)) as _);
        Self { end, ended: None }
    }

    /// Waits for work as long as the time is not up. When the runtime has given it up, the limit is to
    /// end the wait, unless that was given up as well: any runtime collects a promise that nobody can
    /// settle.
    pub(crate) async fn within<T>(
        &mut self,
        work: impl Future<Output = T>,
        is_abandoned: impl Fn(&T) -> bool,
    ) -> Result<T, Early> {
        let mut work = pin!(work);
        let mut is_left = false;
        poll_fn(|context| {
            // The time runs from the beginning, and work that is done in time is in time.
            let early = self.poll_end(context);
            if !is_left && let Poll::Ready(value) = work.as_mut().poll(context) {
                is_left = self.end.is_some() && is_abandoned(&value);
                if !is_left {
                    return Poll::Ready(Ok(value));
                }
            }
            early.map_or(Poll::Pending, |early| Poll::Ready(Err(early)))
        })
        .await
    }

    /// Polls the end of the time. It is apart, because [`Self::within`] is compiled for each kind of work.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Option<Early> {
        if self.ended.is_none()
            && let Some(end) = &mut self.end
            && let Poll::Ready(ended) = end.as_mut().poll(context)
        {
            match ended {
                Ok(()) => self.ended = Some(Early::TimedOut),
                Err(SleepError::Abandoned) => self.ended = Some(Early::Abandoned),
                // The work tells better why nothing can be waited for.
                Err(SleepError::Refused) => self.end = None,
            }
        }
        self.ended
    }

    /// Waits for a host as long as the time is not up.
    pub(crate) async fn attempt<T, V>(
        &mut self,
        work: impl Future<Output = Result<T, Failure<V>>>,
    ) -> Result<T, Failure<V>> {
        let is_abandoned = |ended: &Result<T, Failure<V>>| matches!(ended, Err(Failure::Abandoned));
        match self.within(work, is_abandoned).await {
            Ok(ended) => ended,
            Err(Early::TimedOut) => Err(Failure::TimedOut),
            Err(Early::Abandoned) => Err(Failure::Abandoned),
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
