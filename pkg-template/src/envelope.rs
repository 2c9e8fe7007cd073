//! What an answer means: its status, and the kinds of what its body holds, make a result or an
//! error. Knows Cloudflare's envelope, but no value of it, and not how the error is thrown.
//!
//! `answer.js` tells the kinds of what [`download`] knows, as a list of numbers. A body that is no JSON
//! has none, and those of an empty one are undefined.

use crate::download::{self, Form, Mismatch};
use crate::endpoint::DownloadType::Audio;
use crate::endpoint::Operation::{self, CreateDownload, DeleteDownload, ListDownloads};
use crate::error::{Class, Error, line};
use crate::kind::Kind;

/// How much of one of Cloudflare's messages goes into ours, in UTF-16 code units.
const MAX_REASON: usize = 90;

/// What a 2xx answer gives to the caller.
///
/// `answer.js` has the same list, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The `result`, as it is.
    Result,
    /// The whole body.
    Body,
    /// No downloads: an empty object.
    NoDownloads,
    /// Nothing was said of the deletion: an empty text.
    NoText,
    /// There was no document: `null`.
    NoDocument,
    /// The `result`, to be given under the key `default`.
    Default,
    /// The `result`, to be given under the key `audio`.
    Audio,
}

/// Why an answer gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not 2xx, or no JSON: it says why itself.
    Told,
    /// `success: false`, under a status that says the opposite.
    Failure,
    /// It has neither `success` nor `result`.
    Neither,
    /// A value is of another kind than the contract says.
    Mismatch(Mismatch),
}

impl From<Mismatch> for Fault {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch)
    }
}

/// Finds in an answer what an operation resolves to; `None` is a request to any endpoint.
///
/// - `success` may be absent: the status has said it.
/// - A list may be `null`, or absent beside `success: true`, when nothing has been created.
/// - A deletion may be answered with nothing at all.
///
/// # Errors
///
/// Why it cannot be used. [`failure`] makes the error.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::endpoint::Operation::ListDownloads;
/// use cf_stream_downloads::envelope::{Fault, Found, find};
/// use cf_stream_downloads::kind::Kind;
///
/// let body = [Kind::Object, Kind::True, Kind::Object].map(|kind| kind as u8);
/// assert_eq!(find(Some(ListDownloads), 200, &body), Ok(Found::Result));
///
/// let body = [Kind::Object, Kind::False, Kind::Null].map(|kind| kind as u8);
/// assert_eq!(find(Some(ListDownloads), 200, &body), Err(Fault::Failure));
/// ```
pub fn find(operation: Option<Operation>, status: u16, kinds: &[u8]) -> Result<Found, Fault> {
    let &[body, success, result, ..] = kinds else {
        return Err(Fault::Told);
    };
    let [body, success, result] = [body, success, result].map(Kind::of);
    match operation {
        _ if !matches!(status, 200..=299) => return Err(Fault::Told),
        None if body == Kind::Undefined => return Ok(Found::NoDocument),
        Some(DeleteDownload(_)) if body == Kind::Undefined => return Ok(Found::NoText),
        _ if body == Kind::Undefined => return Err(Fault::Told),
        _ if success == Kind::False => return Err(Fault::Failure),
        None => return Ok(Found::Body),
        _ => {}
    }
    let form = match operation {
        Some(DeleteDownload(_)) => Form::Text,
        Some(CreateDownload(_)) if download::is_one(kinds) => Form::One,
        _ => Form::List,
    };
    download::check(form, kinds)?;
    match (operation, result) {
        (_, Kind::Undefined) if success == Kind::Undefined => Err(Fault::Neither),
        (Some(ListDownloads), Kind::Undefined | Kind::Null) => Ok(Found::NoDownloads),
        (Some(DeleteDownload(_)), Kind::Undefined | Kind::Null) => Ok(Found::NoText),
        (_, Kind::Undefined | Kind::Null) => Err(Mismatch::NO_RESULT.into()),
        (Some(CreateDownload(Audio)), _) if form == Form::One => Ok(Found::Audio),
        _ if form == Form::One => Ok(Found::Default),
        _ => Ok(Found::Result),
    }
}

