//! Reads what the caller gave: the client's fields, the arguments and the options. Finds values of
//! the wrong type; whether a value is good is for the core to say. Makes no request.

mod headers;
mod init;
mod reader;
pub(super) mod wait;

use super::call::{Call, make_call};
use crate::account::{BASE_URL, Credential, base_url};
use crate::endpoint::{Endpoint, MAX_PARAMETER, Operation};
use crate::log::Level;
use headers::headers;
use init::{init, json, with_query};
use reader::{MAX_OPTION, Reader, is_nothing};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;
}

/// The arguments of an operation on a video.
#[derive(Debug)]
struct Arguments<'a> {
    identifier: String,
    account_id: String,
    params: &'a JsValue,
    options: &'a JsValue,
}

impl<'a> Arguments<'a> {
    /// Reads them in one of their two forms: `(identifier, params?, options?)`, or
    /// `({ identifier, ...params }, options?)`.
    fn read(reader: &Reader, client: &JsValue, given: [&'a JsValue; 3]) -> Self {
        let [first, second, third] = given;
        let (identifier, params, options) = if first.is_object() {
            (&reader.get("arguments", first, "identifier"), first, second)
        } else {
            (first, second, third)
        };
        reader.expect_object("params", params);
        let mut account_id = reader.get("params", params, "account_id");
        if account_id.is_undefined() {
            account_id = reader.get("client", client, "accountId");
        }
        Self {
            account_id: parameter(reader, "account_id", &account_id),
            identifier: parameter(reader, "identifier", identifier),
            params,
            options,
        }
    }
}

/// Reads an operation on a video.
pub(super) fn operation(
    operation: Operation,
    client: &JsValue,
    given: [&JsValue; 3],
) -> Result<Call, JsValue> {
    let reader = Reader::default();
    let arguments = Arguments::read(&reader, client, given);
    let endpoint = Endpoint::new(operation, &arguments.account_id, &arguments.identifier);
    let endpoint = reader.take(endpoint);
    call(
        reader,
        &endpoint,
        client,
        arguments.options,
        &JsValue::UNDEFINED,
    )
}

/// Reads a request to any endpoint: `(method, path, options?)`, or all in one object. The options
/// may have a `query` and a `body`.
pub(super) fn any(client: &JsValue, arguments: [&JsValue; 3]) -> Result<Call, JsValue> {
    let reader = Reader::default();
    let [first, second, third] = arguments;
    let member = |name| reader.get("options", first, name);
    let (method, path, options) = if first.is_object() {
        (&member("method"), &member("path"), first)
    } else {
        (first, second, third)
    };
    let method = reader.string("method", method, MAX_OPTION, MAX_OPTION);
    let path = reader.string("path", path, MAX_OPTION, MAX_OPTION);
    let path = with_query(&reader, path, &reader.get("options", options, "query"));
    let endpoint = reader.take(Endpoint::any(&method, &path));
    let body = reader.get("options", options, "body");
    call(reader, &endpoint, client, options, &body)
}

fn call(
    reader: Reader,
    endpoint: &Endpoint,
    client: &JsValue,
    options: &JsValue,
    body: &JsValue,
) -> Result<Call, JsValue> {
    reader.expect_object("options", options);
    let given = reader.option(client, "baseURL");
    let base = reader.take(base_url(given.as_deref(), origin(&reader).as_deref()));
    let own_server = !base.eq_ignore_ascii_case(BASE_URL);
    let credential = reader.take(Credential::choose(
        reader.option(client, "apiToken"),
        reader.option(client, "apiKey"),
        reader.option(client, "apiEmail"),
    ));
    let sent = headers(
        &reader,
        credential.as_ref(),
        &reader.get("client", client, "defaultHeaders"),
        &reader.get("options", options, "headers"),
        !body.is_undefined(),
    )?;
    if !body.is_undefined() && ["GET", "HEAD"].contains(&endpoint.method.as_str()) {
        reader.fail("body", "expected none, as GET and HEAD have none");
    }
    // A text of another type than JSON is sent as it is.
    let body = match body {
        text if text.is_string() && !sent.is_json => text.clone(),
        value => json(&reader, value),
    };
    if credential.is_none() && !own_server && !sent.own_credential {
        let fault = "expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN)";
        reader.fail("apiToken", fault);
    }
    let (logger, log_level) = logger(&reader, client);
    let init = init(
        &reader,
        client,
        options,
        &endpoint.method,
        &sent.headers,
        &body,
    );
    let call = make_call(
        endpoint.request(),
        base + &endpoint.path,
        fetch(&reader, client),
        init.into(),
        sent.headers.into(),
        sent.secret,
        signal(&reader, options),
        timeout(&reader, client, options),
        max_retries(&reader, client, options),
        logger,
        log_level as u8,
    );
    reader.finish(call)
}

fn fetch(reader: &Reader, client: &JsValue) -> JsValue {
    let mut fetch = reader.get("client", client, "fetch");
    if is_nothing(&fetch) {
        fetch = GLOBAL.with(|global| reader.get("globalThis", global, "fetch"));
    }
    if !fetch.is_function() {
        reader.unexpected("fetch", "a function", &fetch);
    }
    fetch
}

fn signal(reader: &Reader, options: &JsValue) -> Option<JsValue> {
    let signal = reader.get("options", options, "signal");
    if is_nothing(&signal) {
        return None;
    }
    if reader.get("signal", &signal, "aborted").as_bool().is_none()
        || !reader
            .get("signal", &signal, "addEventListener")
            .is_function()
    {
        reader.unexpected("signal", "an AbortSignal", &signal);
    }
    Some(signal)
}

fn timeout(reader: &Reader, client: &JsValue, options: &JsValue) -> f64 {
    reader.duration("timeout", &reader.either(client, options, "timeout"))
}

fn max_retries(reader: &Reader, client: &JsValue, options: &JsValue) -> u32 {
    reader.count(
        "maxRetries",
        &reader.either(client, options, "maxRetries"),
        0,
    )
}

fn logger(reader: &Reader, client: &JsValue) -> (JsValue, Level) {
    let logger = reader.get("client", client, "logger");
    if !logger.is_object() && !logger.is_function() {
        reader.unexpected("logger", "an object like console", &logger);
    }
    let name = reader.option(client, "logLevel");
    let level = name.as_deref().map_or(Some(Level::Warn), Level::named);
    if level.is_none() {
        reader.fail("logLevel", "expected off, error, warn, info or debug");
    }
    (logger, level.unwrap_or(Level::Off))
}

/// Reads a path parameter. The core counts its characters; two code units may be one of them.
fn parameter(reader: &Reader, name: &str, value: &JsValue) -> String {
    let text = reader.string(name, value, MAX_PARAMETER, 2 * MAX_PARAMETER);
    // A lone surrogate has come out as U+FFFD, and would name another video.
    if text.chars().any(|c| c == char::REPLACEMENT_CHARACTER) && JsValue::from_str(&text) != *value
    {
        reader.fail(name, "expected text, got a lone surrogate");
    }
    text
}

/// Returns the origin of the page or worker, where there is one.
fn origin(reader: &Reader) -> Option<String> {
    let location = GLOBAL.with(|global| reader.get("globalThis", global, "location"));
    let origin = reader.get("location", &location, "origin").as_string()?;
    // This is how an opaque origin is written, that of a `file:` page for example.
    (origin != "null").then_some(origin)
}

#[cfg(test)]
mod test {
    use crate::endpoint::Operation::ListDownloads;
    use crate::js::call::Call;
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
            "baseURL": "https://example.com/v4/", "maxRetries": 2, "logger": {},
        });
        for (name, value) in changes.as_object().expect("fields") {
            fields[name] = value.clone();
        }
        js(&fields)
    }

    fn read(client: &JsValue, arguments: [&JsValue; 3]) -> Result<Call, String> {
        super::operation(ListDownloads, client, arguments).map_err(|error| {
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
                call.url(),
                "https://example.com/v4/accounts/other/stream/vid/downloads"
            );
            assert_eq!(call.request(), "GET /accounts/other/stream/vid/downloads");
            assert_eq!(call.secret().as_deref(), Some("t0ken"));
            assert!((call.timeout() - 5.0).abs() < f64::EPSILON);
        }
        let call = read(&client, [&"vid".into(), &none, &none]).expect("a call");
        assert_eq!(call.request(), "GET /accounts/acc/stream/vid/downloads");
        assert!((call.timeout() - 1000.0).abs() < f64::EPSILON);
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
        let call = read(&own, [&"vid".into(), &none, &none]).expect("a call");
        assert_eq!(call.secret(), None);
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
        let error = super::operation(
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

    /// The headers of a call, as `name: value` lines in alphabetical order.
    fn headers(client: &JsValue, options: &str) -> Result<String, String> {
        let options = run(&["return ", options].concat());
        let call = read(client, [&"vid".into(), &JsValue::UNDEFINED, &options])?;
        let print =
            "return [...h].filter(([n]) => n !== 'user-agent').map((p) => p.join(': ')).join()";
        let print = Function::new_with_args("h", print);
        let text = print.call1(&JsValue::NULL, &call.headers()).expect("text");
        Ok(text.as_string().expect("text"))
    }

    #[wasm_bindgen_test]
    fn headers_of_the_call_go_over_those_of_the_client() {
        let client = client(&json!({ "defaultHeaders": { "a": "1", "b": "1", "accept": null } }));
        assert_eq!(
            headers(&client, "{ headers: new Headers({ b: '2' }) }"),
            Ok("a: 1,authorization: Bearer t0ken,b: 2".to_owned())
        );
        assert_eq!(
            headers(
                &client,
                "{ headers: [['a', null], ['c', ['1', '2']], ['d', undefined]] }"
            ),
            Ok("authorization: Bearer t0ken,b: 1,c: 1, 2".to_owned())
        );
    }

    #[wasm_bindgen_test]
    fn exactly_one_credential_is_sent() {
        let key = client(&json!({ "apiToken": null, "apiKey": "k", "apiEmail": "e" }));
        assert_eq!(
            headers(&key, "{}"),
            Ok("accept: application/json,x-auth-email: e,x-auth-key: k".to_owned())
        );
        assert_eq!(
            headers(&key, "{ headers: { Authorization: 'Bearer own' } }"),
            Ok("accept: application/json,authorization: Bearer own".to_owned())
        );
        assert_eq!(
            headers(&client(&json!({})), "{ headers: { Authorization: null } }"),
            Ok("accept: application/json".to_owned())
        );
        let options = run("return { headers: { Authorization: 'Bearer own' } }");
        let call = read(&key, [&"vid".into(), &JsValue::UNDEFINED, &options]).expect("a call");
        assert_eq!(call.secret().as_deref(), Some("own"));
    }

    #[wasm_bindgen_test]
    fn a_header_that_cannot_be_sent_is_named_and_its_value_is_not_shown() {
        for (options, message) in [
            (
                "{ headers: { 'a b': 's3cret' } }",
                "headers.a b: expected a name and value that a header can have",
            ),
            (
                "{ headers: { a: 's3cret\\n1' } }",
                "headers.a: expected a name and value that a header can have",
            ),
            (
                "{ headers: { a: 5 } }",
                "headers.a: expected a string, a list of strings or null, got a number",
            ),
            (
                "{ headers: { a: [] } }",
                "headers.a: expected a string, a list of strings or null, got an array",
            ),
            (
                "{ headers: 'x' }",
                "headers: expected an object, got a string",
            ),
            (
                "{ headers: [[1, 'x']] }",
                "headers: expected names that are strings, got a number",
            ),
        ] {
            assert_eq!(
                headers(&client(&json!({})), options),
                Err(message.to_owned()),
                "{options}"
            );
        }
    }

    #[wasm_bindgen_test]
    fn fetch_options_say_nothing_that_the_package_says() {
        for (options, message) in [
            (
                "method: 'PUT'",
                "fetchOptions.method: expected the call's own method in its place",
            ),
            (
                "headers: {}",
                "fetchOptions.headers: expected the option headers in its place",
            ),
            (
                "signal: null",
                "fetchOptions.signal: expected the option signal in its place",
            ),
            (
                "body: ''",
                "fetchOptions.body: expected the option body in its place",
            ),
            (
                "redirect: 'follow'",
                "fetchOptions.redirect: expected manual or error",
            ),
        ] {
            let options = ["{ fetchOptions: { ", options, " } }"].concat();
            assert_eq!(
                headers(&client(&json!({})), &options),
                Err(message.to_owned())
            );
        }
        let client = client(&json!({ "fetchOptions": { "cache": "no-store", "keepalive": true } }));
        let options = run("return { fetchOptions: { keepalive: false } }");
        let call = read(&client, [&"vid".into(), &JsValue::UNDEFINED, &options]).expect("a call");
        let field = |name: &str| Reflect::get(&call.init(), &name.into()).expect("a field");
        assert_eq!(field("cache"), JsValue::from("no-store"));
        assert_eq!(field("keepalive"), JsValue::FALSE);
        assert_eq!(field("redirect"), JsValue::from("manual"));
        assert_eq!(field("method"), JsValue::from("GET"));
    }

    #[wasm_bindgen_test]
    fn a_request_to_any_endpoint_has_its_query_and_body() {
        let client = client(&json!({}));
        let options =
            run("return { query: { a: 1, b: 'x y', c: undefined }, body: { d: [true] } }");
        let call = super::any(&client, [&"post".into(), &"/zones?z=1".into(), &options]);
        let call = call.expect("a call");
        assert_eq!(call.request(), "POST /zones?z=1&a=1&b=x+y");
        let body = Reflect::get(&call.init(), &"body".into());
        assert_eq!(body, Ok("{\"d\":[true]}".into()));
        for body in [
            "new URLSearchParams()",
            "new Uint8Array(1)",
            "() => 1",
            "1n",
            "Symbol()",
        ] {
            let options = run(&["return { body: ", body, " }"].concat());
            let error = super::any(&client, [&"POST".into(), &"/zones".into(), &options]);
            let message = Reflect::get(&error.expect_err("a fault"), &"message".into());
            let message = message.expect("a message").as_string().expect("text");
            assert!(message.starts_with("body: "), "{body}: {message}");
        }
    }

    #[wasm_bindgen_test]
    fn retries_and_logging_are_read_and_checked() {
        let none = JsValue::UNDEFINED;
        for (field, value, message) in [
            (
                "maxRetries",
                json!(-1),
                "maxRetries: expected a whole number, 0 or more",
            ),
            (
                "maxRetries",
                json!(1.5),
                "maxRetries: expected a whole number, 0 or more",
            ),
            (
                "maxRetries",
                json!("2"),
                "maxRetries: expected a whole number, 0 or more, got a string",
            ),
            (
                "logLevel",
                json!("loud"),
                "logLevel: expected off, error, warn, info or debug",
            ),
            (
                "logLevel",
                json!(1),
                "logLevel: expected a string, got a number",
            ),
            (
                "logger",
                json!(null),
                "logger: expected an object like console, got null",
            ),
        ] {
            let client = client(&json!({ field: value }));
            assert_eq!(fault(&client, &"vid".into(), &json!(null), &none), message);
        }
        let options = js(&json!({ "maxRetries": 0 }));
        let call = read(&client(&json!({})), [&"vid".into(), &none, &options]).expect("a call");
        assert_eq!(call.max_retries(), 0);
    }
}
