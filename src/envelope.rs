//! What an answer means: its status and body make a result or an error. Knows Cloudflare's
//! envelope, and neither how the body was read nor how the error is thrown.

use crate::download;
use crate::endpoint::{DownloadType, Operation};
use crate::error::{Class, Error, line};
use crate::json::{Json, Kind, integer};

/// How much of one of Cloudflare's messages goes into ours, in UTF-16 code units.
const MAX_REASON: usize = 90;

/// How many links of an error chain are read, so that none is too deep.
const MAX_LINKS: usize = 16;

/// What is said of an envelope that says nothing.
const NO_MESSAGE: &str = "with no message in its body";

/// How many errors of one envelope are named.
const MAX_ERRORS: u32 = 3;

/// The body of an answer, as far as it could be read.
#[derive(Clone, Debug)]
pub enum Body<J> {
    /// A JSON document.
    Json(J),
    /// Anything else, with its content type and its beginning.
    Other {
        /// The value of the `content-type` header, or nothing.
        content_type: String,
        /// At least the first 500 characters.
        excerpt: String,
    },
}

/// What a call expects of a 2xx answer, and so what it resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The list of downloads.
    Downloads,
    /// The downloads with the one that was created, or that one alone.
    Created(DownloadType),
    /// The text that says so.
    Deleted,
    /// The whole body, whatever it holds.
    Document,
}

impl Expected {
    /// Returns what an operation on a video expects.
    #[must_use]
    pub fn of(operation: Operation) -> Self {
        match operation {
            Operation::ListDownloads => Self::Downloads,
            Operation::CreateDownload(kind) => Self::Created(kind),
            Operation::DeleteDownload(_) => Self::Deleted,
        }
    }
}

/// What a 2xx answer gives to the caller.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<J> {
    /// A value of the body, as it is.
    Value(J),
    /// A download, to be given under the key of its type.
    Keyed(&'static str, J),
    /// No downloads: an empty object.
    NoDownloads,
    /// Nothing was said of the deletion: an empty text.
    NoText,
    /// There was no document: `null`.
    NoDocument,
}

/// Takes from a 2xx answer what the call expects.
///
/// - `success` may be absent: the status has said it.
/// - A list may be `null`, or absent beside `success: true`, when nothing has been created.
/// - A deletion may be answered with nothing at all.
///
/// # Errors
///
/// Whatever cannot be used is a [`Class::ResponseValidation`] error.
pub fn find<J: Json + Clone>(
    expected: Expected,
    status: u16,
    body: &Body<J>,
) -> Result<Found<J>, Error> {
    let found = match body {
        Body::Json(envelope) => find_in(expected, envelope),
        Body::Other { excerpt, .. } => match expected {
            Expected::Deleted if is_blank(excerpt) => Ok(Found::NoText),
            Expected::Document if is_blank(excerpt) => Ok(Found::NoDocument),
            _ => Err(Error::new(Class::ResponseValidation, &[&reason(body)])),
        },
    };
    found.map_err(|error| Error::new(error.class, &[&status.to_string(), " ", &error.message]))
}

fn find_in<J: Json + Clone>(expected: Expected, envelope: &J) -> Result<Found<J>, Error> {
    match expected {
        Expected::Document => {
            refuse_failure(envelope)?;
            Ok(Found::Value(envelope.clone()))
        }
        Expected::Downloads => match result(envelope)? {
            None => Ok(Found::NoDownloads),
            Some(downloads) => {
                download::check(&downloads)?;
                Ok(Found::Value(downloads))
            }
        },
        Expected::Created(kind) => match result(envelope)? {
            None => Err(Error::unexpected_kind("result", Kind::Object, Kind::Null)),
            Some(download) if download::is_one(&download) => {
                download::check_one(&download)?;
                Ok(Found::Keyed(kind.key(), download))
            }
            Some(downloads) => {
                download::check(&downloads)?;
                Ok(Found::Value(downloads))
            }
        },
        Expected::Deleted => match result(envelope)? {
            None => Ok(Found::NoText),
            Some(text) if text.kind() == Kind::String => Ok(Found::Value(text)),
            Some(other) => Err(Error::unexpected_kind("result", Kind::String, other.kind())),
        },
    }
}

