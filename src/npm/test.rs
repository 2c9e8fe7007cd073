//! Calls through the exports, as client.js makes them: a plain object with what snapshot.js reads,
//! and a `fetch` of the test's own.

mod abort;
mod address;
mod body;
mod credential;
mod ensure;
mod error;
mod evidence;
mod fetch_options;
mod headers;
mod iteration;
mod log;
mod many;
mod operations;
mod options;
mod rate_limit;
mod snapshot;
mod videos;
mod wait;

use super::{Call, Iteration, get_many, list, list_videos, watch};
use crate::web::test::{FetchStub, call, get, js, json, set};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

/// A credential that no message may show.
pub(super) const TOKEN: &str = "t0ken-of-mine";

/// How messages name the request of a list.
const LABEL: &str = "GET /accounts/account/stream/video/downloads";

/// The answer to a list without downloads.
const NOTHING: &str = r#"{"success":true,"result":{}}"#;

/// What a client keeps of its rate limit, as client.js makes it.
const PACE: &str = "({ remaining: 0, quota: 0, resetAt: 0, lastStart: 0, underWay: [] })";

/// A call that is being made.
struct Calling {
    call: JsValue,
    promise: Promise,
}

impl Calling {
    /// Makes a call with a client's defaults, without retries.
    fn new(fetch: &FetchStub) -> Self {
        let made = call(
            "(fetch, apiToken, pace) => {
                const call = {
                    fetch, apiToken, accountId: 'account', identifier: 'video', pace,
                    baseURL: 'https://api.cloudflare.com/client/v4', logger: { warn() {} },
                    logLevel: null, timeout: 60_000, maxRetries: 0,
                    response: undefined, head: () => false, ends: [],
                };
                const promise = new Promise((resolve, reject) => {
                    call.resolve = (value) => { call.ends.push('resolved'); resolve(value); };
                    call.reject = (error) => { call.ends.push('rejected'); reject(error); };
                });
                promise.catch(() => {});
                call.again = () => call;
                return [call, promise];
            }",
            &[&fetch.function, &TOKEN.into(), &js(PACE)],
        );
        let made: Array = made.unchecked_into();
        Self {
            call: made.get(0),
            promise: made.get(1).unchecked_into(),
        }
    }

    /// Sets a member of the call.
    fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        set(&self.call, name, &value.into());
        self
    }

    /// Sets a member to what an expression gives.
    fn with_js(self, name: &str, expression: &str) -> Self {
        self.with(name, js(expression))
    }

    fn call(&self) -> Call {
        self.call.clone().unchecked_into()
    }

    /// Starts an export.
    fn start(&self, export: fn(Call)) {
        export(self.call());
    }

    /// Waits for the end of a call that was started.
    async fn end(&self) -> Result<JsValue, JsValue> {
        self.promise.clone().await
    }

    /// Makes the call and waits for its end.
    async fn run(&self, export: fn(Call)) -> Result<JsValue, JsValue> {
        self.start(export);
        self.end().await
    }

    /// Lists downloads, and gives the error that this ends with.
    async fn fail(&self) -> JsValue {
        self.run(list).await.unwrap_err()
    }

    /// Makes the loop of a wait.
    fn watch(&self) -> Result<Iteration, JsValue> {
        watch(&self.call())
    }

    /// Makes the loop over many videos.
    fn get_many(&self) -> Result<Iteration, JsValue> {
        get_many(&self.call())
    }

    /// Makes the loop over videos.
    fn list_videos(&self) -> Result<Iteration, JsValue> {
        list_videos(&self.call())
    }

    /// Returns how it was settled: once, or not.
    fn ends(&self) -> String {
        json(&get(&self.call, "ends"))
    }
}

/// Returns the name of an error's class.
fn name(error: &JsValue) -> String {
    get(error, "name").as_string().unwrap()
}

/// Returns the message of an error.
fn message(error: &JsValue) -> String {
    get(error, "message").as_string().unwrap()
}

/// Asserts that a call is refused before anything is sent: with the message that the option's name
/// and a fault make.
fn assert_refused(error: &JsValue, expected: &str) {
    assert_eq!(name(error), "CloudflareError");
    assert_eq!(message(error), expected);
}

/// Does the next step of an iteration.
async fn step(iteration: &Iteration) -> Result<JsValue, JsValue> {
    let mut ends = None;
    let promise = Promise::new(&mut |resolve, reject| ends = Some((resolve, reject)));
    let (resolve, reject) = ends.unwrap();
    iteration.next(resolve, reject);
    promise.await
}

/// Does the next step, and gives its value.
async fn value(iteration: &Iteration) -> JsValue {
    let step = step(iteration).await.unwrap();
    assert_eq!(get(&step, "done"), false);
    get(&step, "value")
}

/// Asserts that there is no next step.
async fn assert_over(iteration: &Iteration) {
    let step = step(iteration).await.unwrap();
    assert_eq!(json(&step), r#"{"done":true}"#);
}
