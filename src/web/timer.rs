//! Timers, as futures that clear them when they are dropped.

use super::is_worker;
use super::settle::Wait;
use crate::host::Abandoned;
use crate::retry::in_milliseconds;
use js_sys::Object;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// The longest delay that `setTimeout` knows, in milliseconds. It takes a longer one for none.
const MAX_DELAY: f64 = 2_147_483_647.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, delay: f64) -> JsValue;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Returns the time that has passed since some moment in the past.
pub(super) fn since_start() -> Duration {
    crate::retry::milliseconds(now())
}

/// A timer that has been set.
struct Timer {
    handle: JsValue,
    wait: Wait,
}

impl Timer {
    /// Sets a timer. `is_told` says that its wait ends, too, when the runtime drops it, as one does that
    /// gives up a request.
    fn new(delay: f64, is_told: bool) -> Self {
        let wait = Wait::new();
        let token = Object::new();
        if is_told {
            wait.end_with(&token);
        }
        let handle = set_timeout(&wait.callback(&token), delay);
        Self { handle, wait }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // Another request of a Worker may not clear it, and need not.
        let _ = clear_timeout(&self.handle);
    }
}

/// Waits.
pub(super) async fn sleep(duration: Duration) -> Result<(), Abandoned> {
    wait(duration, true).await
}

/// Waits for the end of the time that something else has. In a Worker alone a timer can be dropped, and
/// not to be told of it elsewhere saves a part of the time of every call.
pub(super) async fn time_out(duration: Duration) -> Result<(), Abandoned> {
    wait(duration, is_worker()).await
}

async fn wait(duration: Duration, is_told: bool) -> Result<(), Abandoned> {
    let mut left = in_milliseconds(duration);
    loop {
        let mut timer = Timer::new(left.min(MAX_DELAY), is_told);
        // It ends with nothing.
        let _ = (&mut timer.wait).await?;
        left -= MAX_DELAY;
        if left <= 0.0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod test;