/// Makes the error of an answer that is not 2xx. `redirect` is the origin that a 3xx points to.
#[must_use]
pub fn failure<J: Json>(status: u16, body: &Body<J>, redirect: Option<&str>) -> Error {
    let reason = match redirect {
        Some(origin) => ["redirect to ", origin, ", which is not followed"].concat(),
        None => reason(body),
    };
    Error::new(
        Class::of_status(status),
        &[&status.to_string(), " ", &reason],
    )
}

/// Takes the `result` of an envelope, or `None` where it is `null`, or absent beside
/// `success: true`.
fn result<J: Json>(envelope: &J) -> Result<Option<J>, Error> {
    let unexpected = |path: &str, expected: Kind, got: &J| {
        Err(Error::unexpected_kind(path, expected, got.kind()))
    };
    if envelope.kind() != Kind::Object {
        return unexpected("body", Kind::Object, envelope);
    }
    refuse_failure(envelope)?;
    let success = envelope.member("success");
    if let Some(success) = success
        .as_ref()
        .filter(|success| success.boolean().is_none())
    {
        return unexpected("success", Kind::Boolean, success);
    }
    match envelope.member("result") {
        Some(result) if result.kind() == Kind::Null => Ok(None),
        Some(result) => Ok(Some(result)),
        None if success.is_some() => Ok(None),
        None => Err(Error::new(
            Class::ResponseValidation,
            &["body: expected `success` or `result`, got neither"],
        )),
    }
}

/// Refuses an envelope that says `success: false` under a status that says the opposite.
fn refuse_failure<J: Json>(envelope: &J) -> Result<(), Error> {
    if envelope
        .member("success")
        .and_then(|success| success.boolean())
        == Some(false)
    {
        let reasons = reasons(envelope).unwrap_or_else(|| NO_MESSAGE.to_owned());
        let parts = ["success: false, ", &reasons];
        return Err(Error::new(Class::ResponseValidation, &parts));
    }
    Ok(())
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn reason<J: Json>(body: &Body<J>) -> String {
    match body {
        Body::Json(envelope) => reasons(envelope).unwrap_or_else(|| NO_MESSAGE.to_owned()),
        Body::Other {
            content_type,
            excerpt,
        } => {
            if is_blank(excerpt) {
                return "with an empty body".to_owned();
            }
            let text = line(&without_tags(excerpt), MAX_REASON);
            let essence: String = content_type.chars().take_while(|&c| c != ';').collect();
            let essence = line(&essence, MAX_REASON);
            let what = match essence.as_str() {
                "" => "no content type",
                "application/json" => "malformed JSON",
                essence => essence,
            };
            [what, ": \"", &text, "\""].concat()
        }
    }
}

/// Joins the messages of an envelope: `Not Found [code 10003]`, with the chain behind a colon.
fn reasons<J: Json>(envelope: &J) -> Option<String> {
    let errors = envelope.member("errors")?;
    let mut reasons = String::new();
    for error in (0..MAX_ERRORS).map_while(|index| errors.element(index)) {
        let links = links(error);
        if !reasons.is_empty() && !links.is_empty() {
            reasons.push_str("; ");
        }
        // The first link says what failed and the last ones why, so the middle gives way.
        let end = links.len().saturating_sub(2).max(1);
        let kept = links.iter().take(1).chain(links.iter().skip(end));
        for (index, link) in kept.enumerate() {
            if index > 0 {
                reasons.push_str(": ");
            }
            reasons.push_str(link);
        }
    }
    (!reasons.is_empty()).then_some(reasons)
}

/// Flattens an error and its chain, outermost first.
fn links<J: Json>(error: J) -> Vec<String> {
    let mut links = Vec::new();
    let mut stack = vec![error];
    while let Some(error) = stack.pop() {
        if links.len() == MAX_LINKS {
            break;
        }
        let message = error.member("message").and_then(|text| text.excerpt());
        let mut link = line(&message.unwrap_or_default(), MAX_REASON);
        if let Some(code) = error
            .member("code")
            .and_then(|code| integer(code.number()?))
        {
            let gap = if link.is_empty() { "" } else { " " };
            link = [&link, gap, "[code ", &code.to_string(), "]"].concat();
        }
        if !link.is_empty() {
            links.push(link);
        }
        if let Some(chain) = error.member("error_chain") {
            let mut inner: Vec<J> = (0..)
                .map_while(|index| chain.element(index))
                .take(MAX_LINKS)
                .collect();
            inner.reverse();
            stack.append(&mut inner);
        }
    }
    links
}

fn without_tags(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => {
                inside = true;
                kept.push(' ');
            }
            '>' => inside = false,
            _ if inside => {}
            character => kept.push(character),
        }
    }
    kept
}

