//! Timers, as futures that clear them when they are dropped.

use super::is_worker;
use super::settle::{Abandoned, Wait};
use crate::host::SleepError;
use crate::retry::in_milliseconds;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// The longest delay that `setTimeout` knows, in milliseconds. It takes a longer one for none.
const MAX_DELAY: f64 = 2_147_483_647.0;

#[wasm_bindgen]
extern "C" {
    // A Worker refuses it where it handles no request.
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, delay: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Returns the time that has passed since some moment in the past.
pub(super) fn since_start() -> Duration {
    crate::retry::milliseconds(now())
}

/// A timer, which is cleared when it is dropped.
pub(super) struct Timer {
    /// In milliseconds, what is left after this one of a delay that is too long for one.
    left: f64,
    is_told: bool,
    /// What clears it, unless it was refused.
    handle: Option<JsValue>,
    wait: Wait,
}

impl Timer {
    /// Sets a timer. `is_told` says that its wait ends, too, when the runtime drops it, as one does that
    /// gives up a request.
    fn new(delay: f64, is_told: bool) -> Self {
        let wait = Wait::new();
        let callback = wait.callback(&wait.token(is_told));
        let handle = set_timeout(&callback, delay.min(MAX_DELAY)).ok();
        let left = delay - MAX_DELAY;
        Self {
            left,
            is_told,
            handle,
            wait,
        }
    }
}

impl Future for Timer {
    type Output = Result<(), SleepError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            if self.handle.is_none() {
                return Poll::Ready(Err(SleepError::Refused));
            }
            match Pin::new(&mut self.wait).poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(Abandoned)) => return Poll::Ready(Err(SleepError::Abandoned)),
                Poll::Ready(Ok(_)) if self.left > 0.0 => *self = Self::new(self.left, self.is_told),
                Poll::Ready(Ok(_)) => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(timer) = &self.handle {
            // Another request of a Worker may not clear it, and need not.
            let _ = clear_timeout(timer);
        }
    }
}

/// Waits.
pub(super) fn sleep(duration: Duration) -> Timer {
    Timer::new(in_milliseconds(duration), true)
}

/// Waits for the end of the time that something else has. In a Worker alone a timer can be dropped, and
/// not to be told of it elsewhere saves a part of the time of every call.
pub(super) fn time_out(duration: Duration) -> Timer {
    Timer::new(in_milliseconds(duration), is_worker())
}

#[cfg(test)]
mod test;
