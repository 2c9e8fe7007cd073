//! Requests by `fetch`: JavaScript's own, or one of the user's, whose answers may be anything.

use super::abort::{Connection, Signal};
use super::settle::{Abandoned, Wait, ignore, threw, wait_for};
use super::value::{array, get, global, name, parse, text, type_name};
use super::{stream, timer};
use crate::decode::Fault;
use crate::envelope::Content;
use crate::header;
use crate::host::{Clock, Failure, FailureDetails, Response, SleepError, Transport};
use crate::request::Request;
use js_sys::{Array, Function, JsString, Object, Reflect};
use std::borrow::Cow;
use std::future::Future;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

/// How much of a header is read, in UTF-16 code units.
const MAX_HEADER: usize = 8_192;

/// How much of a text is read that a message may show, in UTF-16 code units: enough to find a
/// secret in it before it is cut.
const MAX_EXCERPT: usize = 16_384;

/// How many causes of a thrown value a message names.
const MAX_CAUSES: usize = 4;

#[wasm_bindgen]
extern "C" {
    /// What may only claim to be a `Response`. What each call reads of it and of its headers has an
    /// import of its own, which is faster than [`get`].
    #[derive(Debug)]
    type Claimed;
    #[wasm_bindgen(method, catch, getter)]
    fn status(this: &Claimed) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter)]
    fn headers(this: &Claimed) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter, js_name = text)]
    fn reader(this: &Claimed) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn text(this: &Claimed) -> Result<JsValue, JsValue>;

    #[derive(Debug)]
    type ClaimedHeaders;
    #[wasm_bindgen(method, catch, getter, js_name = get)]
    fn getter(this: &ClaimedHeaders) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn get(this: &ClaimedHeaders, name: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn to_array(iterable: &JsValue) -> Result<Array, JsValue>;

    type Headers;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<Headers, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn set(this: &Headers, name: &JsValue, value: &JsValue) -> Result<(), JsValue>;

    type Body;
    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Body) -> Result<JsValue, JsValue>;

    /// The second argument of `fetch`.
    #[wasm_bindgen(extends = Object)]
    type Init;
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, method: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, headers: &Headers);
    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &Init, signal: &web_sys::AbortSignal);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Init, body: &str);
    #[wasm_bindgen(method, getter)]
    fn cache(this: &Init) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_cache(this: &Init, cache: &JsValue);
    #[wasm_bindgen(method, getter)]
    fn redirect(this: &Init) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_redirect(this: &Init, redirect: &JsValue);
}

/// The host of JavaScript's runtimes: `fetch` and timers.
#[derive(Clone, Debug, Default)]
pub struct Fetch {
    /// A `fetch` of the user's own.
    pub(crate) function: Option<Function>,
    /// What it is called on.
    pub(crate) this: JsValue,
    /// A Stream binding, which is asked in its place.
    pub(crate) stream: Option<JsValue>,
    /// What `fetch` is told besides: an object that is nobody else's.
    pub(crate) init: Option<Object>,
    /// Whether requests and bodies are waited for within a timeout.
    pub(crate) is_timed: bool,
    /// What closes connections, too, also that of an answer that was handed over.
    pub(crate) signal: Option<Signal>,
}

/// Returns the global `fetch`, whatever it is now.
pub(crate) fn global_fetch() -> JsValue {
    global("fetch").unwrap_or_default()
}

/// Makes the headers that every request has.
pub(crate) fn base_headers() -> header::Headers {
    // A browser sends its own user agent, and asks the server for leave first when a page sets
    // another.
    header::Headers::base(!IS_BROWSER.with(|is_browser| *is_browser))
}

thread_local! {
    // Every browser's name begins so, for historical reasons, and no other runtime's does.
    static IS_BROWSER: bool = user_agent(8).as_deref() == Some("Mozilla/");
    static IS_WORKER: bool = user_agent(usize::MAX).as_deref() == Some("Cloudflare-Workers");
}

/// Tells whether this is a Worker of Cloudflare's: there a request may be given up in the middle.
pub(crate) fn is_worker() -> bool {
    IS_WORKER.with(|is_worker| *is_worker)
}

/// Returns the beginning of the name of the runtime, where it has one.
fn user_agent(max: usize) -> Option<String> {
    let navigator = global("navigator").ok()?;
    text(&get(&navigator, "userAgent").ok()?, max)
}

impl Fetch {
    fn init(&self, request: &Request, connection: &Connection) -> Result<Init, JsValue> {
        let headers = Headers::new()?;
        for (name, value) in request.headers.iter() {
            headers.set(&given(name), &given(value))?;
        }
        let init = match &self.init {
            // An assignment would make a prototype of a member named `__proto__`.
            Some(more) => Object::from_entries(&Object::entries(more))?,
            None => Object::new(),
        };
        let init: Init = init.unchecked_into();
        init.set_method(&given(&request.endpoint.method));
        init.set_headers(&headers);
        if TAKES_SIGNAL.with(|takes_signal| *takes_signal) {
            init.set_signal(connection.signal());
        }
        if let Some(body) = &request.body {
            init.set_body(body);
        }
        if !init.redirect().is_string() {
            init.set_redirect(name("manual"));
        }
        if request.fresh
            && init.cache().is_undefined()
            && TAKES_CACHE.with(|takes_cache| *takes_cache)
        {
            init.set_cache(name("no-store"));
        }
        Ok(init)
    }
}

