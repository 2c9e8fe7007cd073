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
        let base = base_url(given.as_deref(), origin().as_deref()).map_err(thrown)?;
        let own = !base.eq_ignore_ascii_case(BASE_URL);
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

#[cfg(test)]
mod test {
    use super::Call;
    use crate::account::Credential;
    use crate::endpoint::Operation::ListDownloads;
    use js_sys::{Function, Reflect, Symbol};
    use serde::Serialize;
    use serde_json::{Value, json};
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn js(value: &Value) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        value.serialize(&serializer).expect("a JS value")
    }

    fn run(code: &str) -> JsValue {
        Function::new_no_args(code)
            .call0(&JsValue::NULL)
            .expect("a value")
    }

    fn client(changes: &Value) -> JsValue {
        let mut fields = json!({
            "apiToken": "t0ken", "accountId": "acc", "timeout": 1000,
            "baseURL": "https://example.com/v4/",
        });
        for (name, value) in changes.as_object().expect("fields") {
            fields[name] = value.clone();
        }
        js(&fields)
    }

    fn read(client: &JsValue, arguments: [&JsValue; 3]) -> Result<Call, String> {
        Call::read(ListDownloads, client, arguments).map_err(|error| {
            let name = Reflect::get(&error, &"name".into()).expect("a name");
            assert_eq!(name, JsValue::from("CloudflareError"));
            let message = Reflect::get(&error, &"message".into()).expect("a message");
            message.as_string().expect("text")
        })
    }

    fn fault(client: &JsValue, identifier: &JsValue, params: &Value, options: &JsValue) -> String {
        read(client, [identifier, &js(params), options]).expect_err("a fault")
    }

    #[wasm_bindgen_test]
    fn both_forms_of_the_arguments_are_the_same_call() {
        let client = client(&json!({}));
        let none = JsValue::UNDEFINED;
        let options = js(&json!({ "timeout": 5 }));
        let params = js(&json!({ "account_id": "other" }));
        let one = js(&json!({ "account_id": "other", "identifier": "vid" }));
        for arguments in [[&"vid".into(), &params, &options], [&one, &options, &none]] {
            let call = read(&client, arguments).expect("a call");
            assert_eq!(
                call.url,
                "https://example.com/v4/accounts/other/stream/vid/downloads"
            );
            assert_eq!(call.endpoint.method, "GET");
            assert_eq!(call.credential, Some(Credential::Token("t0ken".to_owned())));
            assert!((call.timeout - 5.0).abs() < f64::EPSILON);
        }
        let call = read(&client, [&"vid".into(), &none, &none]).expect("a call");
        assert_eq!(call.endpoint.path, "/accounts/acc/stream/vid/downloads");
        assert!((call.timeout - 1000.0).abs() < f64::EPSILON);
    }

    #[wasm_bindgen_test]
    fn an_argument_of_the_wrong_type_is_named() {
        let client = client(&json!({}));
        let none = JsValue::UNDEFINED;
        for (identifier, got) in [
            (JsValue::from(12), "a number"),
            (JsValue::NULL, "null"),
            (Symbol::iterator().into(), "a symbol"),
            (js(&json!({})), "undefined"),
            (js(&json!({ "identifier": ["x"] })), "an array"),
        ] {
            let message = fault(&client, &identifier, &json!(null), &none);
            assert_eq!(
                message,
                ["identifier: expected a string, got ", got].concat()
            );
        }
        let id = JsValue::from("vid");
        let message = fault(&client, &id, &json!({ "account_id": 1 }), &none);
        assert_eq!(message, "account_id: expected a string, got a number");
        let message = fault(&client, &id, &json!("acc"), &none);
        assert_eq!(message, "params: expected an object, got a string");
        let message = fault(&client, &id, &json!(null), &3.into());
        assert_eq!(message, "options: expected an object, got a number");
    }

    #[wasm_bindgen_test]
    fn text_that_no_path_can_carry_is_refused() {
        let client = client(&json!({}));
        let none = JsValue::UNDEFINED;
        let message = fault(&client, &run("return 'a\\uD800'"), &json!(null), &none);
        assert_eq!(message, "identifier: expected text, got a lone surrogate");
        assert!(read(&client, [&"\u{FFFD}".into(), &none, &none]).is_ok());
        let message = fault(&client, &run("return 'x'.repeat(1e7)"), &json!(null), &none);
        assert_eq!(message, "identifier: expected at most 32 characters");
    }

    #[wasm_bindgen_test]
    fn a_field_of_the_client_that_cannot_be_used_is_named() {
        let none = JsValue::UNDEFINED;
        for (field, value, message) in [
            (
                "apiToken",
                json!(1),
                "apiToken: expected a string, got a number",
            ),
            (
                "baseURL",
                json!(["x"]),
                "baseURL: expected a string, got an array",
            ),
            (
                "accountId",
                json!(true),
                "account_id: expected a string, got a boolean",
            ),
            (
                "fetch",
                json!("x"),
                "fetch: expected a function, got a string",
            ),
            (
                "timeout",
                json!(0),
                "timeout: expected milliseconds, more than 0",
            ),
            (
                "timeout",
                json!(-1),
                "timeout: expected milliseconds, more than 0",
            ),
            (
                "timeout",
                json!("9"),
                "timeout: expected a number of milliseconds, got a string",
            ),
        ] {
            let client = client(&json!({ field: value }));
            assert_eq!(fault(&client, &"vid".into(), &json!(null), &none), message);
        }
    }

    #[wasm_bindgen_test]
    fn no_credential_is_refused_unless_the_base_url_is_the_users_own() {
        let none = JsValue::UNDEFINED;
        let own = client(&json!({ "apiToken": null }));
        assert_eq!(
            read(&own, [&"vid".into(), &none, &none])
                .expect("a call")
                .credential,
            None
        );
        let cloudflares = client(&json!({ "apiToken": null, "baseURL": null }));
        let message = fault(&cloudflares, &"vid".into(), &json!(null), &none);
        assert!(
            message.starts_with("apiToken: expected a token"),
            "{message}"
        );
    }

    #[wasm_bindgen_test]
    fn a_getter_that_throws_is_an_error_with_its_cause() {
        let client = client(&json!({}));
        let options = run("return { get timeout() { throw 7 } }");
        let error = Call::read(
            ListDownloads,
            &client,
            [&"vid".into(), &JsValue::NULL, &options],
        );
        let error = error.expect_err("a fault");
        assert_eq!(
            Reflect::get(&error, &"message".into()),
            Ok("options.timeout: could not be read".into())
        );
        assert_eq!(Reflect::get(&error, &"cause".into()), Ok(7.into()));
    }

    #[wasm_bindgen_test]
    fn a_signal_that_is_none_is_refused() {
        let client = client(&json!({}));
        let options = js(&json!({ "signal": { "aborted": false } }));
        let message = fault(&client, &"vid".into(), &json!(null), &options);
        assert_eq!(message, "signal: expected an AbortSignal, got an object");
    }
}
