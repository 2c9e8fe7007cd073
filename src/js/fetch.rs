//! Sends a request and reads its answer, within a timeout and until the caller's signal is aborted.
//! Knows neither paths nor envelopes, and asks once: whether to ask again is not decided here.

use super::throw;
use crate::error::{Class, Error};
use crate::json::integer;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Url};

#[wasm_bindgen(module = "/src/js/invoke.js")]
extern "C" {
    #[wasm_bindgen(js_name = callFetch)]
    fn call_fetch(fetch: &Function, url: &str, init: &Init) -> Promise;

    #[wasm_bindgen(js_name = readText)]
    fn read_text(response: &JsValue) -> Promise;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout, catch)]
    fn set_timeout(handler: &JsValue, milliseconds: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = clearTimeout, catch)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = performance, catch)]
    fn now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = any, catch)]
    fn any_signal(signals: &Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Option<Object>;

    #[wasm_bindgen(extends = Object)]
    type Init;

    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, method: &str);

    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, headers: &Headers);

    #[wasm_bindgen(method, setter)]
    fn set_redirect(this: &Init, mode: &str);

    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &Init, signal: &JsValue);

    /// The caller's signal. Anything may be behind it, so that every use may throw.
    #[derive(Clone, Debug)]
    pub type Signal;

    #[wasm_bindgen(method, getter, structural, catch)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, structural, catch)]
    fn reason(this: &Signal) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Signal, event: &str, handler: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, structural, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &Signal, event: &str, handler: &JsValue) -> Result<(), JsValue>;
}

/// The longest delay that `setTimeout` knows; it takes a longer one for none at all.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// One attempt at a request: what ends it early, and how its errors are told.
#[derive(Debug)]
pub(super) struct Attempt {
    /// The request as messages name it, method and path.
    pub(super) request: String,
    /// What no message may show.
    pub(super) secret: Option<String>,
    pub(super) controller: AbortController,
    pub(super) signal: Option<Signal>,
    /// For headers and body together, in milliseconds. May be infinite.
    pub(super) timeout: f64,
    /// What is left of the timeout. Time counts while somebody waits, and only then is there a timer.
    pub(super) time_left: f64,
}

/// Why there is no value.
#[derive(Debug)]
pub(super) enum Failure {
    /// The timeout or the signal ended it. Holds the error to throw.
    Interrupted(JsValue),
    /// The promise was rejected. Holds the reason.
    Rejected(JsValue),
}

impl Attempt {
    /// Asks, and waits for the headers.
    pub(super) async fn fetch(
        &mut self,
        fetch: &Function,
        url: &str,
        method: &str,
        credential: &[(&str, String)],
    ) -> Result<Answer, JsValue> {
        let init = Object::new().unchecked_into::<Init>();
        let headers = headers(credential).map_err(|cause| self.connection_error(&cause))?;
        init.set_method(method);
        init.set_headers(&headers);
        init.set_redirect("manual");
        init.set_signal(&self.fetch_signal());
        let response = self.wait(|| call_fetch(fetch, url, &init)).await;
        let response = response.map_err(|failure| self.thrown(failure))?;
        Answer::read(response).map_err(|error| throw::error(&error.of(&self.request)))
    }

    /// Reads the body as text.
    pub(super) async fn text(&mut self, response: &JsValue) -> Result<JsValue, Failure> {
        let text = self.wait(|| read_text(response)).await?;
        if text.is_string() {
            return Ok(text);
        }
        let message = "text() gave ".to_owned() + &throw::kind(&text);
        Err(Failure::Rejected(JsValue::from_str(&message)))
    }

    /// Makes the error to throw for a failure.
    pub(super) fn thrown(&self, failure: Failure) -> JsValue {
        match failure {
            Failure::Interrupted(error) => error,
            Failure::Rejected(cause) => self.connection_error(&cause),
        }
    }

