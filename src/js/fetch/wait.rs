//! Waits for a promise or for some time, and stops at a timeout or when the caller's signal is
//! aborted. Timers and listeners live as long as the wait and no longer.

use js_sys::Promise;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(handler: &JsValue, milliseconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    /// The caller's signal. Anything may be behind it, so that every use may throw.
    #[derive(Clone, Debug)]
    pub type Signal;

    #[wasm_bindgen(method, getter, structural, catch)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, structural, catch)]
    pub(in crate::js) fn reason(this: &Signal) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Signal, event: &str, handler: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &Signal, event: &str, handler: &JsValue) -> Result<(), JsValue>;
}

/// The longest delay that `setTimeout` knows; it takes a longer one for none at all.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// What ended a wait before its promise did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interruption {
    Abort,
    Timeout,
}

/// Waits for the promise that `start` makes, for at most so many milliseconds, which may be infinite.
/// When the signal has been aborted already, `start` is not called.
pub(super) async fn settled(
    start: impl FnOnce() -> Promise,
    milliseconds: f64,
    signal: Option<&Signal>,
) -> Result<Result<JsValue, JsValue>, Interruption> {
    let flag = Rc::new(Flag::default());
    let _listener = signal.map(|signal| Listener::new(signal, &flag));
    let _timer = (milliseconds <= MAX_DELAY).then(|| Timer::new(milliseconds, &flag));
    if let Some(interruption) = flag.raised.get() {
        return Err(interruption);
    }
    let mut promise = pin!(JsFuture::from(start()));
    poll_fn(|context| {
        if let Some(interruption) = flag.raised.get() {
            return Poll::Ready(Err(interruption));
        }
        flag.waker.set(Some(context.waker().clone()));
        promise.as_mut().poll(context).map(Ok)
    })
    .await
}

/// Waits for so many milliseconds, or until the signal is aborted.
pub(super) async fn elapsed(milliseconds: f64, signal: Option<&Signal>) -> Interruption {
    let flag = Rc::new(Flag::default());
    let _listener = signal.map(|signal| Listener::new(signal, &flag));
    let _timer = Timer::new(milliseconds, &flag);
    poll_fn(|context| {
        flag.waker.set(Some(context.waker().clone()));
        flag.raised.get().map_or(Poll::Pending, Poll::Ready)
    })
    .await
}

/// What a timer or a listener raises, and the task that waits for it.
#[derive(Default)]
struct Flag {
    raised: Cell<Option<Interruption>>,
    waker: Cell<Option<Waker>>,
}

impl Flag {
    fn raise(&self, interruption: Interruption) {
        self.raised.set(Some(interruption));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn raiser(self: &Rc<Self>, interruption: Interruption) -> Closure<dyn FnMut()> {
        let flag = Rc::clone(self);
        Closure::new(move || flag.raise(interruption))
    }
}

/// A running timer, cleared when dropped.
struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    fn new(milliseconds: f64, flag: &Rc<Flag>) -> Self {
        let handler = flag.raiser(Interruption::Timeout);
        let id = set_timeout(handler.as_ref(), milliseconds.max(0.0)).unwrap_or_default();
        Self {
            id,
            _handler: handler,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let _ = clear_timeout(&self.id);
    }
}

/// A listener on the caller's signal, removed when dropped.
struct Listener {
    signal: Signal,
    handler: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(signal: &Signal, flag: &Rc<Flag>) -> Self {
        let handler = flag.raiser(Interruption::Abort);
        let _ = signal.add_event_listener("abort", handler.as_ref());
        if signal.aborted().is_ok_and(|aborted| aborted.is_truthy()) {
            flag.raise(Interruption::Abort);
        }
        Self {
            signal: signal.clone(),
            handler,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .signal
            .remove_event_listener("abort", self.handler.as_ref());
    }
}
