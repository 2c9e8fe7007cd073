//! Makes a request of a call: checks all that the caller gave, and says what is wrong with it.

use super::call::{Call, Given, Init};
use super::host::NpmHost;
use super::log::{Level, Log};
use crate::account::{BASE_URL, BaseUrl, Credential};
use crate::decode::Value;
use crate::download::DownloadType;
use crate::endpoint::{Endpoint, Operation};
use crate::error::{Error, push};
use crate::header::{self, Headers};
use crate::options::{self, RequestOptions};
use crate::rate_limit::pieces;
use crate::redact::{Secret, redact};
use crate::request::{Authorization, Request, contradiction};
use crate::web::value::{array, get, global, text, type_name};
use crate::web::{self, Fetch, Signal};
use js_sys::{Array, Function, JsString, Object};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// The longest text that is copied into the wasm, in UTF-16 code units.
const MAX_TEXT: u32 = 8_192;

#[wasm_bindgen]
extern "C" {
    /// Writes any primitive value but a symbol as text.
    #[wasm_bindgen(js_name = String)]
    fn to_text(value: &JsValue) -> JsString;
    #[wasm_bindgen(js_name = encodeURIComponent, catch)]
    fn encode(text: &JsString) -> Result<String, JsValue>;
}

/// A call that has been checked.
pub(super) struct Prepared {
    pub(super) host: NpmHost,
    pub(super) base: Base,
    pub(super) options: RequestOptions,
    pub(super) signal: Option<Signal>,
}

/// What all requests of a call have in common.
#[derive(Clone)]
pub(super) struct Base {
    url: BaseUrl,
    headers: Headers,
    authorization: Authorization,
    has_content_type: bool,
}

impl Base {
    /// Makes a request to an endpoint.
    pub(super) fn request(&self, endpoint: Endpoint) -> Result<Request, Box<Error>> {
        let headers = self.headers.clone();
        Request::new(endpoint, &self.url, headers, &self.authorization)
    }
}

/// Whether a call makes more than one request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loop {
    /// It does, and each is made of what the client is by then.
    Yes,
    /// It makes one. Its answer may be handed over, and its body is to end with the caller's signal.
    No,
}

/// Checks what a call takes from the client and the options.
pub(super) fn prepare(call: &Call, of: Loop) -> Result<Prepared, Box<Error>> {
    expect_object("options", call.options())?;
    expect_object("params", call.params())?;
    if let Some(other) = call.default_base_url() {
        let expected = "the client's baseURL in its place";
        let got = type_name(&other);
        return Err(Error::unexpected("defaultBaseURL", expected, got));
    }
    let options = RequestOptions {
        timeout: options::limit(
            "timeout",
            number("timeout", &call.timeout(), "a number of milliseconds")?,
        )?,
        max_retries: options::count(
            "maxRetries",
            number("maxRetries", &call.max_retries(), COUNT)?,
            0,
        )?,
    };
    let stream = call.stream();
    let base = base(call, stream.as_ref())?;
    let signal_of = |value| signal(&value, &base.authorization);
    let mut signal = call.signal().map(signal_of).transpose()?;
    let mut fetch = fetch(&call.fetch())?;
    fetch.stream = stream.map(JsValue::from);
    fetch.init = init(call)?;
    if let Some(body) = body(call, &base) {
        let init = fetch.init.get_or_insert_with(Object::new);
        init.unchecked_ref::<Init>().set_body(&body);
    }
    fetch.is_timed = options.timeout.is_some();
    if of == Loop::No {
        signal = signal.map(Signal::followed);
        fetch.signal.clone_from(&signal);
    }
    let log = Log::new(level(call)?, logger(call)?);
    let pace = call.pace();
    Ok(Prepared {
        host: NpmHost::new(fetch, pace, log, (of == Loop::Yes).then(|| call.clone())),
        base,
        options,
        signal,
    })
}

pub(super) const COUNT: &str = "a whole number, 0 or more";

/// Gives the body of a request: a text of which the caller says what it is goes as it is.
fn body(call: &Call, base: &Base) -> Option<JsValue> {
    let json = call.json()?;
    let body = call.body();
    let is_text = body.is_string() && base.has_content_type;
    Some(if is_text { body } else { json.into() })
}