/// Gives JavaScript a text. Those that most requests have it has already.
fn given(text: &str) -> Cow<'static, JsValue> {
    let usual = [
        "GET",
        "accept",
        "application/json",
        "user-agent",
        header::USER_AGENT,
        "authorization",
    ];
    match usual.iter().find(|usual| **usual == text) {
        Some(usual) => Cow::Borrowed(name(usual)),
        None => Cow::Owned(JsValue::from_str(text)),
    }
}

thread_local! {
    /// In jsdom `AbortController` is another than that of Node, whose `fetch` refuses its signals. What
    /// goes without is still ended by its time.
    static TAKES_SIGNAL: bool = AbortController::new().is_ok_and(|controller| {
        let init: Init = Object::new().unchecked_into();
        init.set_signal(&controller.signal());
        takes(&init)
    });

    /// Workers with a compatibility date before 2024-11-11 refuse a request that says how it is cached:
    /// <https://developers.cloudflare.com/workers/configuration/compatibility-flags/#enable-cache-no-store-http-standard-api>
    static TAKES_CACHE: bool = {
        let init: Init = Object::new().unchecked_into();
        init.set_cache(name("no-store"));
        takes(&init)
    };
}

/// Tells whether the platform takes a request of this kind. Where it has no requests, anything goes.
fn takes(init: &Init) -> bool {
    let request = global("Request").ok();
    let Some(request) = request.and_then(|request| request.dyn_into::<Function>().ok()) else {
        return true;
    };
    let arguments = Array::of2(&"https://localhost".into(), init);
    Reflect::construct(&request, &arguments).is_ok()
}

impl Transport for Fetch {
    type Value = JsValue;
    type Response = FetchResponse;

    async fn send(&self, request: &Request) -> Result<FetchResponse, Failure<JsValue>> {
        let mut connection = Connection::open(self.signal.as_ref()).map_err(refused)?;
        let answer = if let Some(binding) = &self.stream {
            match stream::call(binding, &request.endpoint) {
                Ok(promise) => wait_for(&promise, self.is_timed),
                Err(_) if !stream::is_binding(binding) => {
                    let fault = Fault::new("stream", "a Stream binding", type_name(binding));
                    return Err(Failure::Unexpected(fault));
                }
                Err(thrown) => threw(thrown),
            }
        } else {
            let init = self.init(request, &connection).map_err(refused)?;
            let function = match &self.function {
                Some(function) => function.clone(),
                None => global_fetch().unchecked_into(),
            };
            let url = JsValue::from_str(&request.url);
            let promise = function.call2(&self.this, &url, &init).map_err(refused)?;
            wait_for(&promise, self.is_timed)
        };
        let answer = answer.await;
        let answer = match &self.stream {
            Some(_) => answer.map(stream::answer),
            None => answer,
        };
        match answer {
            Ok(Ok(response)) => {
                let response = FetchResponse::new(response, connection);
                response.map(|response| response.timed(self.is_timed))
            }
            Ok(Err(thrown)) => {
                connection.release();
                Err(failed(thrown))
            }
            Err(Abandoned) => {
                connection.release();
                Err(Failure::Abandoned)
            }
        }
    }

    fn is_bound(&self) -> bool {
        self.stream.is_some()
    }
}

fn refused(thrown: JsValue) -> Failure<JsValue> {
    Failure::Refused(details(thrown))
}

fn failed(thrown: JsValue) -> Failure<JsValue> {
    Failure::Connection(details(thrown))
}

fn details(thrown: JsValue) -> Box<FailureDetails<JsValue>> {
    Box::new(FailureDetails {
        reasons: reasons(&thrown),
        cause: Some(thrown),
    })
}

/// Reads the message of a thrown value and those of its causes: Node says "fetch failed", and why
/// there.
pub(crate) fn reasons(thrown: &JsValue) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut value = thrown.clone();
    // A cause may be its own cause.
    for _ in 0..MAX_CAUSES {
        if !value.is_object() && !value.is_function() {
            break;
        }
        let message = get(&value, "message").unwrap_or_default();
        let cause = get(&value, "cause").unwrap_or_default();
        reasons.extend(text(&message, MAX_EXCERPT));
        value = cause;
    }
    reasons.extend(text(&value, MAX_EXCERPT));
    reasons
}

/// An answer of `fetch`, or of a user's own that looks like one.
#[derive(Debug)]
pub struct FetchResponse(Box<Inner>);

