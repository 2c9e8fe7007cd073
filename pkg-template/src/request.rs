//! What a request is made of: whether all that the caller gave can be used, and what follows from it.
//! Reads no values and makes no headers: the boundary hands in kinds, texts and numbers, in the order
//! that the rules have here.

use crate::account::{BASE_URL, Credential, push_base_url};
use crate::endpoint::{Operation, push_any, push_request};
use crate::error::Error;
use crate::header::{is_token, is_value};
use crate::kind::{Kind, Kinds};
use crate::log::Level;
use crate::option::{Rule, check, check_one, count, duration};

const LOGGER: Kinds = Kinds::OBJECT.or(Kinds::FUNCTION);

/// What every request takes from the client and the options, behind the rest.
const COMMON: [Rule; 21] = [
    Rule::optional("options", Kinds::OBJECT, "an object"),
    // As it is sent, and so never for an operation on a video.
    Rule::new(
        "body",
        Kinds::of(&[Kind::Undefined, Kind::String]),
        "a JSON value",
    ),
    Rule::optional("baseURL", Kinds::STRING, "a string"),
    Rule::optional("apiToken", Kinds::STRING, "a string"),
    Rule::optional("apiKey", Kinds::STRING, "a string"),
    Rule::optional("apiEmail", Kinds::STRING, "a string"),
    Rule::optional("logLevel", Kinds::STRING, "a string"),
    Rule::new("logger", LOGGER, "an object like console"),
    Rule::new("fetch", Kinds::FUNCTION, "a function"),
    Rule::optional("signal", Kinds::of(&[Kind::Signal]), "an AbortSignal"),
    Rule::new("timeout", Kinds::NUMBER, "a number of milliseconds"),
    Rule::new("maxRetries", Kinds::NUMBER, "a whole number, 0 or more"),
    Rule::optional("defaultHeaders", Kinds::OBJECT, "an object"),
    Rule::optional("headers", Kinds::OBJECT, "an object"),
    Rule::optional("fetchOptions", Kinds::OBJECT, "an object"),
    Rule::optional("fetchOptions", Kinds::OBJECT, "an object"),
    instead("fetchOptions.method", "the call's own method in its place"),
    instead("fetchOptions.headers", "the option headers in its place"),
    instead("fetchOptions.signal", "the option signal in its place"),
    instead("fetchOptions.body", "the option body in its place"),
    Rule::optional("fetchOptions.redirect", Kinds::STRING, "manual or error"),
];

/// What an operation on a video takes.
const VIDEO: [Rule; 3] = [
    Rule::optional("params", Kinds::OBJECT, "an object"),
    Rule::new("account_id", Kinds::of(&[Kind::String]), "a string"),
    Rule::new("identifier", Kinds::of(&[Kind::String]), "a string"),
];

/// The place of the body in it.
const BODY: usize = 1;

/// What a request to any endpoint takes.
const ANY: [Rule; 4] = [
    Rule::new("method", Kinds::STRING, "a string"),
    Rule::new("path", Kinds::STRING, "a string"),
    Rule::optional("query", Kinds::OBJECT, "an object"),
    // The first of its values that is none.
    instead("query", "strings, numbers and booleans"),
];

const fn instead(name: &'static str, expected: &'static str) -> Rule {
    Rule::new(name, Kinds::of(&[Kind::Undefined]), expected)
}

/// What the caller gave.
#[derive(Clone, Debug, Default)]
pub struct Given<'a> {
    /// The kinds of all of it, by their numbers, in the order of the rules.
    pub kinds: &'a [u8],
    /// The operation on a video, or `None` for a request to any endpoint.
    pub operation: Option<Operation>,
    /// The account, or the method of a request to any endpoint.
    pub first: &'a str,
    /// The identifier, or the path of a request to any endpoint.
    pub second: &'a str,
    /// The base URL.
    pub base_url: Option<&'a str>,
    /// The origin of the page or worker.
    pub origin: Option<&'a str>,
    /// The API token.
    pub token: Option<&'a str>,
    /// The global API key.
    pub key: Option<&'a str>,
    /// The email of its account.
    pub email: Option<&'a str>,
    /// The level of the log, by name.
    pub log_level: Option<&'a str>,
    /// The mode of redirects, of the fetch options.
    pub redirect: Option<&'a str>,
    /// The timeout in milliseconds.
    pub timeout: f64,
    /// How often a request may be repeated.
    pub max_retries: f64,
    /// The caller's own headers have a credential, or remove it.
    pub own_credential: bool,
    /// Of the caller's own headers, `authorization`.
    pub own_authorization: Option<&'a str>,
    /// Of the caller's own headers, `x-auth-key`.
    pub own_key: Option<&'a str>,
    /// The caller's own headers have `x-auth-email`.
    pub own_email: bool,
}

