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
mod videos;
mod wait;

pub use call::Call;
pub use iteration::Iteration;

use crate::attempt::{Failed, TimeLimit, failed};
use crate::endpoint::{Endpoint, Operation};
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::send::{Accepted, receive, send};
use crate::web::{FetchResponse, Signal, is_worker};
use error::{plain, to_error};
use host::NpmHost;
use prepare::{Loop, Prepared, prepare};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use wait::Until;
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

/// Creates a signed token.
#[wasm_bindgen(js_name = createToken)]
pub fn create_token(call: Call) {
    let endpoint = |call: &Call| prepare::video(call, Operation::CreateToken);
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
    start_wait(call, Until::Ready);
}

/// Creates the downloads that are missing.
#[wasm_bindgen(js_name = ensureDownloads)]
pub fn ensure(call: Call) {
    start_wait(call, Until::Created);
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
    let many = many::many(call, None)?;
    Ok(Iteration::new(iteration::Loop::Many(Box::new(many))))
}

/// Makes the loop that creates what is missing of many videos.
///
/// # Errors
///
/// As [`get_many`].
#[wasm_bindgen(js_name = ensureMany)]
pub fn ensure_many(call: &Call) -> Result<Iteration, JsValue> {
    let options = many::ensure_options(call).map_err(|error| plain(&error, JsValue::UNDEFINED))?;
    let many = many::many(call, Some(options))?;
    Ok(Iteration::new(iteration::Loop::Many(Box::new(many))))
}

fn start_wait(call: Call, until: Until) {
    match wait::watch(&call) {
        Ok(watch) => spawn_local(wait::wait(call, watch, until)),
        Err(error) => call.reject(&plain(&error, JsValue::UNDEFINED)),
    }
}

/// Makes the loop over the videos of an account.
///
/// # Errors
///
/// The JavaScript error of what cannot be used.
#[wasm_bindgen(js_name = listVideos)]
pub fn list_videos(call: &Call) -> Result<Iteration, JsValue> {
    let videos = videos::videos(call).map_err(|error| plain(&error, JsValue::UNDEFINED))?;
    Ok(Iteration::new(iteration::Loop::Videos(Box::new(videos))))
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
    let mut request = prepared.base.request(endpoint(call)?)?;
    if request.endpoint.operation == Operation::CreateToken
        && let Some(key) = prepare::token_key(call)?
    {
        request.secret.get_or_insert_default().add(key);
    }
    Ok((prepared, request))
}

/// Runs a call to its end, and settles its promise.
async fn run(call: Call, prepared: Prepared, request: Request) {
    let work = pin!(fetch(&call, &prepared, &request));
    match or_aborted(prepared.signal.as_ref(), &request, work).await {
        Ok(Some(value)) => call.resolve(&value),
        Err(Some(error)) => call.reject(&error),
        Ok(None) | Err(None) => {}
    }
}

/// Gives the reply to a call, or nothing where its body is left to the caller.
async fn fetch(
    call: &Call,
    Prepared { host, options, .. }: &Prepared,
    request: &Request,
) -> Result<Option<JsValue>, Box<Failed<NpmHost>>> {
    let accepted = if let Some(left) = call.response() {
        match FetchResponse::restore(left.into()) {
            Ok(response) => Accepted {
                response: response.timed(options.timeout.is_some()),
                limit: TimeLimit::new(host, options.timeout),
            },
            Err(failure) => return Err(failed(failure, request, None)),
        }
    } else {
        let mut accepted = send(host, request, options).await?;
        if call.head(accepted.response.as_js()) {
            accepted.response.release();
            return Ok(None);
        }
        accepted
    };
    let reply = receive(request, options, accepted).await?;
    Ok(Some(to_value(reply)))
}

/// Makes the JavaScript value of a reply.
fn to_value(reply: Reply<JsValue>) -> JsValue {
    match reply {
        Reply::Downloads(downloads) => downloads,
        Reply::Deleted(text) => text.unwrap_or_else(|| "".into()),
        Reply::Document(body) => body.unwrap_or(JsValue::NULL),
    }
}

/// What work has failed with, as JavaScript has it; `None` where the request of the Worker has been
/// given up that it ran in: to settle the promise of another request would be a fault.
type Rejection = Option<JsValue>;

/// Makes the rejection of a request that has failed.
fn rejection(failed: Box<Failed<NpmHost>>) -> Rejection {
    let is_abandoned = failed.error.kind == ErrorKind::Abandoned;
    (!is_abandoned).then(|| to_error(*failed))
}

/// Work that a signal may end.
type Work<'a> = Pin<&'a mut dyn Future<Output = Result<Option<JsValue>, Box<Failed<NpmHost>>>>>;

/// Does work until it ends or the signal is aborted. The caller then drops the work, which ends its
/// requests and timers.
async fn or_aborted(
    signal: Option<&Signal>,
    request: &Request,
    mut work: Work<'_>,
) -> Result<Option<JsValue>, Rejection> {
    let Some(signal) = signal else {
        return work.await.map_err(rejection);
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
            ended.map_err(rejection)
        } else {
            let error = Error::new(ErrorKind::Aborted, &["Request was aborted"]);
            Err(Some(plain(&error.of(&request.label()), signal.reason())))
        })
    })
    .await
}

#[cfg(test)]
mod test;
