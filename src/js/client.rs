//! The functions that lead a call, each a step that decides and waits for nothing: read the input,
//! start the request, judge how it ended, decode its body. `request.js` waits between them, because
//! there a wait costs nothing but itself. Holds no state: all of a call is in the object that
//! [`prepare`] makes.

#![expect(clippy::float_cmp, reason = "in what wasm_bindgen makes of an enum")]

use super::call::Call;
use super::fetch::{self, Answer, Failure, call_fetch};
use super::pace::Pace;
use super::{input, log, output, throw};
use crate::endpoint::{self, DownloadType};
use crate::envelope::{self, Body, Expected, Found};
use crate::error::Error;
use crate::retry;
use js_sys::{Date, Math, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// What a method of the package does.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// `downloads.get`
    ListDownloads,
    /// `downloads.create`
    CreateDownload,
    /// `downloads.default.create`
    CreateDefaultDownload,
    /// `downloads.audio.create`
    CreateAudioDownload,
    /// `downloads.delete`
    DeleteDownload,
    /// `downloads.default.delete`
    DeleteDefaultDownload,
    /// `downloads.audio.delete`
    DeleteAudioDownload,
    /// `client.request` and the verbs
    Request,
}

impl Operation {
    /// Returns what the core calls it, or `None` for a request to any endpoint.
    fn on_video(self) -> Option<endpoint::Operation> {
        use DownloadType::{Audio, Default, Implied};
        use endpoint::Operation::{CreateDownload, DeleteDownload, ListDownloads};
        match self {
            Self::ListDownloads => Some(ListDownloads),
            Self::CreateDownload => Some(CreateDownload(Implied)),
            Self::CreateDefaultDownload => Some(CreateDownload(Default)),
            Self::CreateAudioDownload => Some(CreateDownload(Audio)),
            Self::DeleteDownload => Some(DeleteDownload(Implied)),
            Self::DeleteDefaultDownload => Some(DeleteDownload(Default)),
            Self::DeleteAudioDownload => Some(DeleteDownload(Audio)),
            Self::Request => None,
        }
    }

    fn expected(self) -> Expected {
        self.on_video().map_or(Expected::Document, Expected::of)
    }
}

/// How a wait ended.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// The promise was fulfilled.
    Fulfilled,
    /// The promise was rejected.
    Rejected,
    /// The time was up.
    TimedOut,
    /// The caller's signal was aborted.
    Aborted,
}

impl Ending {
    fn outcome(self, value: JsValue) -> Result<JsValue, Failure> {
        match self {
            Self::Fulfilled => Ok(value),
            Self::Rejected => Err(Failure::Rejected(value)),
            Self::TimedOut => Err(Failure::TimedOut),
            Self::Aborted => Err(Failure::Aborted),
        }
    }
}

