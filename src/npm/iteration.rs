//! Loops that JavaScript iterates over, each step when it is asked for. iteration.js makes async
//! iterables of them.
//!
//! A loop has handles of the caller's options between its steps, too, and these are roots for the
//! engine. One that is neither ended nor left stays for ever if its options lead back to its iterable.

use super::host::{Members, to_js};
use super::many::ManyVideos;
use super::videos::ListedVideos;
use super::wait::{Waiting, progress_as_js};
use super::{Rejection, or_aborted};
use js_sys::Function;
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
    /// The videos of an account.
    Videos(Box<ListedVideos>),
}

impl Loop {
    /// Gives the next value, or nothing after the last.
    async fn next(&mut self) -> Result<Option<JsValue>, Rejection> {
        match self {
            Self::Watch(waiting) => {
                let work = pin!(async {
                    let seen = waiting.watch.next().await;
                    seen.transpose()
                });
                or_aborted(waiting.signal.as_ref(), &waiting.request, work).await
            }
            Self::Many(many) => many.next().await,
            Self::Videos(listed) => {
                let work = pin!(listed.videos.next(&listed.request));
                or_aborted(listed.signal.as_ref(), &listed.request, work).await
            }
        }
    }

    /// Gives how far it is, where that is told.
    fn progress(&self) -> JsValue {
        match self {
            Self::Watch(waiting) => waiting.watch.progress().map(progress_as_js).into(),
            Self::Many(_) | Self::Videos(_) => JsValue::UNDEFINED,
        }
    }
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

async fn step(state: Rc<RefCell<State>>, resolve: Function, reject: Function) {
    let tell = |function: &Function, value: &JsValue| {
        // These are the platform's own, and throw nothing.
        let _ = function.call1(&JsValue::UNDEFINED, value);
    };
    let over = || {
        let step = [("value", JsValue::UNDEFINED), ("done", JsValue::TRUE)];
        to_js(&Members(&step))
    };
    let idle = state.borrow_mut().idle.take();
    let Some(mut looping) = idle else {
        return tell(&resolve, &over());
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
            let progress = looping.progress();
            let mut state = state.borrow_mut();
            if !state.is_left {
                state.idle = Some(looping);
            }
            drop(state);
            let step = [
                ("value", value),
                ("done", JsValue::FALSE),
                ("progress", progress),
            ];
            tell(&resolve, &to_js(&Members(&step)));
        }
        Ok(None) => {
            drop(looping);
            tell(&resolve, &over());
        }
        Err(rejection) => {
            drop(looping);
            if let Some(error) = rejection {
                tell(&reject, &error);
            }
        }
    }
}