/// Makes a request, and writes it down for the boundary: the number of its credential (0 for none or
/// one of the caller's own), the number of its log level, its method, its path, its base URL, and the
/// caller's own credential, with a space between each. None has a space itself.
///
/// # Errors
///
/// What cannot be used is named, and is not repeated if it may be a secret.
pub fn request(given: &Given) -> Result<String, Error> {
    let rules = match given.operation {
        Some(_) => &VIDEO[..],
        None => &ANY,
    };
    let (own, common) = given
        .kinds
        .split_at_checked(rules.len())
        .unwrap_or_default();
    check(rules, own)?;
    check(&COMMON, common)?;
    let credential = Credential::choose(given.token, given.key, given.email)?;
    let own_secret = own_secret(given)?;
    let own_server = !is_cloudflares(given.base_url);
    if credential.is_none() && !own_server && !given.own_credential {
        let fault = "expected a token, or apiKey and apiEmail, in the options or the environment (CLOUDFLARE_API_TOKEN)";
        return Err(Error::invalid("apiToken", fault));
    }
    let Some(level) = given.log_level.map_or(Some(Level::Warn), Level::named) else {
        let fault = "expected off, error, warn, info or debug";
        return Err(Error::invalid("logLevel", fault));
    };
    // To follow a redirect would send the credential wherever the server says.
    if !matches!(given.redirect, None | Some("manual" | "error")) {
        let fault = "expected manual or error";
        return Err(Error::invalid("fetchOptions.redirect", fault));
    }
    duration("timeout", given.timeout)?;
    count("maxRetries", given.max_retries)?;

    let mut request = String::with_capacity(256);
    let credential = credential.filter(|_| !given.own_credential);
    let numbers = [
        credential.map_or(0, |credential| credential as u8),
        level as u8,
    ];
    for number in numbers {
        request.push(char::from(b'0' + number));
        request.push(' ');
    }
    match given.operation {
        Some(operation) => push_request(&mut request, operation, given.first, given.second)?,
        None => push_any(&mut request, given.first, given.second)?,
    }
    let has_body = common.get(BODY) == Some(&(Kind::String as u8));
    let is = |method: &&str| given.first.eq_ignore_ascii_case(method);
    if has_body && ["GET", "HEAD"].iter().any(is) {
        let fault = "expected none, as GET and HEAD have none";
        return Err(Error::invalid("body", fault));
    }
    request.push(' ');
    push_base_url(&mut request, given.base_url, given.origin)?;
    request.push(' ');
    request.push_str(own_secret);
    Ok(request)
}

fn is_cloudflares(base_url: Option<&str>) -> bool {
    base_url.is_none_or(|url| {
        let (start, rest) = url.split_at_checked(BASE_URL.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(BASE_URL) && (rest.is_empty() || rest == "/")
    })
}

fn own_secret<'a>(given: &Given<'a>) -> Result<&'a str, Error> {
    let (authorization, key) = (given.own_authorization, given.own_key);
    let refuse = |fault| Err(Error::invalid("headers", fault));
    if authorization.is_some() && key.is_some() {
        return refuse("expected one credential, got authorization and x-auth-key");
    }
    if given.own_email && key.is_none() {
        return refuse("expected x-auth-key beside x-auth-email");
    }
    // The scheme before it, as in `Bearer`, is no secret, and a value may be empty.
    let own = authorization.or(key).unwrap_or_default();
    let scheme = own.bytes().rposition(|byte| byte == b' ');
    Ok(own
        .get(scheme.map_or(0, |end| end + 1)..)
        .unwrap_or_default())
}

