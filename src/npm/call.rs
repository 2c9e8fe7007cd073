//! A call as JavaScript hands it over: what snapshot.js has read of the client and the arguments, with
//! what settles the promise. Its members are plain, so that to read one runs no code of the user's.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A call.
    #[derive(Clone, Debug)]
    pub type Call;

    #[wasm_bindgen(method)]
    pub(super) fn resolve(this: &Call, value: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn reject(this: &Call, error: &JsValue);
    /// Tells of a 2xx answer, and returns whether its body is left to the caller.
    #[wasm_bindgen(method)]
    pub(super) fn head(this: &Call, response: &JsValue) -> bool;
    /// The answer, when its body was left to the caller and is wanted after all.
    #[wasm_bindgen(method, getter)]
    pub(super) fn response(this: &Call) -> Option<Given>;

    /// Reads the client and the options of a loop anew.
    #[wasm_bindgen(method, catch)]
    pub(super) fn again(this: &Call) -> Result<Call, JsValue>;

    // An operation on a video.
    #[wasm_bindgen(method, getter)]
    pub(super) fn params(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = accountId)]
    pub(super) fn account_id(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn identifier(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = type)]
    pub(super) fn download_type(this: &Call) -> Option<Given>;

    // A request to any endpoint; `query` also of a call for videos.
    #[wasm_bindgen(method, getter)]
    pub(super) fn method(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn path(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn query(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn body(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = defaultBaseURL)]
    pub(super) fn default_base_url(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn json(this: &Call) -> Option<Given>;

    // A wait, or what is to be created.
    #[wasm_bindgen(method, getter)]
    pub(super) fn types(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn create(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = retryFailed)]
    pub(super) fn retry_failed(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = waitForVideo)]
    pub(super) fn wait_for_video(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = maxWait)]
    pub(super) fn max_wait(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn interval(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = onProgress)]
    pub(super) fn on_progress(this: &Call) -> Option<Given>;

    // A call for many videos.
    #[wasm_bindgen(method, getter)]
    pub(super) fn identifiers(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn iterator(this: &Call) -> Option<Function>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn concurrency(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = maxEncoding)]
    pub(super) fn max_encoding(this: &Call) -> Option<Given>;

    // A call for videos.
    #[wasm_bindgen(method, getter)]
    pub(super) fn before(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn after(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn asc(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn limit(this: &Call) -> Option<Given>;

    // The client and the options.
    #[wasm_bindgen(method, getter)]
    pub(super) fn options(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = baseURL)]
    pub(super) fn base_url(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = apiToken)]
    pub(super) fn api_token(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = apiKey)]
    pub(super) fn api_key(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = apiEmail)]
    pub(super) fn api_email(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = logLevel)]
    pub(super) fn log_level(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn logger(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn fetch(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn stream(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn signal(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn timeout(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = maxRetries)]
    pub(super) fn max_retries(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = defaultHeaders)]
    pub(super) fn default_headers(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn headers(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = fetchOptions)]
    pub(super) fn fetch_options(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter, js_name = ownFetchOptions)]
    pub(super) fn own_fetch_options(this: &Call) -> Option<Given>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn init(this: &Call) -> Option<Init>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn pace(this: &Call) -> PaceObject;

    /// A value that is neither undefined nor null.
    #[derive(Clone, Debug)]
    pub(super) type Given;

    /// What `fetch` is told besides: a copy that is nobody else's.
    #[wasm_bindgen(extends = js_sys::Object)]
    #[derive(Clone, Debug)]
    pub(super) type Init;
    #[wasm_bindgen(method, getter, js_name = method)]
    pub(super) fn own_method(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = headers)]
    pub(super) fn own_headers(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = signal)]
    pub(super) fn own_signal(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = body)]
    pub(super) fn own_body(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn redirect(this: &Init) -> Option<Given>;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_body(this: &Init, body: &JsValue);

    /// What a client knows of its rate limit: kept by the client, because the wasm keeps nothing of
    /// clients.
    #[derive(Clone, Debug)]
    pub(super) type PaceObject;
    #[wasm_bindgen(method, getter)]
    pub(super) fn remaining(this: &PaceObject) -> f64;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_remaining(this: &PaceObject, remaining: f64);
    #[wasm_bindgen(method, getter)]
    pub(super) fn quota(this: &PaceObject) -> f64;
    #[wasm_bindgen(method, setter)]
    pub(super) fn set_quota(this: &PaceObject, quota: f64);
    #[wasm_bindgen(method, getter, js_name = resetAt)]
    pub(super) fn reset_at(this: &PaceObject) -> f64;
    #[wasm_bindgen(method, setter, js_name = resetAt)]
    pub(super) fn set_reset_at(this: &PaceObject, reset_at: f64);
    #[wasm_bindgen(method, getter, js_name = lastStart)]
    pub(super) fn last_start(this: &PaceObject) -> f64;
    #[wasm_bindgen(method, setter, js_name = lastStart)]
    pub(super) fn set_last_start(this: &PaceObject, last_start: f64);
    #[wasm_bindgen(method, getter, js_name = underWay)]
    pub(super) fn under_way(this: &PaceObject) -> Vec<f64>;
    #[wasm_bindgen(method, setter, js_name = underWay)]
    pub(super) fn set_under_way(this: &PaceObject, under_way: Vec<f64>);
    #[wasm_bindgen(method, setter, js_name = rateLimit)]
    pub(super) fn set_rate_limit(this: &PaceObject, limit: &JsValue);
}
