//! The exports for JavaScript: what client.js calls. Each takes a [`Call`], a plain object that
//! snapshot.js has made, checks all of it and settles its promise.
//!
//! Nothing here waits or decides by itself: that is the crate's, as for users of Rust. What only
//! JavaScript can express stands beside, in `npm/*.js`.

mod call;
mod error;
mod host;
mod iteration;
mod log;
mod many;
mod prepare;
mod wait;

pub use call::Call;
pub use iteration::Iteration;

use crate::attempt::{Failed, failed};
use crate::endpoint::{Endpoint, Operation};
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind};
use crate::redact::Secret;
use crate::request::Request;
use crate::send::{Accepted, deadline, receive, send};
use crate::web::{FetchResponse, Signal, is_worker};
use error::{plain, to_error};
use host::NpmHost;
use prepare::{Loop, Prepared, prepare};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// Lists the downloads created for a video.
#[wasm_bindgen(js_name = listDownloads)]
pub fn list(call: Call) {
    let endpoint = |call: &Call| prepare::video(call, Operation::ListDownloads);
    start(call, endpoint);
}

/// Creates a download, of the type that the call names, or the MP4.
#[wasm_bindgen(js_name = createDownload)]
pub fn create(call: Call) {
    let endpoint = |call: &Call| {
        let of = prepare::download_type(call);
        prepare::video(call, Operation::CreateDownload(of))
    };
    start(call, endpoint);
}

/// Deletes a download, of the type that the call names, or the MP4.
#[wasm_bindgen(js_name = deleteDownload)]
pub fn delete(call: Call) {
    let endpoint = |call: &Call| {
        let of = prepare::download_type(call);
        prepare::video(call, Operation::DeleteDownload(of))
    };
    start(call, endpoint);
}

/// Sends a request to any endpoint.
#[wasm_bindgen(js_name = sendRequest)]
pub fn request(call: Call) {
    start(call, prepare::any);
}

/// Waits until downloads are ready.
#[wasm_bindgen(js_name = waitUntilReady)]
pub fn wait_until_ready(call: Call) {
    match wait::watch(&call) {
        Ok(watch) => spawn_local(wait::to_the_end(call, watch)),
        Err(error) => call.reject(&plain(&error, JsValue::UNDEFINED)),
    }
}

/// Makes the loop of a wait.
///
/// # Errors
///
/// The JavaScript error of what cannot be used.
#[wasm_bindgen]
pub fn watch(call: &Call) -> Result<Iteration, JsValue> {
    let watch = wait::watch(call).map_err(|error| plain(&error, JsValue::UNDEFINED))?;
    Ok(Iteration::new(iteration::Loop::Watch(Box::new(watch))))
}

/// Makes the loop over many videos.
///
/// # Errors
///
/// The JavaScript error of what cannot be used, or what the iterable has thrown.
#[wasm_bindgen(js_name = getMany)]
pub fn get_many(call: &Call) -> Result<Iteration, JsValue> {
    let many = many::many(call)?;
    Ok(Iteration::new(iteration::Loop::Many(Box::new(many))))
}

/// Checks a call and starts it. A bad one is rejected before anything is sent.
fn start(call: Call, endpoint: fn(&Call) -> Result<Endpoint, Box<Error>>) {
    match prepared(&call, endpoint) {
        Ok((prepared, request)) => spawn_local(run(call, prepared, request)),
        Err(error) => call.reject(&plain(&error, JsValue::UNDEFINED)),
    }
}

fn prepared(
    call: &Call,
    endpoint: fn(&Call) -> Result<Endpoint, Box<Error>>,
) -> Result<(Prepared, Request), Box<Error>> {
    let prepared = prepare(call, Loop::No)?;
    let request = prepared.base.request(endpoint(call)?)?;
    Ok((prepared, request))
}