/// Tells what a header of the caller's own is: whether it is the credential.
///
/// # Errors
///
/// A name or value that no header can have. The value may be a secret, and is not repeated.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::kind::Kind;
/// use cf_stream_downloads::request::is_credential;
///
/// let name = ("Authorization", Kind::String);
/// assert_eq!(is_credential("headers", name, ("Bearer t", Kind::String)), Ok(true));
///
/// let error = is_credential("headers", name, ("", Kind::Number)).unwrap_err();
/// assert_eq!(
///     error.message,
///     "headers.Authorization: expected a string, a list of strings or null, got a number"
/// );
/// ```
pub fn is_credential(
    option: &str,
    (name, name_kind): (&str, Kind),
    (value, value_kind): (&str, Kind),
) -> Result<bool, Error> {
    if name_kind != Kind::String {
        let got = name_kind.with_article();
        return Err(Error::unexpected(option, "names that are strings", got));
    }
    let mut field = String::from(option);
    field.push('.');
    field.push_str(name);
    let values = "a string, a list of strings or null";
    let accepts = Kinds::STRING.or(Kinds::of(&[Kind::Null]));
    check_one(&field, accepts, values, value_kind)?;
    if !is_token(name) || !is_value(value) {
        let fault = "expected a name and value that a header can have";
        return Err(Error::invalid(&field, fault));
    }
    let is = |known| name.eq_ignore_ascii_case(known);
    Ok(is("authorization") || is("x-auth-key"))
}

#[cfg(test)]
mod test {
    use super::{ANY, BODY, COMMON, Given, VIDEO, is_credential, request};
    use crate::endpoint::Operation::ListDownloads;
    use crate::kind::Kind;

    /// The kinds of a call that gives nothing but what must be given.
    fn kinds(own: &[Kind]) -> Vec<u8> {
        let common = COMMON.iter().map(|rule| match rule.name {
            "logger" => Kind::Object,
            "fetch" => Kind::Function,
            "timeout" | "maxRetries" => Kind::Number,
            _ => Kind::Undefined,
        });
        let kinds = own.iter().copied().chain(common);
        kinds.map(|kind| kind as u8).collect()
    }

    const NOTHING_MORE: [Kind; 3] = [Kind::Undefined, Kind::String, Kind::String];