fn base(call: &Call, stream: Option<&Given>) -> Result<Base, Box<Error>> {
    let token = optional("apiToken", call.api_token(), "a string")?;
    let key = optional("apiKey", call.api_key(), "a string")?;
    let email = optional("apiEmail", call.api_email(), "a string")?;
    let credential = Credential::choose(token.as_deref(), key.as_deref(), email.as_deref())?;
    let mut layers = Layers::new();
    layers.put("defaultHeaders", call.default_headers())?;
    if call.json().is_some() {
        // What a body is, is known of the call and not of the client.
        layers.headers.set("content-type", "application/json");
        layers.has_content_type = false;
    }
    layers.put("headers", call.headers())?;
    let has_content_type = layers.has_content_type;
    let (headers, own) = layers.finish()?;
    let base_url = base_url(call.base_url())?;
    let authorization = match (stream, own, credential) {
        // What the environment says of these is not read for a client that has a binding.
        (Some(_), _, credential)
            if credential.is_some()
                || !base_url.is_cloudflares()
                || call.fetch() != web::global_fetch() =>
        {
            return Err(contradiction());
        }
        (Some(stream), ..) if !web::is_binding(stream) => {
            let got = type_name(stream);
            return Err(Error::unexpected("stream", "a Stream binding", got));
        }
        (Some(_), ..) => Authorization::Bound,
        (None, Some(own), _) => own,
        (None, None, Some(credential)) => Authorization::Credential(credential),
        (None, None, None) => Authorization::None,
    };
    // It is missed before the account: who has set nothing is told of it first.
    authorization.check(&base_url)?;
    Ok(Base {
        url: base_url,
        headers,
        authorization,
        has_content_type,
    })
}

/// Makes the endpoint of an operation on a video.
pub(super) fn video(call: &Call, operation: Operation) -> Result<Endpoint, Box<Error>> {
    let account_id = account(call)?;
    let identifier = parameter("identifier", &call.identifier())?;
    Endpoint::downloads(operation, account_id.as_deref(), &identifier)
}

/// Reads the account of a call. There is none where a binding has its own.
pub(super) fn account(call: &Call) -> Result<Option<String>, Box<Error>> {
    if call.stream().is_some() {
        return Ok(None);
    }
    let value = call.account_id();
    if value.is_null_or_undefined() {
        let expected =
            "a string in the call, as the client's accountId or as CLOUDFLARE_ACCOUNT_ID";
        return Err(Error::unexpected("account_id", expected, type_name(&value)));
    }
    parameter("account_id", &value).map(Some)
}

/// Reads the type of download that a method is for.
pub(super) fn download_type(call: &Call) -> Option<DownloadType> {
    let name = call.download_type()?;
    let name = text(&name, 16)?;
    let is_named = |of: &&DownloadType| of.as_str() == name;
    DownloadType::ALL.iter().find(is_named).copied()
}

/// Checks what a token is to be, as far as its types go: the rest is the API's to judge. Returns the key
/// that the API is to sign it with.
pub(super) fn token_key(call: &Call) -> Result<Option<String>, Box<Error>> {
    let body = call.body();
    let types = [
        ("accessRules", "an array"),
        ("downloadable", "a boolean"),
        ("exp", "a number"),
        ("flags", "an object"),
        ("id", "a string"),
        ("nbf", "a number"),
    ];
    for &(name, expected) in &types {
        let value = body.member(name).unwrap_or_default();
        let got = type_name(&value);
        if got != expected && !value.is_undefined() {
            return Err(Error::unexpected(name, expected, got));
        }
        // JSON has neither NaN nor an infinity, and would send null.
        if value.as_f64().is_some_and(|number| !number.is_finite()) {
            return Err(Error::invalid(name, "expected a finite number"));
        }
    }
    let pem = body.member("pem").map(JsValue::unchecked_into);
    optional(
        "pem",
        pem.filter(|pem: &Given| !pem.is_undefined()),
        "a string",
    )
}

