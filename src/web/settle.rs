//! A promise as a future that also ends when the promise is collected as garbage.
//!
//! A Worker's request that is cancelled settles none of its promises: a future that waits for one
//! would stay in the wasm for ever, with all that it holds. Here the future waits for a slot, and the
//! promise's reactions hold a token that is registered with a `FinalizationRegistry`. When the engine
//! collects the promise, and with it the token, the registry says that the slot is abandoned.
//!
//! - Nothing that leads to the promise is kept across the wait: a handle in the wasm is a root.
//! - A slot that is used again has another generation, or a late finalization would end the wait of
//!   somebody else.
//! - All waits share two callbacks, which are bound to a token and a key each: a closure for every
//!   wait would stay where there is no `FinalizationRegistry` (Workers with a compatibility date
//!   before 2025-05-05).

use super::is_worker;
use super::value::global;
use js_sys::{FinalizationRegistry, Function, Object, Promise};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Promise, js_name = resolve)]
    fn to_promise(value: &JsValue) -> Result<Promise, JsValue>;

    /// `Promise.prototype.then`: a promise may have one of its own that does something else.
    type Then;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["Promise", "prototype"], js_name = then)]
    static THEN: Then;
    #[wasm_bindgen(method, catch)]
    fn call(
        this: &Then,
        promise: &Promise,
        resolved: &JsValue,
        rejected: &JsValue,
    ) -> Result<(), JsValue>;

    type Thenable;
    #[wasm_bindgen(method, catch, getter)]
    fn then(this: &Thenable) -> Result<JsValue, JsValue>;

    /// A function that takes anything and does nothing.
    #[wasm_bindgen(thread_local_v2, js_name = Boolean)]
    static NOTHING: JsValue;

    type Callback;
    #[wasm_bindgen(method)]
    fn bind(this: &Callback, this_value: &JsValue, key: f64) -> JsValue;
}

/// What was waited for will never come, because the runtime has given up the request that the wait
/// was a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Abandoned;

/// How a promise has settled.
pub(crate) type Settled = Result<JsValue, JsValue>;

/// Which slot a wait has: its place, and how often that was used before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    place: u32,
    generation: u32,
}

impl Key {
    const PLACES: f64 = 67_108_864.0;

    pub(super) fn to_number(self) -> f64 {
        f64::from(self.generation) * Self::PLACES + f64::from(self.place)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "both are whole numbers below 2^26"
    )]
    fn from_number(number: f64) -> Self {
        Self {
            place: (number % Self::PLACES) as u32,
            generation: (number / Self::PLACES) as u32,
        }
    }

    /// The key of the next wait in the same place.
    fn next(self) -> Self {
        let generation = (self.generation + 1) % 0x0400_0000;
        Self { generation, ..self }
    }
}

struct Slot {
    key: Key,
    state: State,
}

enum State {
    Free,
    Waiting(Option<Waker>),
    Ended(Result<Settled, Abandoned>),
}

#[derive(Default)]
struct Slots {
    list: Vec<Slot>,
    free: Vec<usize>,
}

impl Slots {
    fn take(&mut self) -> Key {
        let state = State::Waiting(None);
        if let Some(place) = self.free.pop()
            && let Some(slot) = self.list.get_mut(place)
        {
            slot.state = state;
            return slot.key;
        }
        let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let key = Key {
            place,
            generation: 0,
        };
        self.list.push(Slot { key, state });
        key
    }

    fn get(&mut self, key: Key) -> Option<&mut State> {
        let slot = self.list.get_mut(key.place as usize)?;
        (slot.key == key).then_some(&mut slot.state)
    }

    fn free(&mut self, key: Key) -> Option<State> {
        let slot = self.list.get_mut(key.place as usize)?;
        if slot.key != key {
            return None;
        }
        slot.key = key.next();
        self.free.push(key.place as usize);
        Some(std::mem::replace(&mut slot.state, State::Free))
    }
}

struct Callbacks {
    registry: Option<FinalizationRegistry>,
    resolved: Function,
    rejected: Function,
}

fn callback(end: fn(JsValue) -> Result<Settled, Abandoned>) -> Function {
    let callback = move |key, value| finish(Key::from_number(key), end(value));
    let closure: Closure<dyn Fn(f64, JsValue)> = Closure::new(callback);
    closure.into_js_value().unchecked_into()
}

thread_local! {
    static SLOTS: RefCell<Slots> = RefCell::default();
    static CALLBACKS: Callbacks = {
        let registry = global("FinalizationRegistry");
        Callbacks {
            registry: registry.is_ok_and(|registry| registry.is_function()).then(|| {
                FinalizationRegistry::new(callback(|_| Err(Abandoned)).unchecked_ref())
            }),
            resolved: callback(|value| Ok(Ok(value))),
            rejected: callback(|thrown| Ok(Err(thrown))),
        }
    };
}