/// Makes the error of an answer in which nothing can be found.
///
/// - `told` is what a JSON body says: a line for each link of the chain of an error, with its code, a
///   space and its message, and between two errors an empty line.
/// - Of another body it is the content type, a line feed and the beginning, without white space before
///   it.
/// - `origin` is the one that a 3xx points to, or nothing.
#[must_use]
pub fn failure(
    operation: Option<Operation>,
    status: u16,
    kinds: &[u8],
    told: &str,
    origin: &str,
) -> Error {
    let hidden = "an address that the browser hides";
    let origin = if status == 0 { hidden } else { origin };
    let mut message = String::new();
    push_number(&mut message, status);
    message.push(' ');
    match find(operation, status, kinds) {
        Err(Fault::Mismatch(mismatch)) => mismatch.push(&mut message),
        Err(Fault::Neither) => {
            message.push_str("body: expected `success` or `result`, got neither");
        }
        Err(Fault::Failure) => {
            message.push_str("success: false, ");
            push_reasons(&mut message, told);
        }
        _ if matches!(status, 0 | 300..=399) && !origin.is_empty() => {
            message.push_str("redirect to ");
            message.push_str(origin);
            message.push_str(", which is not followed");
        }
        _ if kinds.is_empty() => push_excerpt(&mut message, told),
        _ => push_reasons(&mut message, told),
    }
    Error::new(Class::of_status(status), &[&message])
}

/// The standard library's formatting weighs half a kilobyte.
fn push_number(text: &mut String, number: u16) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from_digit(u32::from(number % 10), 10).unwrap_or_default());
}

/// Tells of a body that is no JSON by its type and its beginning.
fn push_excerpt(message: &mut String, told: &str) {
    let (content_type, mut text) = cut(told, b'\n');
    if text.is_empty() {
        message.push_str("with an empty body");
        return;
    }
    let essence = line(&[cut(content_type, b';').0], MAX_REASON);
    message.push_str(match essence.as_str() {
        "" => "no content type",
        "application/json" => "malformed JSON",
        essence => essence,
    });
    let mut untagged = String::new();
    while !text.is_empty() {
        let (before, tag) = cut(text, b'<');
        untagged.push_str(before);
        untagged.push(' ');
        text = cut(tag, b'>').1;
    }
    message.push_str(": \"");
    message.push_str(&line(&[&untagged], MAX_REASON));
    message.push('"');
}

/// Joins the messages of an envelope: `Not Found [code 10003]`, with the chain behind a colon.
fn push_reasons(message: &mut String, mut links: &str) {
    let mut separator = "";
    let mut first = true;
    while !links.is_empty() {
        let (link, rest) = cut(links, b'\n');
        links = rest;
        if link.is_empty() && !first {
            separator = "; ";
        }
        let (code, reason) = cut(link, b' ');
        let reason = line(&[reason], MAX_REASON);
        if code.is_empty() && reason.is_empty() {
            continue;
        }
        message.push_str(separator);
        message.push_str(&reason);
        if !code.is_empty() {
            message.push_str(if reason.is_empty() {
                "[code "
            } else {
                " [code "
            });
            message.push_str(code);
            message.push(']');
        }
        (separator, first) = (": ", false);
    }
    if first {
        message.push_str("with no message in its body");
    }
}

/// Cuts a text in two at an ASCII character. Where it is not, all is before it.
fn cut(text: &str, at: u8) -> (&str, &str) {
    let place = text.bytes().position(|byte| byte == at);
    let place = place.unwrap_or(text.len());
    let after = text.get(place + 1..).unwrap_or_default();
    (text.get(..place).unwrap_or_default(), after)
}

#[cfg(test)]
mod test {
    use super::{Fault, Found, failure, find};
    use crate::download::test::kinds;
    use crate::endpoint::DownloadType::{self, Audio, Default, Implied};
    use crate::endpoint::Operation::{CreateDownload, DeleteDownload, ListDownloads};
    use crate::error::Class;
    use serde_json::{Value, json};

