//! Aborting: the controller behind a request that ends with its guard, and the caller's own signal,
//! behind which anything may be.

use super::settle::{Wait, attach};
use super::value::get;
use js_sys::{Array, Promise};
use std::future::pending;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

#[wasm_bindgen]
extern "C" {
    /// What may only claim to be a signal.
    type Claimed;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Claimed, event: &str, listener: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove_event_listener(
        this: &Claimed,
        event: &str,
        listener: &JsValue,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = AbortSignal, js_name = any)]
    fn any(signals: &Array) -> Result<AbortSignal, JsValue>;
}

/// The connection of a request. To drop it while it is open gives the request up.
pub(super) struct Connection {
    controller: AbortController,
    signal: AbortSignal,
    is_open: bool,
}

impl Connection {
    /// Opens a connection that the caller's signal closes, too.
    pub(super) fn open(caller: Option<&Signal>) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let own = controller.signal();
        let followed = caller.and_then(|caller| caller.followed.dyn_ref::<AbortSignal>());
        let joined = followed.and_then(|caller| any(&Array::of2(&own, caller)).ok());
        Ok(Self {
            controller,
            signal: joined.unwrap_or(own),
            is_open: true,
        })
    }

    /// Returns the signal for `fetch`.
    pub(super) fn signal(&self) -> &AbortSignal {
        &self.signal
    }

    /// Tells whether it is still open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Has nothing happen when it is dropped.
    pub(super) fn release(&mut self) {
        self.is_open = false;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.is_open {
            self.controller.abort();
        }
    }
}

/// The caller's own signal.
#[derive(Clone, Debug)]
pub(crate) struct Signal {
    own: JsValue,
    /// What is listened to.
    followed: JsValue,
}

impl From<AbortSignal> for Signal {
    fn from(signal: AbortSignal) -> Self {
        Self::of(signal.into())
    }
}

impl Signal {
    /// Takes a value that can be used as a signal, or gives `None`.
    ///
    /// # Errors
    ///
    /// What a getter of it has thrown.
    pub(crate) fn new(own: JsValue) -> Result<Option<Self>, JsValue> {
        if !own.is_object() && !own.is_function() {
            return Ok(None);
        }
        if get(&own, "aborted")?.as_bool().is_none()
            || !get(&own, "addEventListener")?.is_function()
        {
            return Ok(None);
        }
        Ok(Some(Self::of(own)))
    }

    fn of(own: JsValue) -> Self {
        let followed = own.clone();
        Self { own, followed }
    }

    /// Listens to another signal that is aborted as the caller's own is. Many calls may have one
    /// signal, and Node warns of more than ten listeners.
    #[must_use]
    pub(crate) fn followed(self) -> Self {
        // Node would take what only claims to be a signal, and never hear of it.
        let is_real = self.own.has_type::<AbortSignal>();
        let followed = is_real.then(|| any(&Array::of1(&self.own)).ok()).flatten();
        match followed.map(JsValue::from) {
            Some(followed) => Self { followed, ..self },
            None => self,
        }
    }

    /// Tells whether it has been aborted.
    pub(crate) fn is_aborted(&self) -> bool {
        let aborted = get(&self.own, "aborted");
        aborted.is_ok_and(|aborted| aborted.is_truthy())
    }

    /// Returns the reason that it was aborted with.
    pub(crate) fn reason(&self) -> JsValue {
        get(&self.own, "reason").unwrap_or_default()
    }

    /// Waits until it is aborted.
    pub(crate) async fn aborted(&self) {
        if self.is_aborted() {
            return;
        }
        let wait = Wait::new();
        let (listener, promise) = resolver();
        attach(&wait, &promise, &JsValue::UNDEFINED);
        drop(promise);
        let signal = self.followed.unchecked_ref::<Claimed>();
        let _ = signal.add_event_listener("abort", &listener);
        let _listener = Listener { signal, listener };
        if wait.await.is_err() {
            pending::<()>().await;
        }
    }
}

/// A listener on a signal, until it is dropped.
struct Listener<'a> {
    signal: &'a Claimed,
    listener: JsValue,
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener("abort", &self.listener);
    }
}

/// Makes a promise and the function that resolves it: a listener that never enters the wasm, because
/// who aborts may stand at the end of the engine's stack.
fn resolver() -> (JsValue, Promise) {
    let mut resolver = JsValue::UNDEFINED;
    let promise = Promise::new(&mut |resolve, _| resolver = resolve.into());
    (resolver, promise)
}

#[cfg(test)]
mod test;