/// Makes the endpoint of a request to anywhere.
pub(super) fn any(call: &Call) -> Result<Endpoint, Box<Error>> {
    let method = required("method", &call.method(), "a string")?;
    let mut path = required("path", &call.path(), "a string")?;
    let separator = if path.bytes().any(|byte| byte == b'?') {
        "&"
    } else {
        "?"
    };
    push_query(&mut path, separator, Some("query"), call)?;
    let endpoint = Endpoint::other(&method, path)?;
    let has_body = !call.body().is_undefined();
    if has_body && call.json().is_none() {
        let got = type_name(&call.body());
        return Err(Error::unexpected("body", "a JSON value", got));
    }
    if has_body && matches!(endpoint.method.as_str(), "GET" | "HEAD") {
        let fault = "expected none, as GET and HEAD have none";
        return Err(Error::invalid("body", fault));
    }
    Ok(endpoint)
}

/// Appends the query of a call, percent-encoded.
///
/// - `option` is what a value belongs to that is unfit, unless that is named by itself.
pub(super) fn push_query(
    path: &mut String,
    mut separator: &str,
    option: Option<&str>,
    call: &Call,
) -> Result<(), Box<Error>> {
    for (name, value) in pairs("query", call.query())? {
        if value.is_null_or_undefined() {
            continue;
        }
        let unfit = |unfit: &JsValue| {
            let expected = "strings, numbers and booleans in its place";
            let own = text(&name, 64).unwrap_or_default();
            Error::unexpected(option.unwrap_or(&own), expected, type_name(unfit))
        };
        if value.is_object() || value.is_function() || value.is_symbol() {
            return Err(unfit(&value));
        }
        let encode = |text: &JsString| encode(text).map_err(|_| unfit(&value));
        let name = name.dyn_ref::<JsString>().ok_or_else(|| unfit(&name))?;
        let (name, value) = (encode(name)?, encode(&to_text(&value))?);
        push(path, &[separator, &name, "=", &value]);
        separator = "&";
    }
    Ok(())
}

/// The headers that hold a credential by themselves, of which a request has one.
const CREDENTIALS: [&str; 3] = ["authorization", "x-auth-key", "x-auth-user-service-key"];

/// The headers of a request: our own few, then the client's defaults, then those of the call.
struct Layers {
    headers: Headers,
    /// The caller sends a credential, or removes ours.
    has_credential: bool,
    /// The caller says what the body is.
    has_content_type: bool,
}

impl Layers {
    fn new() -> Self {
        Self {
            headers: web::base_headers(),
            has_credential: false,
            has_content_type: false,
        }
    }

    /// Puts the headers of an option over those that are there. `null` removes one.
    fn put(&mut self, option: &str, layer: Option<Given>) -> Result<(), Box<Error>> {
        let mut seen = Headers::default();
        for (name, value) in pairs(option, layer)? {
            let Some(name) = text(&name, MAX_TEXT as usize) else {
                let expected = "names that are strings";
                return Err(Error::unexpected(option, expected, type_name(&name)));
            };
            if value.is_undefined() {
                continue;
            }
            let field = [option, ".", &name].concat();
            let values = values(&field, &value)?;
            if !header::is_token(&name) || !values.iter().all(|value| header::is_value(value)) {
                let fault = "expected a name and value that a header can have";
                return Err(Error::invalid(&field, fault));
            }
            // A name that comes again in the same layer has one more value.
            if values.is_empty() || seen.get(&name).is_none() {
                self.headers.remove(&name);
            }
            for value in &values {
                self.headers.append(&name, value);
            }
            seen.set(&name, "");
            let is = |known| name.eq_ignore_ascii_case(known);
            self.has_credential |= CREDENTIALS.iter().any(|known| is(known));
            self.has_content_type |= is("content-type");
        }
        Ok(())
    }

