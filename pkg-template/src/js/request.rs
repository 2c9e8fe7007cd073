//! The functions that lead a request, each a step that decides and waits for nothing. `request.js` and
//! `input.js` read values and wait between them. Holds no state.

use crate::attempt::{self, Ending};
use crate::endpoint::Operation;
use crate::kind::Kind;
use crate::log;
use crate::request::{Given, is_credential, request};
use crate::retry::{self, Attempt};
use wasm_bindgen::prelude::*;

/// Returns the request that was asked for, as the core writes it down, or an error.
///
/// - `first` and `second` are the account and the identifier, or the method and the path.
/// - `texts` has a line for each text of the options, with its line break: an equals sign and the text,
///   or nothing.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::too_many_arguments,
    reason = "an object to hold them would cost a call for each"
)]
pub fn prepare(
    operation: u8,
    kinds: &[u8],
    first: &str,
    second: &str,
    texts: &str,
    timeout: f64,
    max_retries: f64,
    own_credential: bool,
) -> String {
    let mut rest = texts;
    let mut text = || {
        let end = rest.bytes().position(|byte| byte == b'\n');
        let (line, others) = rest.split_at_checked(end?).unwrap_or_default();
        rest = others.get(1..).unwrap_or_default();
        line.get(1..)
    };
    // In the order in which `input.js` writes them.
    let request = request(&Given {
        kinds,
        operation: Operation::of(operation),
        first,
        second,
        base_url: text(),
        origin: text(),
        token: text(),
        key: text(),
        email: text(),
        log_level: text(),
        redirect: text(),
        own_authorization: text(),
        own_key: text(),
        own_email: text().is_some(),
        timeout,
        max_retries,
        own_credential,
    });
    request.unwrap_or_else(|error| error.told())
}

/// Checks a header of the caller's own: returns nothing, or a plus sign for a credential, or an error.
#[wasm_bindgen(js_name = checkHeader)]
#[must_use]
pub fn check_header(
    option: &str,
    name: &str,
    name_kind: u8,
    value: &str,
    value_kind: u8,
) -> String {
    let (name, value) = ((name, Kind::of(name_kind)), (value, Kind::of(value_kind)));
    match is_credential(option, name, value) {
        Ok(credential) => (if credential { "+" } else { "" }).to_owned(),
        Err(error) => error.told(),
    }
}

/// Returns in how many milliseconds to ask again, or a negative number where that is no use.
/// `server_delay` is negative where the server does not say.
#[wasm_bindgen(js_name = retryIn)]
#[must_use]
pub fn retry_in(
    ending: u8,
    status: u16,
    should_retry: &str,
    server_delay: f64,
    retries: u32,
    max_retries: f64,
    chance: f64,
) -> f64 {
    let status = match Ending::of(ending) {
        Ending::Answered => Some(status),
        Ending::Rejected | Ending::TimedOut => None,
        _ => return -1.0,
    };
    let attempt = Attempt {
        status,
        should_retry,
        server_delay: (server_delay >= 0.0).then_some(server_delay),
    };
    retry::delay(&attempt, retries, max_retries, chance).unwrap_or(-1.0)
}

/// Returns how many milliseconds a server asks to wait, or a negative number where it does not say.
/// `until` is how many milliseconds away `retry_after` is where that is a date, or NaN.
#[wasm_bindgen(js_name = serverDelay)]
#[must_use]
pub fn server_delay(retry_after_ms: &str, retry_after: &str, until: f64) -> f64 {
    retry::server_delay(retry_after_ms, retry_after, until).unwrap_or(-1.0)
}

/// Returns the error of a request that got no answer, or none that can be read.
#[wasm_bindgen]
#[must_use]
pub fn unanswered(ending: u8, got: u8, detail: &str, request: &str) -> String {
    attempt::error(Ending::of(ending), Kind::of(got), detail, request).told()
}

/// Tells whether the value of a header is not to be logged.
#[wasm_bindgen(js_name = isSecret)]
#[must_use]
pub fn is_secret(name: &str) -> bool {
    log::is_secret(name)
}

#[cfg(test)]
mod test {
    use super::{check_header, is_secret, prepare, retry_in, server_delay, unanswered};
    use crate::attempt::Ending;
    use crate::kind::Kind;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// Prepares a list of a video's downloads with a token, and nothing else given.
    fn prepared(identifier: &str, fetch: Kind) -> String {
        let mut kinds = [Kind::Undefined as u8; 24];
        for (place, kind) in [
            (1, Kind::String),
            (2, Kind::String),
            (10, Kind::Object),
            (11, fetch),
            (13, Kind::Number),
            (14, Kind::Number),
        ] {
            kinds[place] = kind as u8;
        }
        let texts = "\n\n=t0ken\n\n\n\n\n\n\n\n";
        prepare(0, &kinds, "acc", identifier, texts, 1000.0, 2.0, false)
    }

    #[wasm_bindgen_test]
    fn a_request_is_told_in_fields() {
        assert_eq!(
            prepared("vid", Kind::Function),
            "1 2 GET /accounts/acc/stream/vid/downloads https://api.cloudflare.com/client/v4 "
        );
    }

    #[wasm_bindgen_test]
    fn an_error_is_told_by_the_letter_of_its_class() {
        assert_eq!(
            prepared("vid", Kind::Number),
            "Afetch: expected a function, got a number"
        );
        assert_eq!(
            prepared("..", Kind::Function),
            "Aidentifier: \"..\" would change the path"
        );
        assert_eq!(
            unanswered(Ending::TimedOut as u8, 0, "1000", "GET /x"),
            "MRequest timed out after 1000 ms (GET /x)"
        );
    }

    #[wasm_bindgen_test]
    fn a_header_is_checked() {
        let text = Kind::String as u8;
        assert_eq!(check_header("headers", "a", text, "1", text), "");
        assert_eq!(
            check_header("headers", "authorization", text, "1", text),
            "+"
        );
        assert!(check_header("headers", "a b", text, "1", text).starts_with("Aheaders.a b: "));
        assert!(is_secret("Cookie") && !is_secret("accept"));
    }

    #[wasm_bindgen_test]
    #[expect(clippy::float_cmp, reason = "these numbers are exact")]
    fn a_delay_is_negative_where_there_is_none() {
        let answered = Ending::Answered as u8;
        assert_eq!(retry_in(answered, 503, "", 2000.0, 0, 2.0, 0.5), 2000.0);
        assert_eq!(retry_in(answered, 404, "", -1.0, 0, 2.0, 0.5), -1.0);
        assert_eq!(
            retry_in(Ending::Rejected as u8, 0, "", -1.0, 0, 2.0, 0.0),
            500.0
        );
        assert_eq!(
            retry_in(Ending::Aborted as u8, 0, "", -1.0, 0, 2.0, 0.0),
            -1.0
        );
        assert_eq!(server_delay("", "2", f64::NAN), 2000.0);
        assert_eq!(server_delay("", "", f64::NAN), -1.0);
    }
}
