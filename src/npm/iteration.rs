//! Loops that JavaScript iterates over, each step when it is asked for. iteration.js makes async
//! iterables of them.

use super::host::to_js;
use super::many::ManyVideos;
use super::wait::Waiting;
use super::{Ended, or_aborted, reject};
use crate::redact::Secret;
use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::preserve;
use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// A loop that is iterated over.
pub(super) enum Loop {
    /// A wait for downloads.
    Watch(Box<Waiting>),
    /// Many videos.
    Many(Box<ManyVideos>),
}

impl Loop {
    /// Gives the next value, or nothing after the last.
    async fn next(&mut self) -> Result<Option<JsValue>, (Ended, Option<Secret>)> {
        match self {
            Self::Watch(waiting) => {
                let work = pin!(async {
                    let seen = waiting.watch.next().await;
                    seen.transpose()
                });
                let ended = or_aborted(waiting.signal.as_ref(), &waiting.label, work).await;
                ended.map_err(|ended| (ended, waiting.secret.clone()))
            }
            Self::Many(many) => many.next().await,
        }
    }
}

/// A step of an iteration.
#[derive(Serialize)]
struct IterationResult {
    #[serde(with = "preserve")]
    value: JsValue,
    done: bool,
}

/// A loop, as JavaScript holds it. To free it ends the loop, whatever that waits for.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Iteration(Rc<RefCell<State>>);

struct State {
    /// `None` while a step is under way, and in the end.
    idle: Option<Loop>,
    is_left: bool,
    waker: Option<Waker>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("State")
    }
}

impl Iteration {
    pub(super) fn new(idle: Loop) -> Self {
        Self(Rc::new(RefCell::new(State {
            idle: Some(idle),
            is_left: false,
            waker: None,
        })))
    }
}

#[wasm_bindgen]
impl Iteration {
    /// Does the next step, and settles a promise with it.
    pub fn next(&self, resolve: Function, reject: Function) {
        let state = Rc::clone(&self.0);
        spawn_local(step(state, resolve, reject));
    }
}

impl Drop for Iteration {
    fn drop(&mut self) {
        let mut state = self.0.borrow_mut();
        state.is_left = true;
        let idle = state.idle.take();
        let waker = state.waker.take();
        // What these do may come back here.
        drop(state);
        drop(idle);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

async fn step(state: Rc<RefCell<State>>, resolve: Function, reject_: Function) {
    let tell = |function: &Function, value: &JsValue| {
        // These are the platform's own, and throw nothing.
        let _ = function.call1(&JsValue::UNDEFINED, value);
    };
    let over = || IterationResult {
        value: JsValue::UNDEFINED,
        done: true,
    };
    let idle = state.borrow_mut().idle.take();
    let Some(mut looping) = idle else {
        return tell(&resolve, &to_js(&over()));
    };
    let ended = {
        let mut next = pin!(looping.next());
        poll_fn(|context| {
            let mut state = state.borrow_mut();
            if state.is_left {
                return Poll::Ready(Ok(None));
            }
            state.waker = Some(context.waker().clone());
            drop(state);
            next.as_mut().poll(context)
        })
        .await
    };
    match ended {
        Ok(Some(value)) => {
            let mut state = state.borrow_mut();
            if !state.is_left {
                state.idle = Some(looping);
            }
            drop(state);
            let result = IterationResult { value, done: false };
            tell(&resolve, &to_js(&result));
        }
        Ok(None) => {
            drop(looping);
            tell(&resolve, &to_js(&over()));
        }
        Err((ended, secret)) => {
            drop(looping);
            reject(ended, secret.as_ref(), |error| tell(&reject_, error));
        }
    }
}
