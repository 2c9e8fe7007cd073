//! Cloudflare's Stream binding in the place of `fetch`: `env.STREAM` of a Worker, which needs no
//! credential. What its methods give and throw becomes a `Response` with the envelope of the API, so
//! that nothing else knows of bindings, and sees only what the engine has parsed.

use super::fetch::Fetch;
use super::settle::Settled;
use super::value::{array, get, text};
use crate::client::ClientBuilder;
use crate::decode::Value;
use crate::download::DownloadType;
use crate::endpoint::{Endpoint, Operation};
use crate::header::number;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = Symbol)]
    static SYMBOL: JsValue;

    #[wasm_bindgen(js_name = URLSearchParams)]
    type SearchParams;
    #[wasm_bindgen(constructor, js_class = "URLSearchParams")]
    fn new(query: &str) -> SearchParams;

    #[wasm_bindgen(catch, js_namespace = Response, js_name = json)]
    fn to_response(body: &JsValue, init: &JsValue) -> Result<JsValue, JsValue>;
}

/// How much of a text is read that may begin with the name of an error, in UTF-16 code units.
const MAX_NAME: usize = 32;

/// The statuses that the names of the binding's errors stand for. Across an RPC only the name may be left
/// of one, at the beginning of its message.
const STATUSES: [(&str, u16); 6] = [
    ("NotFoundError", 404),
    ("BadRequestError", 400),
    // The video is too long, or not ready.
    ("StreamError", 400),
    ("ForbiddenError", 403),
    ("RateLimitedError", 429),
    ("InternalError", 500),
];

impl ClientBuilder<Fetch> {
    /// Has a Worker's [Stream binding](https://developers.cloudflare.com/stream/) asked in the place of
    /// the API: `env.STREAM`, which needs no credential and has an account of its own.
    ///
    /// - An account that calls name is not looked at, and identifiers may have 64 characters.
    /// - The binding has no method for [`crate::Client::request`] and [`crate::Client::token`]: that is an
    ///   error before anything is sent. A credential or base URL beside it is an error of
    ///   [`ClientBuilder::build`].
    /// - It lists videos by `before`, `after`, which takes its own time in, and `limit` alone: anything else
    ///   is an error of the first [`crate::AccountVideos::next`].
    /// - Its calls cannot be aborted. One that takes too long, or is dropped, is left to itself.
    /// - The simulator in Miniflare and Wrangler gives no urls: a wait takes what is ready for ready.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # #[cfg(target_arch = "wasm32")]
    /// # async fn example(stream: wasm_bindgen::JsValue) -> Result<(), cf_stream_downloads::Error> {
    /// use cf_stream_downloads::Client;
    ///
    /// // With the crate `worker`: let stream = js_sys::Reflect::get(&env, &"STREAM".into())?;
    /// let client = Client::builder().stream(stream).build()?;
    /// let downloads = client.downloads().get("ea95132c15732412d22c1476fa83f27a").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream(self, binding: JsValue) -> Self {
        self.on(Fetch {
            stream: Some(binding),
            ..Fetch::default()
        })
    }
}

/// Calls the method of a binding that an operation is, and gives its promise. The promises of a binding
/// can be called on before they have settled, so that all takes one round trip.
pub(super) fn call(binding: &JsValue, endpoint: &Endpoint) -> Settled {
    let named = |of: Option<DownloadType>| {
        let of = of.unwrap_or(DownloadType::Default);
        Some(of.as_str().into())
    };
    let (method, of) = match endpoint.operation {
        Operation::GetVideo => ("details", None),
        Operation::ListVideos => {
            let videos = member(binding, "videos");
            return invoke(&videos, "list", Some(list_params(&endpoint.path)));
        }
        Operation::ListDownloads => ("get", None),
        Operation::CreateDownload(of) => ("generate", named(of)),
        Operation::DeleteDownload(of) => ("delete", named(of)),
        // Such a request is refused when it is made.
        Operation::CreateToken | Operation::Other => return Err(JsValue::UNDEFINED),
    };
    let video = invoke(binding, "video", Some(endpoint.identifier.as_str().into()))?;
    let called = match endpoint.operation {
        Operation::GetVideo => invoke(&video, method, of),
        _ => invoke(&member(&video, "downloads"), method, of),
    };
    // The call that has begun goes on without it.
    dispose(&video);
    called
}