    const LIST: Option<super::Operation> = Some(ListDownloads);

    /// What no JSON is reported as, and an empty body.
    const NO_JSON: &[u8] = &[];
    const EMPTY: &[u8] = &[0; 14];

    fn found(operation: Option<super::Operation>, kinds: &[u8]) -> Result<Found, String> {
        find(operation, 200, kinds).map_err(|_| {
            let error = failure(operation, 200, kinds, "10005 Bad", "");
            assert_eq!(error.class, Class::ResponseValidation);
            error.message
        })
    }

    fn answer(body: &Value) -> Result<Found, String> {
        found(LIST, &kinds(body))
    }

    /// The message of a failure that has these links.
    fn said(links: &str) -> String {
        failure(LIST, 400, &kinds(&json!({})), links, "").message
    }

    /// The message of a body that is no JSON.
    fn page(status: u16, content_type: &str, excerpt: &str) -> String {
        let told = [content_type, "\n", excerpt].concat();
        failure(LIST, status, NO_JSON, &told, "").message
    }

    #[test]
    fn the_result_is_the_member_itself() {
        let body = json!({ "success": true, "errors": [], "result": { "audio": {} } });
        assert_eq!(answer(&body), Ok(Found::Result));
    }

    #[test]
    fn an_absent_success_is_taken_from_the_status() {
        let body = json!({ "result": {} });
        assert_eq!(answer(&body), Ok(Found::Result));
        for status in [0, 199, 300, 404, 500, u16::MAX] {
            assert_eq!(find(LIST, status, &kinds(&body)), Err(Fault::Told));
            assert_eq!(find(None, status, &kinds(&body)), Err(Fault::Told));
        }
    }

    #[test]
    fn no_result_beside_success_is_no_downloads() {
        for body in [
            json!({ "success": true }),
            json!({ "success": true, "result": null }),
            json!({ "result": null }),
        ] {
            assert_eq!(answer(&body), Ok(Found::NoDownloads));
        }
    }

    #[test]
    fn a_created_download_is_keyed_by_its_type() {
        let of_type =
            |kind: DownloadType, body: &Value| found(Some(CreateDownload(kind)), &kinds(body));
        let created = |body: &Value| of_type(Audio, body);
        let flat = json!({ "result": { "percentComplete": 0, "status": "inprogress" } });
        assert_eq!(created(&flat), Ok(Found::Audio));
        assert_eq!(of_type(Default, &flat), Ok(Found::Default));
        assert_eq!(of_type(Implied, &flat), Ok(Found::Default));
        for body in [
            json!({ "result": { "audio": { "status": "inprogress" } } }),
            json!({ "result": { "hls": { "status": "inprogress" } } }),
            json!({ "result": { "status": {}, "default": {} } }),
        ] {
            assert_eq!(created(&body), Ok(Found::Result));
        }
        for (body, message) in [
            (
                json!({ "result": { "status": 3 } }),
                "200 result.status: expected a string, got a number",
            ),
            (
                json!({ "success": true }),
                "200 result: expected an object, got null",
            ),
            (
                json!({ "result": null }),
                "200 result: expected an object, got null",
            ),
        ] {
            assert_eq!(created(&body), Err(message.to_owned()));
        }
        assert!(found(Some(CreateDownload(Audio)), EMPTY).is_err());
    }

    #[test]
    fn a_deletion_may_be_answered_with_text_or_nothing() {
        let deletion = Some(DeleteDownload(Implied));
        let deleted = |body: &Value| found(deletion, &kinds(body));
        assert_eq!(
            deleted(&json!({ "success": true, "result": "ok" })),
            Ok(Found::Result)
        );
        assert_eq!(deleted(&json!({ "result": null })), Ok(Found::NoText));
        assert_eq!(deleted(&json!({ "success": true })), Ok(Found::NoText));
        assert_eq!(found(deletion, EMPTY), Ok(Found::NoText));
        assert!(found(deletion, NO_JSON).is_err());
        assert_eq!(
            deleted(&json!({ "result": { "default": {} } })),
            Err("200 result: expected a string, got an object".to_owned())
        );
    }

