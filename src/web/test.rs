//! What the tests of the boundary to JavaScript have in common: hostile values written in
//! JavaScript, globals that are replaced for a time, and a `fetch` that answers by a script.

mod fetch;
mod global;

pub(crate) use fetch::{FetchStub, Sent, response};
pub(crate) use global::Replaced;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use wasm_bindgen::prelude::*;

/// Evaluates an expression of JavaScript.
pub(crate) fn js(expression: &str) -> JsValue {
    let body = ["'use strict'; return (", expression, ");"].concat();
    let function = Function::new_no_args(&body);
    function.call0(&JsValue::UNDEFINED).unwrap()
}

/// Evaluates a function of JavaScript and calls it.
pub(crate) fn call(function: &str, arguments: &[&JsValue]) -> JsValue {
    let arguments: Array = arguments.iter().copied().collect();
    let function: Function = js(function).unchecked_into();
    function.apply(&JsValue::UNDEFINED, &arguments).unwrap()
}

/// Reads a member of an object.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

/// Sets a member of an object.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).unwrap();
}

/// Writes a value as JSON, to be compared. What is no JSON is named.
pub(crate) fn json(value: &JsValue) -> String {
    let written: JsValue = JSON::stringify(value).unwrap().into();
    written.as_string().unwrap_or_else(|| format!("{value:?}"))
}

/// Lets all run that does not wait for a timer, and timers that are due.
pub(crate) async fn pass() {
    pause(0).await;
}

/// Waits by JavaScript's own means.
pub(crate) async fn pause(milliseconds: u32) {
    let wait = "(ms) => new Promise((resolve) => setTimeout(resolve, ms))";
    let promise: Promise = call(wait, &[&milliseconds.into()]).unchecked_into();
    promise.await.unwrap();
}

/// Tells whether a future is still pending after all has run that could end it.
pub(crate) async fn is_pending<F: Future>(mut future: Pin<&mut F>) -> bool {
    if poll_once(future.as_mut()).await.is_ready() {
        return false;
    }
    pass().await;
    poll_once(future).await.is_pending()
}

/// Polls a future once.
pub(crate) async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// Waits for a promise and writes its value as JSON.
pub(crate) async fn settled_json(promise: &JsValue) -> String {
    json(&super::settled(promise).await.unwrap().unwrap())
}