/// Runs a call to its end, and settles its promise; unless the request of the Worker that it was made
/// in has been given up: to settle the promise of another request would be a fault.
async fn run(call: Call, prepared: Prepared, request: Request) {
    let label = request.label();
    let work = pin!(fetch(&call, &prepared, &request));
    match or_aborted(prepared.signal.as_ref(), &label, work).await {
        Ok(Some(value)) => call.resolve(&value),
        Ok(None) => {}
        Err(ended) => reject(ended, request.secret.as_ref(), |error| call.reject(error)),
    }
}

/// Gives the reply to a call, or nothing where its body is left to the caller.
async fn fetch(
    call: &Call,
    Prepared { host, options, .. }: &Prepared,
    request: &Request,
) -> Result<Option<JsValue>, Failed<NpmHost>> {
    let left = call.response();
    let mut accepted = if left.is_undefined() {
        send(host, request, options).await?
    } else {
        let deadline = deadline(host, options);
        match FetchResponse::restore(left) {
            Ok(response) => Accepted {
                response: response.timed(deadline.is_some()),
                deadline,
            },
            Err(failure) => return Err(failed(failure, request, None)),
        }
    };
    if call.response().is_undefined() && call.head(accepted.response.as_js()) {
        accepted.response.release();
        return Ok(None);
    }
    let reply = receive(host, request, options, accepted).await?;
    Ok(Some(to_value(reply)))
}

/// Makes the JavaScript value of a reply.
fn to_value(reply: Reply<JsValue>) -> JsValue {
    match reply {
        Reply::Downloads(downloads) => downloads,
        Reply::Deleted(text) => text.into(),
        Reply::Document(body) => body.unwrap_or(JsValue::NULL),
    }
}

/// Why work has ended that a signal may end.
enum Ended {
    /// It has failed.
    Failed(Failed<NpmHost>),
    /// The signal was aborted for this reason.
    Aborted(Box<Error>, JsValue),
}

/// Work that a signal may end.
type Work<'a> = Pin<&'a mut dyn Future<Output = Result<Option<JsValue>, Failed<NpmHost>>>>;

/// Does work until it ends or the signal is aborted. The caller then drops the work, which ends its
/// requests and timers.
async fn or_aborted(
    signal: Option<&Signal>,
    label: &str,
    mut work: Work<'_>,
) -> Result<Option<JsValue>, Ended> {
    let Some(signal) = signal else {
        return work.await.map_err(Ended::Failed);
    };
    let mut aborting = pin!(signal.aborted());
    let mut is_abandoned = false;
    poll_fn(|context| {
        let ended = if aborting.as_mut().poll(context).is_ready() {
            // The work is left as it is: it would go on with its next request.
            None
        } else if is_abandoned {
            return Poll::Pending;
        } else {
            match work.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                // What a request says of its own abort tells less.
                Poll::Ready(Err(failed)) if !failed.is_thrown() && signal.is_aborted() => None,
                // An abort may still come; but in a Worker it is the request that was given up.
                Poll::Ready(Err(failed))
                    if failed.error.kind == ErrorKind::Abandoned && !is_worker() =>
                {
                    is_abandoned = true;
                    return Poll::Pending;
                }
                Poll::Ready(ended) => Some(ended),
            }
        };
        Poll::Ready(if let Some(ended) = ended {
            ended.map_err(Ended::Failed)
        } else {
            let error = Error::new(ErrorKind::Aborted, &["Request was aborted"]);
            Err(Ended::Aborted(error.of(label), signal.reason()))
        })
    })
    .await
}

/// Rejects with the JavaScript error of a failure, if there is still anybody to tell.
fn reject(ended: Ended, secret: Option<&Secret>, reject: impl FnOnce(&JsValue)) {
    match ended {
        Ended::Failed(failed) if failed.error.kind == ErrorKind::Abandoned => {}
        Ended::Failed(failed) => reject(&to_error(failed, secret)),
        Ended::Aborted(error, reason) => reject(&plain(&error, reason)),
    }
}

#[cfg(test)]
mod test;
