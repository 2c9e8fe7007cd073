//! The functions that the package calls, and how each leads a call: read the input, ask, judge the
//! answer. Holds no state: what outlasts a function is in the object that it gives back.

use super::fetch::{Answer, Attempt, Failure, Signal};
use super::input::Call;
use super::{output, throw};
use crate::endpoint::Operation;
use crate::envelope::{self, Body};
use crate::error::Error;
use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortController;

#[wasm_bindgen(module = "/src/js/sent.js")]
extern "C" {
    /// What [`decode`] is called with, kept by the promise that the caller has.
    type Sent;

    #[wasm_bindgen(constructor)]
    fn new(
        response: JsValue,
        request: String,
        secret: Option<String>,
        controller: AbortController,
        signal: Option<Signal>,
        timeout: f64,
        time_left: f64,
    ) -> Sent;
}

/// Lists the downloads of a video. Takes the client, and the arguments of `get` as they came;
/// settles with a `Sent` when the headers of a 2xx answer are there.
#[wasm_bindgen(js_name = listDownloads)]
pub fn list_downloads(
    client: &JsValue,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Promise {
    // Read before the first wait, so that a later change to the client is for later calls.
    match Call::read(Operation::ListDownloads, client, [first, second, third]) {
        Ok(call) => future_to_promise(send(call)),
        Err(error) => Promise::reject(&error),
    }
}

/// Reads and checks the body of an answer, and settles with the result. Takes the fields of what
/// sending settled with.
#[wasm_bindgen]
pub fn decode(
    response: JsValue,
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
        let answer = Answer::read(response).map_err(|error| throw::error(&error))?;
        let text = attempt.text(&answer.response).await;
        let text = text.map_err(|failure| attempt.thrown(failure))?;
        match envelope::downloads(answer.status, &body(&answer, &text)) {
            Ok(result) => Ok(result.unwrap_or_else(|| Object::new().into())),
            Err(error) => {
                // The first one may show what no error shows.
                let body = redacted_body(&answer, text, attempt.secret.as_deref());
                let error = envelope::downloads(answer.status, &body)
                    .err()
                    .unwrap_or(error);
                Err(answered(error, &attempt, &answer, body))
            }
        }
    })
}

async fn send(call: Call) -> Result<JsValue, JsValue> {
    let controller = AbortController::new()?;
    let mut attempt = Attempt {
        request: call.endpoint.request(),
        secret: call
            .credential
            .as_ref()
            .map(|credential| credential.secret().to_owned()),
        controller,
        signal: call.signal.map(JsCast::unchecked_into),
        timeout: call.timeout,
        time_left: call.timeout,
    };
    let credential = call.credential.map(|credential| credential.headers());
    let answer = attempt
        .fetch(
            &call.fetch,
            &call.url,
            call.endpoint.method,
            &credential.unwrap_or_default(),
        )
        .await?;
    if !matches!(answer.status, 200..=299) {
        return Err(failure(&mut attempt, &answer, &call.url).await);
    }
    let sent = Sent::new(
        answer.response,
        attempt.request,
        attempt.secret,
        attempt.controller,
        attempt.signal,
        attempt.timeout,
        attempt.time_left,
    );
    Ok(sent.into())
}

/// Makes the error of an answer that is not 2xx.
async fn failure(attempt: &mut Attempt, answer: &Answer, url: &str) -> JsValue {
    let text = match attempt.text(&answer.response).await {
        Ok(text) => text,
        // The status has said enough to not be lost with the body.
        Err(Failure::Rejected(_)) => JsValue::from_str(""),
        Err(Failure::Interrupted(error)) => return error,
    };
    let body = redacted_body(answer, text, attempt.secret.as_deref());
    let error = envelope::failure(answer.status, &body, answer.redirect(url).as_deref());
    answered(error, attempt, answer, body)
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
    throw::answered(&error.of(&attempt.request), answer.status, &headers, &body)
}