#[derive(Debug)]
struct Inner {
    response: Claimed,
    status: u16,
    headers: ClaimedHeaders,
    is_timed: bool,
    connection: OpenConnection,
}

/// The connection of an answer. To drop it while it is open gives up the body.
struct OpenConnection(Connection);

impl std::fmt::Debug for OpenConnection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OpenConnection")
    }
}

impl FetchResponse {
    fn new(value: JsValue, connection: Connection) -> Result<Self, Failure<JsValue>> {
        let unexpected = |got| Failure::Unexpected(Fault::new("fetch", "a Response", got));
        if !value.is_object() && !value.is_function() {
            return Err(unexpected(type_name(&value)));
        }
        let read = || {
            let response = value.unchecked_ref::<Claimed>();
            let headers: ClaimedHeaders = response.headers().ok()?.unchecked_into();
            if headers.is_null_or_undefined() {
                return None;
            }
            let is_readable =
                headers.getter().ok()?.is_function() && response.reader().ok()?.is_function();
            let status = header::whole(response.status().ok()?.as_f64()?)?;
            let status = u16::try_from(status).ok()?;
            is_readable.then_some((status, headers))
        };
        let Some((status, headers)) = read() else {
            return Err(unexpected(type_name(&value)));
        };
        Ok(Self(Box::new(Inner {
            response: value.unchecked_into(),
            status,
            headers,
            is_timed: false,
            connection: OpenConnection(connection),
        })))
    }

    /// Hands over the answer with its body unread.
    pub(crate) fn release(&mut self) {
        self.0.connection.0.release();
    }

    /// Takes an answer back that was handed over.
    pub(crate) fn restore(value: JsValue) -> Result<Self, Failure<JsValue>> {
        Self::new(value, Connection::open(None).map_err(refused)?)
    }

    /// Returns the answer as JavaScript has it.
    pub(crate) fn as_js(&self) -> &JsValue {
        self.0.response.as_ref()
    }

    /// Returns the headers as JavaScript has them.
    pub(crate) fn headers_as_js(&self) -> &JsValue {
        self.0.headers.as_ref()
    }

    /// Gives the name and value of each header to `take`, until there is one that cannot be read: what
    /// is no real `Response` may only claim to have headers.
    pub(crate) fn each_header(&self, take: &mut dyn FnMut(JsString, JsString)) -> Option<()> {
        for pair in to_array(&self.0.headers).ok()?.iter() {
            // A proxy of an array may throw.
            let pair = to_array(array(&pair)?).ok()?;
            let part = |at| pair.get(at).dyn_into().ok();
            take(part(0)?, part(1)?);
        }
        Some(())
    }

    /// Says whether the body is waited for within a timeout.
    pub(crate) fn timed(mut self, is_timed: bool) -> Self {
        self.0.is_timed = is_timed;
        self
    }

    fn read(&self) -> Result<Wait, JsValue> {
        Ok(wait_for(&self.0.response.text()?, self.0.is_timed))
    }
}

impl Drop for FetchResponse {
    fn drop(&mut self) {
        if !self.0.connection.0.is_open() {
            return;
        }
        // Firefox keeps the connection of a body that is cancelled, so it is aborted, too.
        if let Ok(body) = get(&self.0.response, "body")
            && body.is_object()
            && let Ok(cancelled) = body.unchecked_ref::<Body>().cancel()
        {
            ignore(&cancelled);
        }
    }
}

impl Response for FetchResponse {
    type Value = JsValue;

    fn status(&self) -> u16 {
        self.0.status
    }

    fn header(&self, of: &'static str) -> Option<String> {
        text(&self.0.headers.get(name(of)).ok()?, MAX_HEADER)
    }

    async fn content(&mut self) -> Result<Content<JsValue>, Failure<JsValue>> {
        let read = self.read().map_err(failed)?.await;
        let body = match read {
            Ok(Ok(body)) => body,
            Ok(Err(thrown)) => return Err(failed(thrown)),
            Err(Abandoned) => {
                self.release();
                return Err(Failure::Abandoned);
            }
        };
        let Some(body) = body.dyn_ref::<JsString>() else {
            let fault = Fault::new("text()", "a string", type_name(&body));
            return Err(Failure::Unexpected(fault));
        };
        self.release();
        if let Some(value) = parse(body) {
            return Ok(Content::Json(value));
        }
        let text = body.trim();
        if text.length() == 0 {
            return Ok(Content::Empty);
        }
        let excerpt = value_text(&text);
        Ok(Content::Text(excerpt))
    }
}

fn value_text(value: &JsString) -> String {
    text(value, MAX_EXCERPT).unwrap_or_default()
}

impl Clock for Fetch {
    fn now(&self) -> Duration {
        timer::since_start()
    }

    fn unix_time(&self) -> Duration {
        crate::retry::milliseconds(js_sys::Date::now())
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
        timer::sleep(duration)
    }

    fn time_out(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
        timer::time_out(duration)
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}

#[cfg(test)]
mod test;
