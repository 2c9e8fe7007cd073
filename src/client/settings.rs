//! What can be said of any call, and the future that ends one early.

use super::session::Session;
use crate::error::{Error, ErrorKind};
use crate::options::RequestOptions;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// What can be said of any call.
pub(super) struct Settings {
    pub(super) account_id: Option<String>,
    pub(super) options: RequestOptions,
    pub(super) ending: Ending,
}

impl Settings {
    pub(super) fn of<H>(session: &Session<H>) -> Self {
        Self {
            account_id: None,
            options: session.options(),
            ending: Ending(None),
        }
    }

    /// Checks what was said, when the call begins.
    pub(super) fn checked(self) -> Result<Self, Error> {
        self.options.check().map_err(|error| *error)?;
        Ok(self)
    }
}

/// What ends a call before it has a result.
pub(super) struct Ending(pub(super) Option<Pin<Box<dyn Future<Output = ()>>>>);

impl Ending {
    /// Waits for work unless the end comes first. The caller then drops the work, which ends its
    /// requests and timers.
    pub(super) async fn or<T>(
        &mut self,
        label: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut work = pin!(work);
        poll_fn(|context| {
            if let Some(end) = &mut self.0
                && end.as_mut().poll(context).is_ready()
            {
                self.0 = None;
                let error = Error::new(ErrorKind::Aborted, &["Request was aborted"]);
                return Poll::Ready(Err(*error.of(label)));
            }
            work.as_mut().poll(context)
        })
        .await
    }
}

/// Gives a builder with `settings` the methods that all builders of calls have.
macro_rules! set {
    () => {
        /// Sets the account, in place of the client's: 1 to 32 characters.
        pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
            self.settings.account_id = Some(account_id.into());
            self
        }

        set!(options);
    };
    (options) => {
        /// Sets how long an attempt may take, headers and body together: more than 0, a minute by default.
        /// `None` is no limit.
        pub fn timeout(mut self, timeout: Option<std::time::Duration>) -> Self {
            self.settings.options.timeout = timeout;
            self
        }

        /// Sets how often a request is repeated that failed for a reason that may pass: 2 times by default.
        pub fn max_retries(mut self, max_retries: u32) -> Self {
            self.settings.options.max_retries = max_retries;
            self
        }

        /// Ends the call when a future is ready, with [`crate::ErrorKind::Aborted`]. To drop the future of
        /// the call ends it as well.
        pub fn until(mut self, end: impl std::future::Future<Output = ()> + 'static) -> Self {
            self.settings.ending = super::settings::Ending(Some(Box::pin(end)));
            self
        }

        /// Ends the call when a signal is aborted, with [`crate::ErrorKind::Aborted`].
        #[cfg(target_arch = "wasm32")]
        pub fn signal(self, signal: &web_sys::AbortSignal) -> Self {
            let signal = crate::web::Signal::from(signal.clone());
            self.until(async move { signal.aborted().await })
        }
    };
}

pub(super) use set;
