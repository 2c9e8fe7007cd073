//! Sends a request and reads its answer, within a timeout and until the caller's signal is aborted.
//! Knows neither paths nor envelopes, and asks once: whether to ask again is not decided here.

mod wait;

pub(super) use wait::Signal;

use super::throw::{self, read_member};
use crate::error::{Class, Error};
use crate::json::integer;
use crate::log::whole;
use js_sys::{Array, Promise};
use wait::{Interruption, elapsed, settled};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

#[wasm_bindgen(module = "/src/js/invoke.js")]
extern "C" {
    #[wasm_bindgen(js_name = callFetch)]
    fn call_fetch(fetch: &JsValue, url: &str, init: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = readText)]
    fn read_text(response: &JsValue) -> Promise;

    #[wasm_bindgen(js_name = cancelBody)]
    fn cancel_body(response: &JsValue);

    #[wasm_bindgen(js_name = readHeader)]
    fn read_header(headers: &JsValue, name: &str) -> Option<String>;

    #[wasm_bindgen(js_name = originOf)]
    fn origin_of(location: &str, base: &str) -> Option<String>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, catch)]
    fn now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = any, catch)]
    fn any_signal(signals: &Array) -> Result<JsValue, JsValue>;
}

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
    /// The caller's signal was aborted.
    Aborted,
    /// The time was up.
    TimedOut,
    /// The promise was rejected. Holds the reason.
    Rejected(JsValue),
    /// What came is not what the Fetch standard says.
    Unusable(String),
}

impl Failure {
    /// Returns the class of the error that tells of it.
    pub(super) fn class(&self) -> Class {
        match self {
            Self::Aborted => Class::UserAbort,
            Self::TimedOut => Class::ConnectionTimeout,
            Self::Rejected(_) | Self::Unusable(_) => Class::Connection,
        }
    }
}

impl Attempt {
    /// Asks, and waits for the headers.
    pub(super) async fn fetch(
        &mut self,
        fetch: &JsValue,
        url: &str,
        init: &JsValue,
    ) -> Result<Answer, Failure> {
        let response = self.wait(|| call_fetch(fetch, url, init)).await?;
        Answer::read(response)
    }

    /// Reads the body as text.
    pub(super) async fn text(&mut self, response: &JsValue) -> Result<JsValue, Failure> {
        let text = self.wait(|| read_text(response)).await?;
        if text.is_string() {
            return Ok(text);
        }
        let fault = "text(): expected a string, got ".to_owned() + &throw::kind(&text);
        Err(Failure::Unusable(fault))
    }

    /// Waits before the next attempt.
    pub(super) async fn sleep(&self, milliseconds: f64) -> Result<(), Failure> {
        match elapsed(milliseconds, self.signal.as_ref()).await {
            Interruption::Timeout => Ok(()),
            Interruption::Abort => Err(Failure::Aborted),
        }
    }

    /// Makes the error to throw for a failure.
    pub(super) fn thrown(&self, failure: &Failure) -> JsValue {
        let error = |parts: &[&str]| Error::new(failure.class(), parts).of(&self.request);
        match failure {
            Failure::Aborted => {
                let reason = self.signal.as_ref().map(Signal::reason);
                let reason = reason.and_then(Result::ok).unwrap_or_default();
                throw::caused(&error(&["Request was aborted"]), &reason)
            }
            Failure::TimedOut => {
                let timeout = whole(self.timeout);
                throw::error(&error(&["Request timed out after ", &timeout, " ms"]))
            }
            Failure::Rejected(cause) => {
                let reasons = throw::reasons(cause, self.secret.as_deref());
                throw::caused(&error(&["Connection error: ", &reasons]), cause)
            }
            Failure::Unusable(fault) => throw::error(&error(&[fault])),
        }
    }

    /// Returns the signal for `fetch`. It outlives the attempt, so that the caller's own signal
    /// still ends a body that the caller reads; where the runtime can combine signals, without a
    /// listener that somebody would have to remove.
    pub(super) fn fetch_signal(&self) -> JsValue {
        let own: JsValue = self.controller.signal().into();
        match &self.signal {
            Some(signal) => any_signal(&Array::of2(&own, signal)).unwrap_or(own),
            None => own,
        }
    }

    /// Waits for the promise that `start` makes, and ends the request when that takes too long.
    async fn wait(&mut self, start: impl FnOnce() -> Promise) -> Result<JsValue, Failure> {
        let started = clock();
        let outcome = settled(start, self.time_left, self.signal.as_ref()).await;
        self.time_left -= clock() - started;
        outcome
            .map_err(|interruption| {
                self.controller.abort();
                match interruption {
                    Interruption::Abort => Failure::Aborted,
                    Interruption::Timeout => Failure::TimedOut,
                }
            })?
            .map_err(Failure::Rejected)
    }
}

/// Returns the time in milliseconds, good for differences alone.
pub(super) fn clock() -> f64 {
    now().unwrap_or_default()
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
    pub(super) fn read(response: JsValue) -> Result<Self, Failure> {
        let headers = read_member(&response, "headers");
        let status = read_member(&response, "status").as_f64();
        let status = status
            .and_then(integer)
            .and_then(|status| u16::try_from(status).ok());
        match status {
            Some(status)
                if read_member(&headers, "get").is_function()
                    && read_member(&response, "text").is_function() =>
            {
                Ok(Self {
                    response,
                    status,
                    headers,
                })
            }
            _ => {
                let fault = "fetch: expected a Response, got ".to_owned();
                Err(Failure::Unusable(fault + &throw::kind(&response)))
            }
        }
    }

    /// Tells whether the status is 2xx.
    pub(super) fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Returns a header, or nothing.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        read_header(&self.headers, name)
    }

    /// Returns the origin that a redirect of the request to `url` points to, without the secret.
    pub(super) fn redirect(&self, url: &str, secret: Option<&str>) -> Option<String> {
        match self.status {
            0 => Some("an address that the browser hides".to_owned()),
            300..=399 => {
                let location = throw::redact(self.header("location")?.into(), secret);
                origin_of(&location.as_string()?, url)
            }
            _ => None,
        }
    }

    /// Gives up the body, whose connection would stay open until somebody collects it.
    pub(super) fn cancel(&self) {
        cancel_body(&self.response);
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
        let init = run("return { method: 'GET' }");
        let answer = attempt.fetch(&fetch, "https://example.com/x", &init).await;
        answer.map_err(|failure| {
            let error = attempt.thrown(&failure);
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
        assert!(attempt.controller.signal().aborted());
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
        assert!(matches!(failure, Err(Failure::Unusable(_))));
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
            assert_eq!(
                answer.redirect("https://example.com/x", None).as_deref(),
                origin
            );
        }
    }

    #[wasm_bindgen_test]
    async fn a_sleep_ends_when_its_time_is_over_or_the_signal_is_aborted() {
        let started = super::clock();
        assert!(attempt(1.0, None).sleep(30.0).await.is_ok());
        assert!(super::clock() - started >= 29.0);
        let signal = run("return AbortSignal.timeout(10)");
        let slept = attempt(1.0, Some(signal)).sleep(60_000.0).await;
        assert!(matches!(slept, Err(Failure::Aborted)));
    }
}