    #[test]
    fn a_document_is_anything_but_a_failure() {
        for body in [
            json!({ "result": 1, "success": true }),
            json!({ "success": "yes" }),
            json!([1]),
            json!(null),
        ] {
            assert_eq!(found(None, &kinds(&body)), Ok(Found::Body));
        }
        assert_eq!(found(None, EMPTY), Ok(Found::NoDocument));
        assert!(found(None, NO_JSON).is_err());
        let refused = kinds(&json!({ "success": false }));
        assert_eq!(find(None, 200, &refused), Err(Fault::Failure));
        assert_eq!(
            failure(None, 200, &refused, "", "").message,
            "200 success: false, with no message in its body"
        );
    }

    #[test]
    fn a_body_that_cannot_be_used_says_why() {
        for (body, message) in [
            (
                json!({}),
                "200 body: expected `success` or `result`, got neither",
            ),
            (json!([]), "200 body: expected an object, got an array"),
            (json!(null), "200 body: expected an object, got null"),
            (
                json!({ "success": "yes" }),
                "200 success: expected a boolean, got a string",
            ),
            (
                json!({ "success": true, "result": [] }),
                "200 result: expected an object, got an array",
            ),
            (
                json!({ "success": false, "result": [] }),
                "200 success: false, Bad [code 10005]",
            ),
        ] {
            assert_eq!(answer(&body), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_told_by_type_and_excerpt() {
        assert_eq!(
            page(
                502,
                "text/html; charset=UTF-8",
                "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head>"
            ),
            "502 text/html: \"Bad gateway\""
        );
        assert_eq!(
            page(200, "application/json", "{\"success\":tr"),
            "200 malformed JSON: \"{\"success\":tr\""
        );
        assert_eq!(page(503, "text/html", ""), "503 with an empty body");
        assert_eq!(page(503, "", "no < end"), "503 no content type: \"no\"");
        assert!(page(500, &"a/b".repeat(900), &"word ".repeat(40_000)).len() < 300);
    }

    #[test]
    fn a_failure_has_its_status_message_code_and_chain() {
        let links = "6003 Invalid request headers\n6111 Invalid format for Authorization header";
        let error = failure(LIST, 400, &kinds(&json!({})), links, "");
        assert_eq!(error.class, Class::BadRequest);
        assert_eq!(
            error.message,
            "400 Invalid request headers [code 6003]: Invalid format for Authorization header [code 6111]"
        );
    }

    #[test]
    fn the_deepest_reason_is_told_however_long_the_others_are() {
        let long = "long ".repeat(500);
        let message = said(&["11 ", &long, "\n2 ", &long, "\n1 deepest"].concat());
        assert!(message.contains("[code 11]: long"), "{message}");
        assert!(message.ends_with(": deepest [code 1]"), "{message}");
        assert!(message.len() < 400, "{message}");
    }

    #[test]
    fn several_errors_are_told_apart() {
        assert_eq!(said("1 a\n\n b\n\n "), "400 a [code 1]; b");
        assert_eq!(said(" \n\n1 \n2 b"), "400 [code 1]: b [code 2]");
        assert_eq!(said(" a\n \n b\n\n \n c"), "400 a: b; c");
    }

    #[test]
    fn an_envelope_without_reasons_is_still_a_message() {
        for links in ["", " ", " \n\n ", "\n\n\n", " \t\u{7}"] {
            assert_eq!(said(links), "400 with no message in its body");
        }
    }

    #[test]
    fn a_redirect_names_where_it_points() {
        let redirect = |status, origin| failure(LIST, status, NO_JSON, "\n", origin);
        let error = redirect(302, "https://evil.example");
        assert_eq!(error.class, Class::Api);
        assert_eq!(
            error.message,
            "302 redirect to https://evil.example, which is not followed"
        );
        assert_eq!(redirect(302, "").message, "302 with an empty body");
        assert_eq!(
            redirect(404, "https://evil.example").message,
            "404 with an empty body"
        );
        assert_eq!(
            redirect(0, "").message,
            "0 redirect to an address that the browser hides, which is not followed"
        );
    }
}