fn finish(key: Key, end: Result<Settled, Abandoned>) {
    let waker = SLOTS.with_borrow_mut(|slots| match slots.get(key) {
        Some(state @ State::Waiting(_)) => match std::mem::replace(state, State::Ended(end)) {
            State::Waiting(waker) => waker,
            State::Free | State::Ended(_) => None,
        },
        _ => None,
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// A wait for something that JavaScript tells of by its key.
pub(crate) struct Wait(Key);

impl Wait {
    pub(super) fn new() -> Self {
        Self(SLOTS.with_borrow_mut(Slots::take))
    }

    /// Makes a callback that ends the wait, and holds a token if there is one.
    pub(super) fn callback(&self, token: &JsValue) -> JsValue {
        CALLBACKS.with(|callbacks| {
            let resolved = callbacks.resolved.unchecked_ref::<Callback>();
            resolved.bind(token, self.0.to_number())
        })
    }

    #[cfg(test)]
    pub(super) fn key(&self) -> Key {
        self.0
    }

    /// Makes a token, and has the wait end, too, when that is collected; or gives none, unless that
    /// is to be told.
    pub(super) fn token(&self, is_told: bool) -> JsValue {
        if !is_told {
            return JsValue::UNDEFINED;
        }
        let token = Object::new();
        CALLBACKS.with(|callbacks| {
            if let Some(registry) = &callbacks.registry {
                registry.register(&token, &self.0.to_number().into());
            }
        });
        token.into()
    }
}

impl Future for Wait {
    type Output = Result<Settled, Abandoned>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // What a waker does when it is cloned or dropped may come back here.
        let waker = context.waker().clone();
        let before = SLOTS.with_borrow_mut(|slots| {
            let next = State::Waiting(Some(waker));
            slots
                .get(self.0)
                .map(|state| std::mem::replace(state, next))
        });
        match before {
            Some(State::Ended(end)) => Poll::Ready(end),
            Some(State::Free | State::Waiting(_)) | None => Poll::Pending,
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        // What it held is dropped after the borrow: it may be anything.
        drop(SLOTS.with_borrow_mut(|slots| slots.free(self.0)));
    }
}

/// Waits for a promise, or for anything else that may be there in its place.
pub(crate) fn settled(value: &JsValue) -> Wait {
    wait_for(value, false)
}

/// Waits for a promise.
///
/// - `is_timed` says that a timer is waited for beside it. Outside of Workers that always fires, so
///   that nobody need tell when the promise is collected, which is a good part of the time of a call.
pub(super) fn wait_for(value: &JsValue, is_timed: bool) -> Wait {
    let wait = Wait::new();
    attach(&wait, value, &wait.token(!is_timed || is_worker()));
    wait
}

/// Makes the wait for what has thrown in the place of giving a promise.
pub(super) fn threw(thrown: JsValue) -> Wait {
    let wait = Wait::new();
    finish(wait.0, Ok(Err(thrown)));
    wait
}

/// Has a wait end as a promise settles. The reactions hold the token, if there is one.
pub(super) fn attach(wait: &Wait, value: &JsValue, token: &JsValue) {
    let key = wait.0.to_number();
    let bind = |callback: &Function| callback.unchecked_ref::<Callback>().bind(token, key);
    let attached = CALLBACKS.with(|callbacks| {
        let (resolved, rejected) = (bind(&callbacks.resolved), bind(&callbacks.rejected));
        then(value, &resolved, &rejected)
    });
    if let Err(thrown) = attached {
        finish(wait.0, Ok(Err(thrown)));
    }
}

fn then(value: &JsValue, resolved: &JsValue, rejected: &JsValue) -> Result<(), JsValue> {
    let mut promise = to_promise(value)?;
    let own = promise.unchecked_ref::<Thenable>().then()?;
    THEN.with(|then| {
        if own != **then {
            promise = adopt(&promise, &own);
        }
        then.call(&promise, resolved, rejected)
    })
}

/// Makes a promise of one that has a `then` of its own, as `await` does.
fn adopt(promise: &Promise, then: &JsValue) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let called = match then.dyn_ref::<Function>() {
            Some(then) => then.call2(promise, &resolve, &reject),
            None => resolve.call1(&JsValue::UNDEFINED, promise),
        };
        if let Err(thrown) = called {
            // A promise's own functions throw nothing.
            let _ = reject.call1(&JsValue::UNDEFINED, &thrown);
        }
    })
}

/// Has nothing come of a promise, not even an unhandled rejection.
pub(crate) fn ignore(value: &JsValue) {
    // One that cannot be waited for cannot be of any harm.
    let _ = NOTHING.with(|nothing| then(value, nothing, nothing));
}

#[cfg(test)]
mod test;