    fn given(kinds: &[u8]) -> Given<'_> {
        Given {
            kinds,
            operation: Some(ListDownloads),
            first: "acc",
            second: "vid",
            token: Some("t0ken"),
            timeout: 60_000.0,
            max_retries: 2.0,
            ..Given::default()
        }
    }

    fn any(kinds: &[u8]) -> Given<'_> {
        Given {
            operation: None,
            first: "post",
            second: "/zones",
            ..given(kinds)
        }
    }

    fn fault(given: &Given) -> String {
        request(given).expect_err("a fault").message
    }

    #[test]
    fn a_request_is_made_of_what_was_given() {
        let kinds = kinds(&NOTHING_MORE);
        assert_eq!(
            request(&given(&kinds)).as_deref(),
            Ok("1 2 GET /accounts/acc/stream/vid/downloads https://api.cloudflare.com/client/v4 ")
        );
    }

    #[test]
    fn each_value_has_its_rule() {
        for (index, rule) in VIDEO.iter().chain(&COMMON).enumerate() {
            let mut kinds = kinds(&NOTHING_MORE);
            kinds[index] = Kind::Symbol as u8;
            let expected = [rule.name, ": expected ", rule.expected, ", got a symbol"];
            assert_eq!(fault(&given(&kinds)), expected.concat());
        }
        for (index, rule) in ANY.iter().enumerate() {
            let (none, text) = (Kind::Undefined, Kind::String);
            let mut own = [text, text, none, none];
            assert!(request(&any(&kinds(&own))).is_ok());
            own[index] = Kind::BigInt;
            let expected = [rule.name, ": expected ", rule.expected, ", got a bigint"];
            assert_eq!(fault(&any(&kinds(&own))), expected.concat());
        }
    }

    #[test]
    fn what_is_of_the_right_kind_may_still_be_refused() {
        let kinds = kinds(&NOTHING_MORE);
        let good = given(&kinds);
        for (given, message) in [
            (
                Given {
                    timeout: 0.0,
                    ..good.clone()
                },
                "timeout: expected milliseconds, more than 0",
            ),
            (
                Given {
                    timeout: f64::NAN,
                    ..good.clone()
                },
                "timeout: expected milliseconds, more than 0",
            ),
            (
                Given {
                    max_retries: -1.0,
                    ..good.clone()
                },
                "maxRetries: expected a whole number, 0 or more",
            ),
            (
                Given {
                    max_retries: 1.5,
                    ..good.clone()
                },
                "maxRetries: expected a whole number, 0 or more",
            ),
            (
                Given {
                    log_level: Some("loud"),
                    ..good.clone()
                },
                "logLevel: expected off, error, warn, info or debug",
            ),
            (
                Given {
                    redirect: Some("follow"),
                    ..good.clone()
                },
                "fetchOptions.redirect: expected manual or error",
            ),
            (
                Given {
                    second: "..",
                    ..good.clone()
                },
                "identifier: \"..\" would change the path",
            ),
        ] {
            assert_eq!(fault(&given), message);
        }
    }

    #[test]
    fn no_credential_is_refused_unless_the_base_url_is_the_users_own() {
        let kinds = kinds(&NOTHING_MORE);
        let none = Given {
            token: None,
            ..given(&kinds)
        };
        assert!(fault(&none).starts_with("apiToken: expected a token"));
        let proxy = Given {
            base_url: Some("https://example.com/v4/"),
            ..none.clone()
        };
        assert_eq!(
            request(&proxy).as_deref(),
            Ok("0 2 GET /accounts/acc/stream/vid/downloads https://example.com/v4 ")
        );
        let own = Given {
            own_credential: true,
            ..none
        };
        assert!(request(&own).is_ok_and(|request| request.starts_with("0 2 GET ")));
    }

    #[test]
    fn a_credential_of_the_callers_own_replaces_the_clients() {
        let kinds = kinds(&NOTHING_MORE);
        let own = |authorization, key, email| Given {
            own_credential: true,
            own_authorization: authorization,
            own_key: key,
            own_email: email,
            ..given(&kinds)
        };
        for (given, secret) in [
            (own(Some("Bearer own"), None, false), "own"),
            (own(Some("own"), None, false), "own"),
            (own(None, Some("own"), true), "own"),
            (own(Some(""), None, false), ""),
            (own(None, None, false), ""),
        ] {
            let request = request(&given).expect("a request");
            assert!(request.starts_with("0 ") && request.ends_with(&[" ", secret].concat()));
        }
        let message = fault(&own(Some("Bearer own"), Some("own"), false));
        assert_eq!(
            message,
            "headers: expected one credential, got authorization and x-auth-key"
        );
        let message = fault(&own(None, None, true));
        assert_eq!(message, "headers: expected x-auth-key beside x-auth-email");
    }

    #[test]
    fn get_has_no_body() {
        let (none, text) = (Kind::Undefined, Kind::String);
        let mut kinds = kinds(&[text, text, none, none]);
        kinds[ANY.len() + BODY] = text as u8;
        for method in ["get", "HEAD"] {
            let given = Given {
                operation: None,
                first: method,
                second: "/",
                ..given(&kinds)
            };
            assert_eq!(
                fault(&given),
                "body: expected none, as GET and HEAD have none"
            );
        }
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_named_and_its_value_is_not_shown() {
        let text = Kind::String;
        let fault = |name, value| {
            let told = is_credential("headers", name, value);
            told.expect_err("a fault").message
        };
        for (name, value) in [("a b", "s3cret"), ("a", "s3cret\n1"), ("", "s3cret")] {
            assert_eq!(
                fault((name, text), (value, text)),
                [
                    "headers.",
                    name,
                    ": expected a name and value that a header can have"
                ]
                .concat()
            );
        }
        assert_eq!(
            fault(("", Kind::Number), ("", text)),
            "headers: expected names that are strings, got a number"
        );
        assert_eq!(
            fault(("a", text), ("", Kind::Array)),
            "headers.a: expected a string, a list of strings or null, got an array"
        );
        assert_eq!(
            fault(("a", text), ("", Kind::LongString)),
            "headers.a: expected at most 8192 characters"
        );
        let text = |text| (text, Kind::String);
        assert_eq!(
            is_credential("headers", text("a"), ("", Kind::Null)),
            Ok(false)
        );
        assert_eq!(
            is_credential("headers", text("X-Auth-Key"), text("k")),
            Ok(true)
        );
    }
}