#[cfg(test)]
mod test {
    use super::{
        Body,
        Expected::{self, Created, Deleted, Document, Downloads},
        Found, failure, find,
    };
    use crate::endpoint::DownloadType::{Audio, Implied};
    use crate::error::Class;
    use serde_json::{Value, json};

    fn found<'a>(expected: Expected, body: &Body<&'a Value>) -> Result<Found<&'a Value>, String> {
        find(expected, 200, body).map_err(|error| {
            assert_eq!(error.class, Class::ResponseValidation);
            error.message
        })
    }

    fn answer(body: &Value) -> Result<Found<&Value>, String> {
        found(Downloads, &Body::Json(body))
    }

    fn message(status: u16, body: &Value) -> String {
        failure(status, &Body::Json(body), None).message
    }

    fn other(content_type: &str, excerpt: &str) -> Body<&'static Value> {
        Body::Other {
            content_type: content_type.to_owned(),
            excerpt: excerpt.to_owned(),
        }
    }

    #[test]
    fn the_result_is_the_member_itself() {
        let body = json!({ "success": true, "errors": [], "result": { "audio": {} } });
        assert_eq!(answer(&body), Ok(Found::Value(&body["result"])));
    }

    #[test]
    fn an_absent_success_is_taken_from_the_status() {
        let body = json!({ "result": {} });
        assert_eq!(answer(&body), Ok(Found::Value(&body["result"])));
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
        fn created(body: &Value) -> Result<Found<&Value>, String> {
            found(Created(Audio), &Body::Json(body))
        }
        let flat = json!({ "result": { "percentComplete": 0, "status": "inprogress" } });
        assert_eq!(created(&flat), Ok(Found::Keyed("audio", &flat["result"])));
        let keyed = json!({ "result": { "audio": { "status": "inprogress" } } });
        assert_eq!(created(&keyed), Ok(Found::Value(&keyed["result"])));
        let newer = json!({ "result": { "hls": { "status": "inprogress" } } });
        assert_eq!(created(&newer), Ok(Found::Value(&newer["result"])));
        assert_eq!(
            created(&json!({ "result": { "status": 3 } })),
            Err("200 result.status: expected a string, got a number".to_owned())
        );
        assert_eq!(
            created(&json!({ "success": true })),
            Err("200 result: expected an object, got null".to_owned())
        );
        assert_eq!(Implied.key(), "default");
    }

    #[test]
    fn a_deletion_may_be_answered_with_text_or_nothing() {
        fn deleted<'a>(body: &Body<&'a Value>) -> Result<Found<&'a Value>, String> {
            found(Deleted, body)
        }
        let text = json!({ "success": true, "result": "ok" });
        assert_eq!(
            deleted(&Body::Json(&text)),
            Ok(Found::Value(&text["result"]))
        );
        assert_eq!(
            deleted(&Body::Json(&json!({ "result": null }))),
            Ok(Found::NoText)
        );
        assert_eq!(deleted(&other("", "")), Ok(Found::NoText));
        assert!(deleted(&other("text/html", "<p>gone")).is_err());
        assert_eq!(
            deleted(&Body::Json(&json!({ "result": {} }))),
            Err("200 result: expected a string, got an object".to_owned())
        );
    }

    #[test]
    fn a_document_is_anything_but_a_failure() {
        fn document<'a>(body: &Body<&'a Value>) -> Result<Found<&'a Value>, String> {
            found(Document, body)
        }
        for body in [
            json!({ "result": 1, "success": true }),
            json!([1]),
            json!(null),
        ] {
            assert_eq!(document(&Body::Json(&body)), Ok(Found::Value(&body)));
        }
        assert_eq!(document(&other("", "")), Ok(Found::NoDocument));
        assert!(document(&other("text/html", "<p>hello")).is_err());
        assert_eq!(
            document(&Body::Json(&json!({ "success": false }))),
            Err("200 success: false, with no message in its body".to_owned())
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
                json!({ "success": false, "errors": [{ "code": 10005, "message": "Bad" }] }),
                "200 success: false, Bad [code 10005]",
            ),
        ] {
            assert_eq!(answer(&body), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_told_by_type_and_excerpt() {
        let html = other(
            "text/html; charset=UTF-8",
            "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head>",
        );
        assert_eq!(
            failure(502, &html, None).message,
            "502 text/html: \"Bad gateway\""
        );
        let truncated = other("application/json", "{\"success\":tr");
        assert_eq!(
            found(Downloads, &truncated).expect_err("a fault"),
            "200 malformed JSON: \"{\"success\":tr\""
        );
        assert_eq!(
            failure(503, &other("", " "), None).message,
            "503 with an empty body"
        );
        let page = other("text/html", &"word ".repeat(40_000));
        assert!(failure(500, &page, None).message.len() < 200);
    }

    #[test]
    fn a_failure_has_its_status_message_code_and_chain() {
        let body = json!({ "errors": [{
            "code": 6003, "message": "Invalid request headers",
            "error_chain": [{ "code": 6111, "message": "Invalid format for Authorization header" }]
        }] });
        let error = failure(400, &Body::Json(&body), None);
        assert_eq!(error.class, Class::BadRequest);
        assert_eq!(
            error.message,
            "400 Invalid request headers [code 6003]: Invalid format for Authorization header [code 6111]"
        );
    }

    #[test]
    fn the_deepest_reason_is_told_however_long_the_others_are() {
        let mut error = json!({ "code": 1, "message": "deepest" });
        for code in 2..12 {
            error = json!({ "code": code, "message": "long ".repeat(500), "error_chain": [error] });
        }
        let message = message(400, &json!({ "errors": [error] }));
        assert!(message.contains("[code 11]"), "{message}");
        assert!(message.ends_with(": deepest [code 1]"), "{message}");
        assert!(message.len() < 400, "{message}");
    }

    #[test]
    fn an_endless_chain_is_not_followed() {
        let mut error = json!({ "code": 1, "message": "deepest" });
        for _ in 0..100 {
            error = json!({ "error_chain": [error.clone(), error], "message": "m" });
            if error.to_string().len() > 100_000 {
                break;
            }
        }
        assert!(message(400, &json!({ "errors": [error] })).len() < 100);
    }

    #[test]
    fn several_errors_are_told_apart() {
        let body = json!({ "errors": [{ "code": 1, "message": "a" }, { "message": "b" }, {}] });
        assert_eq!(message(409, &body), "409 a [code 1]; b");
    }

    #[test]
    fn an_envelope_without_reasons_is_still_a_message() {
        for body in [
            json!({}),
            json!(7),
            json!({ "errors": {} }),
            json!({ "errors": [null, 3] }),
            json!({ "errors": [{ "code": 1.5, "message": 4 }] }),
        ] {
            assert_eq!(message(404, &body), "404 with no message in its body");
        }
    }

    #[test]
    fn a_redirect_names_where_it_points() {
        let error = failure(302, &other("", ""), Some("https://evil.example"));
        assert_eq!(error.class, Class::Api);
        assert_eq!(
            error.message,
            "302 redirect to https://evil.example, which is not followed"
        );
    }
}