    fn connection_error(&self, cause: &JsValue) -> JsValue {
        let reasons = JsValue::from_str(&throw::reasons(cause));
        let reasons = throw::redact(reasons, self.secret.as_deref());
        let reasons = reasons.as_string().unwrap_or_default();
        let error = Error::new(Class::Connection, &["Connection error: ", &reasons]);
        throw::caused(&error.of(&self.request), cause)
    }

    /// Returns the signal for `fetch`. It outlives the attempt, so that the caller's own signal
    /// still ends a body that the caller reads; where the runtime can combine signals, without a
    /// listener that somebody would have to remove.
    fn fetch_signal(&self) -> JsValue {
        let own: JsValue = self.controller.signal().into();
        match &self.signal {
            Some(signal) => any_signal(&Array::of2(&own, signal)).unwrap_or(own),
            None => own,
        }
    }

    /// Waits for the promise that `start` makes, until the timeout or the signal ends the attempt.
    async fn wait(&mut self, start: impl FnOnce() -> Promise) -> Result<JsValue, Failure> {
        let flag = Rc::new(Flag::default());
        let _listener = self
            .signal
            .as_ref()
            .map(|signal| Listener::new(signal, &flag));
        let _timer = (self.time_left <= MAX_DELAY).then(|| Timer::new(self.time_left, &flag));
        let started = now().unwrap_or_default();

        let outcome = if flag.raised.get().is_some() {
            None
        } else {
            let mut promise = pin!(JsFuture::from(start()));
            poll_fn(|context| {
                if flag.raised.get().is_some() {
                    return Poll::Ready(None);
                }
                flag.waker.set(Some(context.waker().clone()));
                promise.as_mut().poll(context).map(Some)
            })
            .await
        };
        self.time_left -= now().unwrap_or_default() - started;
        match outcome {
            Some(result) => result.map_err(Failure::Rejected),
            None => Err(Failure::Interrupted(self.interrupt(flag.raised.get()))),
        }
    }

    /// Ends the request and makes the error that says why.
    fn interrupt(&self, interruption: Option<Interruption>) -> JsValue {
        if let (Some(Interruption::Abort), Some(signal)) = (interruption, &self.signal) {
            let reason = signal.reason().unwrap_or_default();
            self.controller.abort_with_reason(&reason);
            let error = Error::new(Class::UserAbort, &["Request was aborted"]);
            return throw::caused(&error.of(&self.request), &reason);
        }
        self.controller.abort();
        // Whole milliseconds: writing a fraction would bring in float formatting.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates"
        )]
        let timeout = (self.timeout.ceil() as u64).to_string();
        let parts = ["Request timed out after ", &timeout, " ms"];
        throw::error(&Error::new(Class::ConnectionTimeout, &parts).of(&self.request))
    }
}

fn headers(credential: &[(&str, String)]) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    for (name, value) in credential {
        headers.set(name, value)?;
    }
    // A browser sends its own, and asks the server for leave first when a page sets another.
    if !in_browser() {
        headers.set(
            "user-agent",
            concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
        )?;
    }
    Ok(headers)
}

/// Every browser's name begins so, for historical reasons, and no other runtime's does.
fn in_browser() -> bool {
    let name =
        NAVIGATOR.with(|navigator| Reflect::get(navigator.as_ref()?, &"userAgent".into()).ok());
    name.and_then(|name| name.as_string())
        .is_some_and(|name| name.starts_with("Mozilla/"))
}

/// The head of an answer, read from something that claims to be a `Response`.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) response: JsValue,
    /// 0 where the browser hides a redirect.
    pub(super) status: u16,
    pub(super) headers: JsValue,
}