    fn finish(self) -> Result<(Headers, Option<Authorization>), Box<Error>> {
        let refuse = |fault: &[&str]| Err(Error::invalid("headers", &fault.concat()));
        let mut secret = Secret::default();
        let mut own = None;
        for name in CREDENTIALS {
            let Some(value) = self.headers.get(name) else {
                continue;
            };
            if let Some(other) = own.replace(name) {
                return refuse(&["expected one credential, got ", other, " and ", name]);
            }
            // The scheme before it, as in `Bearer`, is too short to be one.
            for part in pieces(value, b' ') {
                secret.add(part.strip_suffix(',').unwrap_or(part).to_owned());
            }
        }
        if self.headers.get("x-auth-email").is_some() && own != Some("x-auth-key") {
            return refuse(&["expected x-auth-key beside x-auth-email"]);
        }
        let own = (self.has_credential).then_some(Authorization::Own(Some(secret)));
        Ok((self.headers, own))
    }
}

/// Reads the values of a header: one, several, or none where `null` removes it.
fn values(field: &str, value: &JsValue) -> Result<Vec<String>, Box<Error>> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let unexpected = || {
        let expected = "a string, a list of strings or null";
        Error::unexpected(field, expected, type_name(value))
    };
    let list = match array(value) {
        Some(list) if list.length() > 0 => list.clone(),
        Some(_) => return Err(unexpected()),
        None => Array::of1(value),
    };
    let mut values = Vec::new();
    for value in list.iter() {
        let value = value.dyn_ref::<JsString>().ok_or_else(unexpected)?;
        values.push(copied(field, value)?);
    }
    Ok(values)
}

/// Reads the pairs of an option, as snapshot.js has them.
fn pairs(option: &str, value: Option<Given>) -> Result<Vec<(JsValue, JsValue)>, Box<Error>> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let Some(list) = array(&value) else {
        return Err(Error::unexpected(option, "an object", type_name(&value)));
    };
    let mut pairs = Vec::new();
    for pair in list.iter() {
        let pair: Array = pair.unchecked_into();
        pairs.push((pair.get(0), pair.get(1)));
    }
    Ok(pairs)
}

fn init(call: &Call) -> Result<Option<Object>, Box<Error>> {
    let Some(init) = call.init() else {
        return Ok(None);
    };
    expect_object("fetchOptions", call.fetch_options())?;
    expect_object("fetchOptions", call.own_fetch_options())?;
    let no = |name, value: JsValue, expected| {
        if value.is_undefined() {
            return Ok(());
        }
        Err(Error::unexpected(name, expected, type_name(&value)))
    };
    let expected = "the call's own method in its place";
    no("fetchOptions.method", init.own_method(), expected)?;
    let expected = "the option headers in its place";
    no("fetchOptions.headers", init.own_headers(), expected)?;
    let expected = "the option signal in its place";
    no("fetchOptions.signal", init.own_signal(), expected)?;
    let expected = "the option body in its place";
    no("fetchOptions.body", init.own_body(), expected)?;
    // To follow a redirect would send the credential wherever the server says.
    let name = "fetchOptions.redirect";
    match optional(name, init.redirect(), "manual or error")?.as_deref() {
        None | Some("manual" | "error") => Ok(Some(init.into())),
        Some(_) => Err(Error::invalid(name, "expected manual or error")),
    }
}

fn fetch(value: &JsValue) -> Result<Fetch, Box<Error>> {
    if let Some(function) = value.dyn_ref::<Function>() {
        return Ok(Fetch {
            function: Some(function.clone()),
            ..Fetch::default()
        });
    }
    // A service binding of a Worker has a `fetch` that wants to be called on it.
    match get(value, "fetch") {
        Ok(method) if method.is_function() => Ok(Fetch {
            function: Some(method.unchecked_into()),
            this: value.clone(),
            ..Fetch::default()
        }),
        _ => {
            let expected = "a function or a service binding";
            Err(Error::unexpected("fetch", expected, type_name(value)))
        }
    }
}

fn signal(value: &Given, authorization: &Authorization) -> Result<Signal, Box<Error>> {
    match Signal::new(value.clone().into()) {
        Ok(Some(signal)) => Ok(signal),
        Ok(None) => {
            let got = type_name(value);
            Err(Error::unexpected("signal", "an AbortSignal", got))
        }
        // A Worker may not touch a signal of another request, and says so.
        Err(thrown) => {
            let secret = authorization.secret();
            let mut fault = "could not be read".to_owned();
            for reason in web::reasons(&thrown) {
                push(&mut fault, &[": ", &redact(reason, secret.as_ref())]);
            }
            Err(Error::invalid("signal", &fault))
        }
    }
}