/// Calls a method. It may be no function but a stub of one, which has no `call` of its own.
fn invoke(object: &JsValue, method: &'static str, argument: Option<JsValue>) -> Settled {
    let method = member(object, method);
    let arguments = argument.map_or_else(Array::new, |argument| Array::of1(&argument));
    Reflect::apply(method.unchecked_ref::<Function>(), object, &arguments)
}

/// Makes the parameters of a list of videos of the query that the API would get.
fn list_params(path: &str) -> JsValue {
    let start = path.bytes().position(|byte| byte == b'?');
    let query = start.and_then(|start| path.get(start..));
    let params = SearchParams::new(query.unwrap_or_default());
    let params = Object::from_entries(&params).map_or(JsValue::UNDEFINED, JsValue::from);
    // All are texts, and this one has to be a number.
    let limit = text(&member(&params, "limit"), MAX_NAME).and_then(|limit| number(&limit));
    params.merged(&JsValue::object(Some(("limit", limit.into()))))
}

/// Gives a video the name of its identifier that the API has for it.
fn with_uid(video: &JsValue) -> JsValue {
    let id = member(video, "id");
    if id.is_undefined() {
        return video.clone();
    }
    JsValue::object(Some(("uid", id))).merged(video)
}

/// Reads a member of anything. One that throws is not there.
fn member(object: &JsValue, of: &'static str) -> JsValue {
    get(object, of).unwrap_or_default()
}

/// Tells whether a value may be a binding.
pub(crate) fn is_binding(value: &JsValue) -> bool {
    member(value, "video").is_function()
}

/// Makes the response of what a method of a binding has given or thrown. What is no error of Stream's
/// stays as it is.
pub(super) fn answer(settled: Settled) -> Settled {
    let (status, envelope) = match &settled {
        Ok(result) => {
            let named = match array(result) {
                Some(list) => {
                    let videos = Array::new();
                    for video in list.iter() {
                        videos.push(&with_uid(&video));
                    }
                    videos.into()
                }
                None => with_uid(result),
            };
            (200.0, object("success", true.into(), "result", &named))
        }
        Err(thrown) => match error(thrown) {
            Some(error) => error,
            None => return settled,
        },
    };
    let init = JsValue::object(Some(("status", status.into())));
    let response = to_response(&envelope, &init);
    if let Ok(result) = &settled {
        dispose(result);
    }
    response
}

/// Disposes of what an RPC has given, which holds something of the other side until then.
fn dispose(given: &JsValue) {
    // Not all engines have the symbol.
    let symbol = SYMBOL.with(|symbol| member(symbol, "dispose"));
    if symbol.is_symbol()
        && let Ok(dispose) = Reflect::get(given, &symbol)
        && let Some(dispose) = dispose.dyn_ref::<Function>()
    {
        // Its failure is none of the call's.
        let _ = dispose.call0(given);
    }
}

/// Reads an error of Stream's: its status, and the envelope that says the same.
fn error(thrown: &JsValue) -> Option<(f64, JsValue)> {
    let message = member(thrown, "message");
    let name = match text(&member(thrown, "name"), MAX_NAME) {
        Some(name) if name != "Error" => name,
        _ => text(&message, MAX_NAME)?,
    };
    let named = STATUSES.iter().find(|(known, _)| name.starts_with(known));
    let own = member(thrown, "statusCode").as_f64();
    let own = own.filter(|own| (400.0..600.0).contains(own));
    let status = own.or(named.map(|named| named.1.into()))?;
    let code = member(thrown, "code");
    let errors = Array::of1(&object("code", code, "message", &message));
    let envelope = object("success", false.into(), "errors", &errors);
    Some((status, envelope))
}

/// Makes an object with two members.
fn object(one: &'static str, value: JsValue, other: &'static str, more: &JsValue) -> JsValue {
    JsValue::object(Some((one, value))).merged(&JsValue::object(Some((other, more.clone()))))
}

#[cfg(test)]
mod test;
