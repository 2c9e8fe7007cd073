//! The functions that the package calls, and how they lead a call: read the input, ask until there
//! is an answer, judge it. Holds no state: what outlasts a function is in the object that it gives
//! back.

#![expect(clippy::float_cmp, reason = "in what wasm_bindgen makes of an enum")]

use super::fetch::{Answer, Attempt, Failure, Signal, clock};
use super::input::Call;
use super::log::Log;
use super::{output, throw};
use crate::endpoint::{self, DownloadType};
use crate::envelope::{self, Body, Expected, Found};
use crate::error::Error;
use crate::retry;
use js_sys::{Date, Math, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortController;

#[wasm_bindgen(module = "/src/js/sent.js")]
extern "C" {
    /// Makes what [`decode`] is called with, kept by the promise that the caller has.
    #[wasm_bindgen(js_name = makeSent)]
    fn make_sent(
        response: JsValue,
        operation: Operation,
        request: String,
        secret: Option<String>,
        controller: AbortController,
        signal: Option<Signal>,
        timeout: f64,
        time_left: f64,
    ) -> JsValue;
}

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

/// Sends a request, and settles with the arguments of [`decode`] when the headers of a 2xx answer are there.
///
/// Takes the client and the arguments of the method as they came; for a request to any endpoint,
/// its method, path and options.
#[wasm_bindgen]
pub fn send(
    operation: Operation,
    client: &JsValue,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Promise {
    // Read before the first wait, so that a later change to the client is for later calls.
    let call = match operation.on_video() {
        Some(operation) => Call::operation(operation, client, [first, second, third]),
        None => Call::any(client, [first, second, third]),
    };
    match call {
        Ok(call) => future_to_promise(ask(operation, call)),
        Err(error) => Promise::reject(&error),
    }
}

/// Reads and checks the body of an answer, and settles with the result. Takes what sending
/// settled with.
#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "they are the fields of an object"
)]
pub fn decode(
    response: JsValue,
    operation: Operation,
    request: String,
    secret: Option<String>,
    controller: AbortController,
    signal: Option<Signal>,
    timeout: f64,
    time_left: f64,
) -> Promise {
    future_to_promise(async move {
        let mut attempt = Attempt {
            request,
            secret,
            controller,
            signal,
            timeout,
            time_left,
        };
        let answer = Answer::read(response).map_err(|failure| attempt.thrown(&failure))?;
        let text = attempt.text(&answer.response).await;
        let text = text.map_err(|failure| attempt.thrown(&failure))?;
        let find = |body| envelope::find(operation.expected(), answer.status, body);
        match find(&body(&answer, &text)) {
            Ok(found) => Ok(value(found)),
            Err(error) => {
                // The first one may show what no error shows.
                let body = redacted_body(&answer, text, attempt.secret.as_deref());
                let error = find(&body).err().unwrap_or(error);
                Err(answered(error, &attempt, &answer, body))
            }
        }
    })
}

/// Asks until there is an answer or no reason to go on.
async fn ask(operation: Operation, call: Call) -> Result<JsValue, JsValue> {
    let log = Log {
        logger: call.logger,
        level: call.log_level,
        secret: call.secret.clone(),
    };
    let mut attempt = Attempt {
        request: call.request,
        secret: call.secret,
        controller: AbortController::new()?,
        signal: call.signal.map(JsCast::unchecked_into),
        timeout: call.timeout,
        time_left: call.timeout,
    };
    let mut retries = 0;
    loop {
        log.headers(&attempt.request, "sent", &call.headers);
        call.init.set_signal(&attempt.fetch_signal());
        let started = clock();
        let outcome = attempt.fetch(&call.fetch, &call.url, &call.init).await;
        let took = clock() - started;
        let tried = tried(&outcome);
        let delay =
            tried.and_then(|tried| retry::delay(&tried, retries, call.max_retries, Math::random()));
        log.attempt(&attempt.request, || told(&outcome), took, delay);
        if let Ok(answer) = &outcome {
            log.headers(&attempt.request, "got", &answer.headers);
        }
        match (outcome, delay) {
            (Ok(answer), None) if answer.is_success() => {
                return Ok(sent(operation, answer, attempt));
            }
            (Ok(answer), None) => return Err(failure(attempt, &answer, &call.url).await),
            (Err(failure), None) => return Err(attempt.thrown(&failure)),
            (outcome, Some(delay)) => {
                if let Ok(answer) = outcome {
                    answer.cancel();
                    // Firefox keeps the connection of a body that was cancelled.
                    attempt.controller.abort();
                }
                let slept = attempt.sleep(delay).await;
                slept.map_err(|failure| attempt.thrown(&failure))?;
                retries += 1;
                attempt.controller = AbortController::new()?;
                attempt.time_left = attempt.timeout;
            }
        }
    }
}

fn sent(operation: Operation, answer: Answer, attempt: Attempt) -> JsValue {
    make_sent(
        answer.response,
        operation,
        attempt.request,
        attempt.secret,
        attempt.controller,
        attempt.signal,
        attempt.timeout,
        attempt.time_left,
    )
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

/// Makes the error of an answer that is not 2xx.
async fn failure(mut attempt: Attempt, answer: &Answer, url: &str) -> JsValue {
    let text = match attempt.text(&answer.response).await {
        Ok(text) => text,
        Err(failure @ (Failure::Aborted | Failure::TimedOut)) => return attempt.thrown(&failure),
        // The status has said enough to not be lost with the body.
        Err(_) => JsValue::from_str(""),
    };
    let secret = attempt.secret.as_deref();
    let body = redacted_body(answer, text, secret);
    let redirect = answer.redirect(url, secret);
    let error = envelope::failure(answer.status, &body, redirect.as_deref());
    answered(error, &attempt, answer, body)
}

fn body(answer: &Answer, text: &JsValue) -> Body<JsValue> {
    output::body(text, answer.header("content-type"), None)
}

/// Makes the body for an error. A server may repeat the request in its complaint.
fn redacted_body(answer: &Answer, text: JsValue, secret: Option<&str>) -> Body<JsValue> {
    let text = throw::redact(text, secret);
    let content_type = answer.header("content-type").unwrap_or_default();
    let content_type = throw::redact(content_type.into(), secret).as_string();
    output::body(&text, content_type, secret)
}

fn answered(error: Error, attempt: &Attempt, answer: &Answer, body: Body<JsValue>) -> JsValue {
    let body = match body {
        Body::Json(body) => body,
        Body::Other { .. } => JsValue::UNDEFINED,
    };
    let headers = throw::redact_headers(&answer.headers, attempt.secret.as_deref());
    let error = error.of(&attempt.request);
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