fn level(call: &Call) -> Result<Level, Box<Error>> {
    let Some(given) = call.log_level() else {
        return Ok(Level::Warn);
    };
    if let Some(level) = Level::named(&given) {
        return Ok(level);
    }
    required("logLevel", &given, "a string")?;
    let fault = "expected off, error, warn, info or debug";
    Err(Error::invalid("logLevel", fault))
}

fn logger(call: &Call) -> Result<JsValue, Box<Error>> {
    let logger = call.logger();
    if logger.is_object() || logger.is_function() {
        return Ok(logger);
    }
    let expected = "an object like console";
    Err(Error::unexpected("logger", expected, type_name(&logger)))
}

fn base_url(value: Option<Given>) -> Result<BaseUrl, Box<Error>> {
    // The usual one is compared, which is faster than to copy it.
    let value = value.filter(|given| **given != *web::value::name(BASE_URL));
    let Some(given) = optional("baseURL", value, "a string")? else {
        return Ok(BaseUrl::default());
    };
    let origin = given.starts_with('/').then(location_origin).flatten();
    BaseUrl::parse(&given, origin.as_deref())
}

/// Returns the origin of the page or worker, where there is one.
fn location_origin() -> Option<String> {
    let location = global("location").ok()?;
    let origin = get(&location, "origin").ok()?;
    // This is how an opaque origin is written, that of a `file:` page for example.
    text(&origin, MAX_TEXT as usize).filter(|origin| origin != "null")
}

/// Takes an object or nothing.
fn expect_object(name: &str, value: Option<Given>) -> Result<(), Box<Error>> {
    match value.filter(|value| !value.is_object()) {
        Some(other) => Err(Error::unexpected(name, "an object", type_name(&other))),
        None => Ok(()),
    }
}

/// Reads a number.
pub(super) fn number(name: &str, value: &JsValue, expected: &str) -> Result<f64, Box<Error>> {
    let number = value.as_f64();
    number.ok_or_else(|| Error::unexpected(name, expected, type_name(value)))
}

/// Reads a whole number, 1 or more, or nothing.
pub(super) fn count(name: &str, value: Option<Given>) -> Result<Option<u32>, Box<Error>> {
    let Some(value) = value else {
        return Ok(None);
    };
    let number = number(name, &value, "a whole number, 1 or more")?;
    options::count(name, number, 1).map(Some)
}

/// Reads a text or nothing.
pub(super) fn optional(
    name: &str,
    value: Option<Given>,
    expected: &str,
) -> Result<Option<String>, Box<Error>> {
    let value = value.map(|value| required(name, &value, expected));
    value.transpose()
}

fn required(name: &str, value: &JsValue, expected: &str) -> Result<String, Box<Error>> {
    match value.dyn_ref::<JsString>() {
        Some(text) => copied(name, text),
        None => Err(Error::unexpected(name, expected, type_name(value))),
    }
}

/// Reads a text that goes into a path: it has at most 64 characters, each of one or two UTF-16 code units,
/// so that no more of it is copied.
pub(super) fn parameter(name: &str, value: &JsValue) -> Result<String, Box<Error>> {
    const MAX: u32 = 2 * 64 + 1;
    let Some(copy) = text(value, MAX as usize) else {
        return Err(Error::unexpected(name, "a string", type_name(value)));
    };
    // A copy of a lone surrogate is this character; only then is each unit looked at.
    let may_be_lone = copy
        .chars()
        .any(|character| character == char::REPLACEMENT_CHARACTER);
    let original: &JsString = value.unchecked_ref();
    if may_be_lone && original.length() <= MAX && !original.is_valid_utf16() {
        return Err(Error::invalid(name, "expected text, got a lone surrogate"));
    }
    Ok(copy)
}

fn copied(name: &str, text: &JsString) -> Result<String, Box<Error>> {
    if text.length() > MAX_TEXT {
        return Err(Error::invalid(name, "expected at most 8192 characters"));
    }
    Ok(text.into())
}