/// Reads and checks a call. Takes the client and the arguments of the method as they came; for a
/// request to any endpoint, its method, path and options.
///
/// # Errors
///
/// A `CloudflareError` that names what cannot be used.
#[wasm_bindgen]
pub fn prepare(
    operation: Operation,
    client: &JsValue,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Result<Call, JsValue> {
    match operation.on_video() {
        Some(operation) => input::operation(operation, client, [first, second, third]),
        None => input::any(client, [first, second, third]),
    }
}

/// Calls `fetch`, with a signal that ends the request.
#[wasm_bindgen]
pub fn start(call: &Call, signal: &AbortSignal) -> Promise {
    log::headers(call, "sent", &call.headers());
    call_fetch(&call.fetch(), &call.url(), &call.init(), signal)
}

/// Judges how a request ended: nothing is to be done after a 2xx answer; else returns in how many
/// milliseconds to ask again, or a negative number where the body says what went wrong.
///
/// # Errors
///
/// The error of a request without an answer that is not repeated.
#[wasm_bindgen]
pub fn judge(
    call: &Call,
    pace: &Pace,
    ending: Ending,
    value: JsValue,
    retries: u32,
    took: f64,
) -> Result<Option<f64>, JsValue> {
    let outcome = ending.outcome(value).and_then(Answer::read);
    let tried = tried(&outcome);
    let delay = tried
        .as_ref()
        .and_then(|tried| retry::delay(tried, retries, call.max_retries(), Math::random()));
    log::attempt(call, || told(&outcome), took, delay);
    if let Ok(answer) = &outcome {
        log::headers(call, "got", &answer.headers);
        let refused = tried.filter(|tried| tried.status == Some(429));
        pace.note(answer, refused.and_then(|tried| tried.server_delay));
    }
    match outcome {
        Ok(answer) if answer.is_success() => Ok(None),
        Ok(answer) => {
            if delay.is_some() {
                answer.cancel();
            }
            Ok(delay.or(Some(-1.0)))
        }
        Err(failure) => match delay {
            Some(_) => Ok(delay),
            None => Err(failure.thrown(call)),
        },
    }
}

/// Makes the result of an answer, from how the reading of its body ended.
///
/// # Errors
///
/// The error that the answer tells of, or that of a body that cannot be read or used.
#[wasm_bindgen]
pub fn decode(
    operation: Operation,
    call: &Call,
    response: JsValue,
    ending: Ending,
    value: JsValue,
) -> Result<JsValue, JsValue> {
    let text = ending.outcome(value).and_then(fetch::text);
    if let Err(failure @ (Failure::Aborted | Failure::TimedOut)) = &text {
        return Err(failure.thrown(call));
    }
    let thrown = |failure: Failure| failure.thrown(call);
    let answer = Answer::read(response).map_err(thrown)?;
    if answer.is_success() {
        return success(operation, call, &answer, text.map_err(thrown)?);
    }
    // The status has said enough to not be lost with the body.
    let text = text.unwrap_or_else(|_| JsValue::from_str(""));
    Err(failure(call, &answer, text))
}

/// Makes the result of a 2xx answer.
fn success(
    operation: Operation,
    call: &Call,
    answer: &Answer,
    text: JsValue,
) -> Result<JsValue, JsValue> {
    let find = |body| envelope::find(operation.expected(), answer.status, body);
    let content_type = answer.header("content-type");
    match find(&output::body(&text, content_type, None)) {
        Ok(found) => Ok(value(found)),
        Err(error) => {
            // The first one may show what no error shows.
            let body = redacted_body(call, answer, text);
            let error = find(&body).err().unwrap_or(error);
            Err(answered(error, call, answer, body))
        }
    }
}

/// Makes the error of an answer that is not 2xx.
fn failure(call: &Call, answer: &Answer, text: JsValue) -> JsValue {
    let body = redacted_body(call, answer, text);
    let redirect = answer.redirect(call);
    let error = envelope::failure(answer.status, &body, redirect.as_deref());
    answered(error, call, answer, body)
}

/// Returns what there is to know about an attempt that may be worth repeating, or `None` for a
/// success and for what would be the same again.
fn tried(outcome: &Result<Answer, Failure>) -> Option<retry::Attempt> {
    match outcome {
        Ok(answer) if answer.is_success() => None,
        Ok(answer) => Some(retry::Attempt {
            status: Some(answer.status),
            should_retry: answer.header("x-should-retry"),
            server_delay: server_delay(answer),
        }),
        Err(Failure::TimedOut | Failure::Rejected(_)) => Some(retry::Attempt::default()),
        Err(Failure::Aborted | Failure::Unusable(_)) => None,
    }
}

/// Returns what the log calls the outcome of an attempt.
fn told(outcome: &Result<Answer, Failure>) -> String {
    match outcome {
        Ok(answer) => answer.status.to_string(),
        Err(failure) => failure.class().name().to_owned(),
    }
}

fn server_delay(answer: &Answer) -> Option<f64> {
    let milliseconds = answer.header("retry-after-ms");
    let seconds_or_date = answer.header("retry-after");
    retry::server_delay(
        milliseconds.as_deref(),
        seconds_or_date.as_deref(),
        Date::now(),
    )
}

/// Makes the body for an error. A server may repeat the request in its complaint.
fn redacted_body(call: &Call, answer: &Answer, text: JsValue) -> Body<JsValue> {
    let secret = call.secret();
    let secret = secret.as_deref();
    let text = throw::redact(text, secret);
    let content_type = answer.header("content-type").unwrap_or_default();
    let content_type = throw::redact(content_type.into(), secret).as_string();
    output::body(&text, content_type, secret)
}

fn answered(error: Error, call: &Call, answer: &Answer, body: Body<JsValue>) -> JsValue {
    let body = match body {
        Body::Json(body) => body,
        Body::Other { .. } => JsValue::UNDEFINED,
    };
    let headers = throw::redact_headers(&answer.headers, call.secret().as_deref());
    let error = error.of(&call.request());
    let retry_after = server_delay(answer);
    throw::answered(&error, answer.status, &headers, &body, retry_after)
}

/// Makes the result of what was found.
fn value(found: Found<JsValue>) -> JsValue {
    match found {
        Found::Value(value) => value,
        Found::NoDownloads => Object::new().into(),
        Found::NoText => JsValue::from_str(""),
        Found::NoDocument => JsValue::NULL,
        Found::Keyed(key, download) => {
            let downloads = Object::new();
            // Setting a field of a new plain object cannot fail.
            let _ = Reflect::set(&downloads, &key.into(), &download);
            downloads.into()
        }
    }
}

#[cfg(test)]
mod test {
    use super::{Ending, Operation, decode, judge, prepare, start};
    use crate::js::call::Call;
    use crate::js::pace::Pace;
    use js_sys::{Array, Function, Reflect};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::JsFuture;
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::AbortSignal;

    fn run(code: &str) -> JsValue {
        Function::new_no_args(code)
            .call0(&JsValue::NULL)
            .expect("a value")
    }

    fn field(value: &JsValue, name: &str) -> JsValue {
        Reflect::get(value, &name.into()).expect("a field")
    }

    fn call(fetch: &str) -> Call {
        let client = run(&[
            "return { apiToken: 's3cret', timeout: 1000, maxRetries: 1, logger: {}, fetch: ",
            fetch,
            " }",
        ]
        .concat());
        let given = run("return { account_id: 'a', identifier: 'v' }");
        let none = JsValue::UNDEFINED;
        prepare(Operation::ListDownloads, &client, &given, &none, &none).expect("a call")
    }

    fn pace() -> Pace {
        run("return { remaining: 0, resetAt: 0, reserve: 0, unanswered: 1, lastStart: 0 }")
            .unchecked_into()
    }

    /// Judges what `code` gives as the outcome of an attempt after which there is no other.
    fn judged(ending: Ending, code: &str) -> Result<Option<f64>, (JsValue, String)> {
        let judged = judge(&call("() => {}"), &pace(), ending, run(code), 1, 5.0);
        judged.map_err(|error| {
            let message = field(&error, "message").as_string();
            (field(&error, "name"), message.unwrap_or_default())
        })
    }

    #[wasm_bindgen_test]
    async fn fetch_gets_the_url_the_init_and_the_signal() {
        let call = call("(...args) => args");
        let signal = run("return AbortSignal.abort()").unchecked_into::<AbortSignal>();
        let given = JsFuture::from(start(&call, &signal))
            .await
            .expect("arguments");
        let given = Array::from(&given);
        let url = "https://api.cloudflare.com/client/v4/accounts/a/stream/v/downloads";
        assert_eq!((given.length(), given.get(0)), (2, url.into()));
        let init = given.get(1);
        assert_eq!(field(&init, "method"), JsValue::from("GET"));
        assert_eq!(field(&init, "signal"), JsValue::from(signal));
    }

    #[wasm_bindgen_test]
    fn a_2xx_answer_is_the_end() {
        assert_eq!(judged(Ending::Fulfilled, "return new Response()"), Ok(None));
    }

    #[wasm_bindgen_test]
    fn the_body_of_another_answer_says_why() {
        for status in ["302", "404", "503"] {
            let code = ["return new Response('', { status: ", status, " })"].concat();
            assert_eq!(judged(Ending::Fulfilled, &code), Ok(Some(-1.0)), "{status}");
        }
    }

    #[wasm_bindgen_test]
    fn what_may_pass_is_asked_again_after_a_while() {
        let busy = run("return new Response('', { status: 503, headers: { 'retry-after': 2 } })");
        let delay = judge(&call("() => {}"), &pace(), Ending::Fulfilled, busy, 0, 5.0);
        assert_eq!(delay, Ok(Some(2000.0)));
    }

    #[wasm_bindgen_test]
    fn whatever_else_fetch_gives_is_a_connection_error() {
        for code in [
            "return undefined",
            "return 42",
            "return {}",
            "return { status: 200, headers: new Headers() }",
            "return { status: 200.5, headers: new Headers(), text() {} }",
            "return { get status() { throw 1 } }",
            "const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy",
        ] {
            let (name, _) = judged(Ending::Fulfilled, code).expect_err(code);
            assert_eq!(name, JsValue::from("APIConnectionError"), "{code}");
        }
    }

    #[wasm_bindgen_test]
    fn each_ending_without_an_answer_has_its_error() {
        let request = " (GET /accounts/a/stream/v/downloads)";
        for (ending, name, message) in [
            (
                Ending::Rejected,
                "APIConnectionError",
                "Connection error: bad Bearer ***",
            ),
            (
                Ending::TimedOut,
                "APIConnectionTimeoutError",
                "Request timed out after 1000 ms",
            ),
            (Ending::Aborted, "APIUserAbortError", "Request was aborted"),
        ] {
            let error = judged(ending, "return new TypeError('bad Bearer s3cret')");
            let expected = (JsValue::from(name), [message, request].concat());
            assert_eq!(error, Err(expected));
        }
    }

    #[wasm_bindgen_test]
    fn an_answer_that_counts_requests_is_noted() {
        let (call, pace) = (call("() => {}"), pace());
        let answer = run("return new Response('', { headers: { ratelimit: 'x;r=7;t=2' } })");
        assert_eq!(
            judge(&call, &pace, Ending::Fulfilled, answer, 0, 5.0),
            Ok(None)
        );
        assert_eq!(field(&pace, "remaining"), JsValue::from(7));
        let limit = field(&pace, "rateLimit");
        assert_eq!(field(&limit, "resetAfter"), JsValue::from(2000));
        assert!(field(&limit, "quota").is_undefined());
    }

    #[wasm_bindgen_test]
    fn a_body_becomes_the_result_or_the_error_that_it_tells_of() {
        let decoded = |status: &str, ending, text: JsValue| {
            let response = run(&["return new Response('', { status: ", status, " })"].concat());
            let operation = Operation::ListDownloads;
            decode(operation, &call("() => {}"), response, ending, text)
        };
        let good = "{ \"success\": true, \"result\": { \"audio\": {} } }";
        let result = decoded("200", Ending::Fulfilled, good.into()).expect("a result");
        assert!(field(&result, "audio").is_object());
        for (status, ending, text, name) in [
            (
                "200",
                Ending::Fulfilled,
                "{".into(),
                "APIResponseValidationError",
            ),
            ("200", Ending::Fulfilled, 12.into(), "APIConnectionError"),
            ("200", Ending::Rejected, 12.into(), "APIConnectionError"),
            ("404", Ending::Rejected, 12.into(), "NotFoundError"),
            (
                "404",
                Ending::TimedOut,
                JsValue::UNDEFINED,
                "APIConnectionTimeoutError",
            ),
            (
                "404",
                Ending::Aborted,
                JsValue::UNDEFINED,
                "APIUserAbortError",
            ),
        ] {
            let error = decoded(status, ending, text).expect_err(name);
            assert_eq!(field(&error, "name"), JsValue::from(name));
        }
    }

    #[wasm_bindgen_test]
    fn a_redirect_is_told_by_its_origin() {
        for (location, told) in [
            (
                "https://evil.example/a?b",
                "redirect to https://evil.example,",
            ),
            ("/a", "redirect to https://api.cloudflare.com,"),
            ("http://[", "302 with an empty body"),
        ] {
            let response =
                run("const headers = new Map(); return { status: 302, headers, text() {} }");
            let headers = field(&response, "headers");
            let set = field(&headers, "set").unchecked_into::<Function>();
            let entry = Array::of2(&"location".into(), &location.into());
            set.apply(&headers, &entry).expect("an entry");
            let operation = Operation::ListDownloads;
            let error = decode(
                operation,
                &call("() => {}"),
                response,
                Ending::Fulfilled,
                "".into(),
            );
            let message = field(&error.expect_err("an error"), "message").as_string();
            assert!(
                message.is_some_and(|message| message.contains(told)),
                "{told}"
            );
        }
    }
}