impl Answer {
    /// Reads a `Response`.
    pub(super) fn read(response: JsValue) -> Result<Self, Error> {
        let member = |object: &JsValue, name: &str| {
            if object.is_object() {
                Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
            } else {
                JsValue::UNDEFINED
            }
        };
        let headers = member(&response, "headers");
        let status = member(&response, "status").as_f64();
        let status = status
            .and_then(integer)
            .and_then(|status| u16::try_from(status).ok());
        match status {
            Some(status)
                if member(&headers, "get").is_function()
                    && member(&response, "text").is_function() =>
            {
                Ok(Self {
                    response,
                    status,
                    headers,
                })
            }
            _ => {
                let got = throw::kind(&response);
                let parts = ["fetch: expected a Response, got ", &got];
                Err(Error::new(Class::Connection, &parts))
            }
        }
    }

    /// Returns a header, or nothing.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let get = Reflect::get(&self.headers, &"get".into()).ok()?;
        let value = get
            .dyn_ref::<Function>()?
            .call1(&self.headers, &name.into());
        value.ok()?.as_string()
    }

    /// Returns the origin that a redirect of the request to `url` points to.
    pub(super) fn redirect(&self, url: &str) -> Option<String> {
        match self.status {
            0 => Some("an address that the browser hides".to_owned()),
            300..=399 => {
                let target = Url::new_with_base(&self.header("location")?, url).ok()?;
                Some(target.origin())
            }
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Interruption {
    Abort,
    Timeout,
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

#[cfg(test)]
mod test {
    use super::{Answer, Attempt, Failure};
    use js_sys::{Array, Function, Reflect};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::AbortController;

    fn attempt(timeout: f64, signal: Option<JsValue>) -> Attempt {
        Attempt {
            request: "GET /x".to_owned(),
            secret: Some("s3cret".to_owned()),
            controller: AbortController::new().expect("a controller"),
            signal: signal.map(JsCast::unchecked_into),
            timeout,
            time_left: timeout,
        }
    }

    fn run(code: &str) -> JsValue {
        Function::new_no_args(code)
            .call0(&JsValue::NULL)
            .expect("a value")
    }

    fn field(value: &JsValue, name: &str) -> JsValue {
        Reflect::get(value, &name.into()).expect("a field")
    }

    async fn fetched(attempt: &mut Attempt, code: &str) -> Result<Answer, (String, String)> {
        let fetch = run(&["return (url, init) => { ", code, " }"].concat());
        let fetch = fetch.unchecked_into::<Function>();
        let answer = attempt
            .fetch(&fetch, "https://example.com/x", "GET", &[])
            .await;
        answer.map_err(|error| {
            let text = |name: &str| field(&error, name).as_string().unwrap_or_default();
            (text("name"), text("message"))
        })
    }

    /// A signal that counts its listeners, and an object whose `abort` aborts it.
    fn counted() -> (JsValue, JsValue) {
        let source = run(
            "const source = new AbortController(); const { signal } = source; signal.count = 0;
             const add = signal.addEventListener, remove = signal.removeEventListener;
             signal.addEventListener = function (...a) { this.count += 1; add.apply(this, a) };
             signal.removeEventListener = function (...a) { this.count -= 1; remove.apply(this, a) };
             return source",
        );
        (field(&source, "signal"), source)
    }

    #[wasm_bindgen_test]
    async fn an_answer_has_status_and_headers() {
        let code = "return new Response('', { status: 201, headers: { a: init.method } })";
        let answer = fetched(&mut attempt(1000.0, None), code)
            .await
            .expect("an answer");
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("a"), Some("GET".to_owned()));
        assert_eq!(answer.header("b"), None);
    }

    #[wasm_bindgen_test]
    async fn whatever_fetch_does_is_an_answer_or_a_connection_error() {
        for code in [
            "throw undefined",
            "throw Symbol()",
            "return Promise.reject(null)",
            "return 42",
            "return {}",
            "return { status: 200, headers: new Headers() }",
            "return { status: 200.5, headers: new Headers(), text() {} }",
            "return { get status() { throw 1 } }",
            "const p = Promise.resolve(1); p.then = (f, g) => { f(); g(); f() }; return p",
            "const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy",
        ] {
            let error = fetched(&mut attempt(1000.0, None), code)
                .await
                .expect_err(code);
            assert_eq!(error.0, "APIConnectionError", "{code}");
        }
    }

    #[wasm_bindgen_test]
    async fn a_secret_that_fetch_throws_is_not_in_the_message() {
        let code = "throw new TypeError('bad header: Bearer s3cret')";
        let (_, message) = fetched(&mut attempt(1000.0, None), code)
            .await
            .expect_err(code);
        assert_eq!(message, "Connection error: bad header: Bearer *** (GET /x)");
    }

    #[wasm_bindgen_test]
    async fn a_fetch_that_never_settles_ends_with_the_timeout() {
        let mut attempt = attempt(20.0, None);
        let error = fetched(&mut attempt, "return new Promise(() => {})").await;
        let (name, message) = error.expect_err("a timeout");
        assert_eq!(name, "APIConnectionTimeoutError");
        assert_eq!(message, "Request timed out after 20 ms (GET /x)");
        assert!(attempt.controller.signal().aborted());
    }

    #[wasm_bindgen_test]
    async fn an_abort_ends_it_at_once_and_leaves_no_listener() {
        let (signal, source) = counted();
        let mut attempt = attempt(f64::INFINITY, Some(signal.clone()));
        let abort = "return new Promise(() => setTimeout(() => globalThis.abort()))";
        let global = run("return globalThis");
        let handler = Function::new_with_args("source", "globalThis.abort = () => source.abort(7)");
        handler.call1(&global, &source).expect("a handler");
        let (name, _) = fetched(&mut attempt, abort).await.expect_err("an abort");
        assert_eq!(name, "APIUserAbortError");
        assert_eq!(field(&signal, "count"), JsValue::from(0));
        assert_eq!(
            field(&attempt.controller.signal(), "reason"),
            JsValue::from(7)
        );
    }

    #[wasm_bindgen_test]
    async fn an_aborted_signal_makes_no_request() {
        let signal = run("return AbortSignal.abort()");
        let mut attempt = attempt(1000.0, Some(signal));
        let (name, _) = fetched(&mut attempt, "globalThis.called = 1")
            .await
            .expect_err("an abort");
        assert_eq!(name, "APIUserAbortError");
        assert!(run("return globalThis.called").is_undefined());
    }

    #[wasm_bindgen_test]
    async fn the_time_for_the_body_is_what_the_headers_left() {
        let mut attempt = attempt(1000.0, None);
        let code = "return new Promise((f) => setTimeout(f, 50, new Response('text')))";
        let answer = fetched(&mut attempt, code).await.expect("an answer");
        assert!(attempt.time_left < 960.0, "{}", attempt.time_left);
        let text = attempt.text(&answer.response).await.expect("text");
        assert_eq!(text, JsValue::from("text"));
    }

    #[wasm_bindgen_test]
    async fn a_body_that_is_no_text_is_refused() {
        let response = run("return { text: () => 12 }");
        let failure = attempt(1000.0, None).text(&response).await;
        assert!(matches!(failure, Err(Failure::Rejected(_))));
    }

    #[wasm_bindgen_test]
    async fn a_redirect_is_told_by_its_origin() {
        for (location, origin) in [
            ("https://evil.example/a?b", Some("https://evil.example")),
            ("/a", Some("https://example.com")),
            ("http://[", None),
        ] {
            let response =
                run("const headers = new Map(); return { status: 302, headers, text() {} }");
            let headers = field(&response, "headers");
            let set = field(&headers, "set").unchecked_into::<Function>();
            let entry = Array::of2(&"location".into(), &location.into());
            set.apply(&headers, &entry).expect("an entry");
            let answer = Answer::read(response).expect("an answer");
            assert_eq!(answer.redirect("https://example.com/x").as_deref(), origin);
        }
    }
}
