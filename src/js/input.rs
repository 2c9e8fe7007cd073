//! Reads what the caller gave: the client's fields, the arguments and the options. Finds values of
//! the wrong type; whether a value is good is for the core to say. Makes no request.

use super::throw;
use crate::account::{BASE_URL, Credential, base_url};
use crate::endpoint::{Endpoint, MAX_PARAMETER, Operation};
use crate::error::Error;
use js_sys::{Function, JsString, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;
}

/// More than any header, and so any credential or URL, may have. What is longer is not copied.
const MAX_OPTION: usize = 8192;

/// A call, read and checked.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) endpoint: Endpoint,
    pub(super) url: String,
    pub(super) credential: Option<Credential>,
    pub(super) fetch: Function,
    pub(super) signal: Option<JsValue>,
    /// In milliseconds, per attempt. May be infinite.
    pub(super) timeout: f64,
}

impl Call {
    /// Reads a call in one of its two forms: `(identifier, params?, options?)`, or
    /// `({ identifier, ...params }, options?)`.
    pub(super) fn read(
        operation: Operation,
        client: &JsValue,
        arguments: [&JsValue; 3],
    ) -> Result<Self, JsValue> {
        let [first, second, third] = arguments;
        let (identifier, params, options) = if first.is_object() {
            (&get("arguments", first, "identifier")?, first, second)
        } else {
            (first, second, third)
        };
        expect_object("params", params)?;
        expect_object("options", options)?;

        let account_id = match get("params", params, "account_id")? {
            value if value.is_undefined() => get("client", client, "accountId")?,
            value => value,
        };
        let account_id = parameter("account_id", &account_id)?;
        let identifier = parameter("identifier", identifier)?;
        let endpoint = Endpoint::new(operation, &account_id, &identifier).map_err(thrown)?;

        let given = option(client, "baseURL")?;
        let own = given.as_deref().is_some_and(|url| url != BASE_URL);
        let base = base_url(given.as_deref(), origin().as_deref()).map_err(thrown)?;
        let credential = Credential::choose(
            option(client, "apiToken")?,
            option(client, "apiKey")?,
            option(client, "apiEmail")?,
        )
        .map_err(thrown)?;
        if credential.is_none() && !own {
            let fault = "expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN)";
            return Err(fail("apiToken", fault));
        }

        Ok(Self {
            url: base + &endpoint.path,
            endpoint,
            credential,
            fetch: fetch(client)?,
            signal: signal(options)?,
            timeout: timeout(client, options)?,
        })
    }
}

fn fetch(client: &JsValue) -> Result<Function, JsValue> {
    let own = get("client", client, "fetch")?;
    let fetch = if own.is_undefined() || own.is_null() {
        GLOBAL.with(|global| get("globalThis", global, "fetch"))?
    } else {
        own
    };
    fetch
        .dyn_into()
        .map_err(|other| unexpected("fetch", "a function", &other))
}

fn signal(options: &JsValue) -> Result<Option<JsValue>, JsValue> {
    let signal = get("options", options, "signal")?;
    if signal.is_undefined() || signal.is_null() {
        return Ok(None);
    }
    if get("signal", &signal, "aborted")?.as_bool().is_none()
        || !get("signal", &signal, "addEventListener")?.is_function()
    {
        return Err(unexpected("signal", "an AbortSignal", &signal));
    }
    Ok(Some(signal))
}

fn timeout(client: &JsValue, options: &JsValue) -> Result<f64, JsValue> {
    let value = match get("options", options, "timeout")? {
        value if value.is_undefined() || value.is_null() => get("client", client, "timeout")?,
        value => value,
    };
    match value.as_f64() {
        Some(timeout) if timeout > 0.0 => Ok(timeout),
        Some(_) => Err(fail("timeout", "expected milliseconds, more than 0")),
        None => Err(unexpected("timeout", "a number of milliseconds", &value)),
    }
}

/// Reads a field of the client that is a string, or nothing.
fn option(client: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    let value = get("client", client, name)?;
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    string(name, &value, MAX_OPTION, MAX_OPTION).map(Some)
}

/// Reads a path parameter. The core counts its characters; two code units may be one of them.
fn parameter(name: &str, value: &JsValue) -> Result<String, JsValue> {
    let text = string(name, value, MAX_PARAMETER, 2 * MAX_PARAMETER)?;
    // A lone surrogate has come out as U+FFFD, and would name another video.
    if text.chars().any(|c| c == char::REPLACEMENT_CHARACTER) && JsValue::from_str(&text) != *value
    {
        return Err(fail(name, "expected text, got a lone surrogate"));
    }
    Ok(text)
}

/// Copies a string that has at most `units` code units, of which the message says `max` characters.
fn string(name: &str, value: &JsValue, max: usize, units: usize) -> Result<String, JsValue> {
    let Some(text) = value.dyn_ref::<JsString>() else {
        return Err(unexpected(name, "a string", value));
    };
    if text.length() as usize > units {
        return Err(thrown(Error::too_long(name, max)));
    }
    Ok(String::from(text))
}

/// Returns the origin of the page or worker, where there is one.
fn origin() -> Option<String> {
    let location = GLOBAL.with(|global| get("globalThis", global, "location"));
    let origin = get("location", &location.ok()?, "origin")
        .ok()?
        .as_string()?;
    // This is how an opaque origin is written, that of a `file:` page for example.
    (origin != "null").then_some(origin)
}

/// Reads a member of what the caller gave, whose getter may throw. Nothing has no members.
fn get(owner: &str, object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    if object.is_undefined() || object.is_null() {
        return Ok(JsValue::UNDEFINED);
    }
    Reflect::get(object, &JsValue::from_str(name)).map_err(|cause| {
        let field = [owner, ".", name].concat();
        throw::caused(&Error::invalid(&field, "could not be read"), &cause)
    })
}

fn expect_object(name: &str, value: &JsValue) -> Result<(), JsValue> {
    if value.is_undefined() || value.is_null() || value.is_object() {
        return Ok(());
    }
    Err(unexpected(name, "an object", value))
}

fn unexpected(name: &str, expected: &str, got: &JsValue) -> JsValue {
    let fault = ["expected ", expected, ", got ", &throw::kind(got)].concat();
    fail(name, &fault)
}

fn fail(name: &str, fault: &str) -> JsValue {
    thrown(Error::invalid(name, fault))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn thrown(error: Error) -> JsValue {
    throw::error(&error)
}
