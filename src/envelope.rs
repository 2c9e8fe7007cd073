//! What an answer means: its status and its body, in Cloudflare's envelope, make a reply or an
//! error. Reads nothing from the network, and does not know how an error is shown or thrown.

use crate::decode::{Fault, Value, check, decode};
use crate::download::{Download, DownloadType, Downloads};
use crate::endpoint::Operation;
use crate::error::{Error, ErrorInfo, ErrorKind, Lenient, line, push, push_number};
use crate::redact::{Secret, redact};
use serde::Deserialize;

/// How much of one of Cloudflare's messages goes into ours, in UTF-16 code units.
const MAX_REASON: usize = 90;

/// How much of a body that is no JSON goes into a message, before it is made one line.
const MAX_EXCERPT: usize = 600;

/// Cloudflare's code for a credential that may not do this.
const UNAUTHORIZED: u32 = 10_000;

/// How many errors go into a message.
const MAX_ERRORS: usize = 3;

/// How many errors, and how many links of the chain of each, are read.
const MAX_LINKS: usize = 16;

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content<V> {
    /// None, or white space.
    Empty,
    /// JSON, as the host has parsed it.
    Json(V),
    /// No JSON: the beginning of it.
    Text(String),
}

/// What a call resolves to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reply<V> {
    /// Downloads by type: an object of the host.
    Downloads(V),
    /// What the API says of a deletion: a text of the host, or nothing.
    Deleted(Option<V>),
    /// Videos as an array, the details of a video or its token as an object, or the whole body of anything
    /// else; `None` where there is nothing.
    Document(Option<V>),
}

/// The head of an answer, as far as errors tell of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The status; 0 where a browser hides a redirect.
    pub status: u16,
    /// The `content-type` header, which is told of a body that is no JSON, or nothing.
    pub content_type: String,
    /// The origin that a 3xx points to, or nothing.
    pub redirects_to: String,
}

impl Head {
    fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

/// Cloudflare's envelope, as far as it is the same for every endpoint.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    success: Option<bool>,
}

/// Why an answer gives nothing.
enum Unusable {
    /// It is not 2xx, or no JSON: it says why itself.
    Told,
    /// `success: false`, under a status that says the opposite.
    Failure,
    /// It has neither `success` nor `result`.
    Neither,
    /// A value is of another type than the contract says.
    Mismatch(Box<Fault>),
}

impl From<Box<Fault>> for Unusable {
    fn from(fault: Box<Fault>) -> Self {
        Self::Mismatch(fault)
    }
}

/// Makes the reply to an operation of an answer.
///
/// - `success` may be absent: the status has said it.
/// - A list may be `null`, an empty array, or absent beside `success: true`, when nothing has been
///   created. One of videos is an array, of whatever.
/// - A deletion with 2xx has happened, unless the answer says `success: false` or is no JSON.
/// - `null` counts as absent, in all of it.
///
/// # Errors
///
/// An answer that is not 2xx, or cannot be used. The message tells of its status and what it says,
/// without `secret`.
pub fn reply<V: Value>(
    operation: Operation,
    head: &Head,
    content: &Content<V>,
    secret: Option<&Secret>,
) -> Result<Reply<V>, Box<Error>> {
    let found = find(operation, head, content);
    found.map_err(|why| error(why, operation, head, content, secret))
}

fn find<V: Value>(
    operation: Operation,
    head: &Head,
    content: &Content<V>,
) -> Result<Reply<V>, Unusable> {
    if !head.is_success() {
        return Err(Unusable::Told);
    }
    let body = match (content, operation) {
        (Content::Json(body), _) => body,
        (Content::Empty, Operation::Other) => return Ok(Reply::Document(None)),
        (_, Operation::DeleteDownload(_)) if matches!(content, Content::Empty) => {
            return Ok(Reply::Deleted(None));
        }
        _ => return Err(Unusable::Told),
    };
    let envelope = decode(body);
    if let Ok(Envelope {
        success: Some(false),
    }) = envelope
    {
        return Err(Unusable::Failure);
    }
    let result = body.member("result").filter(|result| !result.is_null());
    let of = match operation {
        Operation::Other => return Ok(Reply::Document(Some(body.clone()))),
        Operation::DeleteDownload(_) => {
            let is_text = |result: &V| result.as_text(0).is_some();
            return Ok(Reply::Deleted(result.filter(is_text)));
        }
        Operation::CreateDownload(of) => Some(of.unwrap_or(DownloadType::Default)),
        Operation::CreateToken => return token(result),
        Operation::ListDownloads | Operation::ListVideos | Operation::GetVideo => None,
    };
    let Envelope { success } = envelope.map_err(|fault: Box<Fault>| match fault.path.as_str() {
        "" => Fault::new("body", fault.expected, fault.got),
        _ => fault,
    })?;
    match (result, of) {
        (None, _) if success.is_none() && body.member("result").is_none() => Err(Unusable::Neither),
        (result, None) if operation == Operation::ListVideos => match &result {
            Some(other) if other.length().is_none() => {
                Err(Fault::new("result", "an array", other.type_name()).into())
            }
            _ => Ok(Reply::Document(result)),
        },
        (result, None) if operation == Operation::GetVideo => match result {
            Some(video) if video.is_object() => Ok(Reply::Document(Some(video))),
            other => {
                let got = other.map_or("null", |other| other.type_name());
                Err(Fault::new("result", "an object", got).into())
            }
        },
        (None, None) => Ok(Reply::Downloads(V::object(None))),
        (None, Some(_)) => Err(Fault::new("result", "an object", "null").into()),
        (Some(result), None) if result.length() == Some(0) => Ok(Reply::Downloads(V::object(None))),
        (Some(result), Some(of)) if is_one(&result) => {
            check::<_, Download>(&result).map_err(under_result)?;
            Ok(Reply::Downloads(V::object(Some((of.as_str(), result)))))
        }
        (Some(result), _) => {
            check::<_, Downloads>(&result).map_err(under_result)?;
            Ok(Reply::Downloads(result))
        }
    }
}

/// Takes a `result` that has a token.
fn token<V: Value>(result: Option<V>) -> Result<Reply<V>, Unusable> {
    let token = result.as_ref().and_then(|result| result.member("token"));
    let got = token.map_or("nothing", |token| token.type_name());
    match result {
        Some(result) if got == "a string" => Ok(Reply::Document(Some(result))),
        _ => Err(Fault::new("result.token", "a string", got).into()),
    }
}

fn under_result(fault: Box<Fault>) -> Box<Fault> {
    fault.under("result")
}

/// Tells whether a `result` is one download rather than a list: it has a field of a download, and no
/// known type.
fn is_one<V: Value>(result: &V) -> bool {
    let has = |name| result.member(name).is_some();
    ["percentComplete", "status", "url"]
        .iter()
        .any(|name| has(name))
        && !DownloadType::ALL.iter().any(|of| has(of.as_str()))
}

/// Makes the error of an answer that gives nothing.
fn error<V: Value>(
    why: Unusable,
    operation: Operation,
    head: &Head,
    content: &Content<V>,
    secret: Option<&Secret>,
) -> Box<Error> {
    let errors = match content {
        Content::Json(body) => errors_in(body, secret),
        Content::Empty | Content::Text(_) => Vec::new(),
    };
    let hidden = "an address that the browser hides";
    let origin = match head.status {
        0 => hidden,
        _ => &redact(head.redirects_to.clone(), secret),
    };
    let mut message = String::new();
    push_number(&mut message, head.status.into());
    message.push(' ');
    match why {
        Unusable::Mismatch(fault) => push(&mut message, &fault.parts()),
        Unusable::Neither => {
            message.push_str("body: expected `success` or `result`, got neither");
        }
        Unusable::Failure => {
            message.push_str("success: false, ");
            push_reasons(&mut message, &errors);
        }
        Unusable::Told if matches!(head.status, 0 | 300..=399) && !origin.is_empty() => {
            push(
                &mut message,
                &["redirect to ", origin, ", which is not followed"],
            );
        }
        Unusable::Told => match content {
            Content::Json(_) => {
                push_reasons(&mut message, &errors);
                let is_unauthorized = |error: &ErrorInfo| error.code == Some(UNAUTHORIZED);
                if head.status == 403
                    && errors.iter().any(is_unauthorized)
                    && let Some(permission) = operation.permission()
                {
                    push(&mut message, &["; it needs the permission ", permission]);
                }
            }
            Content::Empty => message.push_str("with an empty body"),
            Content::Text(text) => push_excerpt(&mut message, head, text, secret),
        },
    }
    let kind = if head.is_success() {
        ErrorKind::InvalidResponse
    } else {
        ErrorKind::Status
    };
    let mut error = Error::new(kind, &[&message]);
    error.status = (head.status > 0).then_some(head.status);
    error.errors = errors;
    error
}

fn errors_in<V: Value>(body: &V, secret: Option<&Secret>) -> Vec<ErrorInfo> {
    let Some(list) = body.member("errors") else {
        return Vec::new();
    };
    let read = |value: &V| {
        decode::<_, Lenient<ErrorInfo>>(value).map_or_else(|_| ErrorInfo::default(), |info| info.0)
    };
    let mut errors = Vec::new();
    match list.length() {
        Some(length) => {
            for at in 0..length.min(MAX_LINKS) {
                errors.extend(list.element(at).as_ref().map(read));
            }
        }
        None => errors.push(read(&list)),
    }
    for error in &mut errors {
        redact_chain(error, secret);
    }
    errors
}

fn redact_chain(error: &mut ErrorInfo, secret: Option<&Secret>) {
    error.message = redact(std::mem::take(&mut error.message), secret);
    for cause in &mut error.error_chain {
        redact_chain(cause, secret);
    }
}

/// Joins the errors of an envelope: `Not Found [code 10003]`, with the chain behind a colon.
fn push_reasons(message: &mut String, errors: &[ErrorInfo]) {
    let mut separator = "";
    for error in errors.iter().take(MAX_ERRORS) {
        let mut links = Vec::new();
        push_links(&mut links, error);
        // The first link says what failed and the last ones why, so the middle gives way.
        let middle = 1..links.len().saturating_sub(2);
        for (at, link) in links.into_iter().enumerate() {
            if middle.contains(&at) {
                continue;
            }
            let reason = line(&[&link.message], MAX_REASON);
            if link.code.is_none() && reason.is_empty() {
                continue;
            }
            push(message, &[separator, &reason]);
            if let Some(code) = link.code {
                message.push_str(if reason.is_empty() {
                    "[code "
                } else {
                    " [code "
                });
                push_number(message, code);
                message.push(']');
            }
            separator = ": ";
        }
        if !separator.is_empty() {
            separator = "; ";
        }
    }
    if separator.is_empty() {
        message.push_str("with no message in its body");
    }
}

/// Adds an error and its chain to the links, outermost first.
fn push_links<'a>(links: &mut Vec<&'a ErrorInfo>, error: &'a ErrorInfo) {
    if links.len() < MAX_LINKS {
        links.push(error);
        for cause in &error.error_chain {
            push_links(links, cause);
        }
    }
}

/// Tells of a body that is no JSON by its type and its beginning.
fn push_excerpt(message: &mut String, head: &Head, text: &str, secret: Option<&Secret>) {
    let content_type = redact(head.content_type.clone(), secret);
    let end = content_type.bytes().position(|byte| byte == b';');
    let essence = content_type
        .get(..end.unwrap_or(content_type.len()))
        .unwrap_or_default();
    let essence = line(&[essence], MAX_REASON);
    message.push_str(match essence.as_str() {
        "" => "no content type",
        "application/json" => "malformed JSON",
        essence => essence,
    });
    let text = redact(text.to_owned(), secret);
    let mut untagged = String::new();
    let mut in_tag = false;
    for character in text.chars().take(MAX_EXCERPT) {
        match character {
            '<' => {
                in_tag = true;
                untagged.push(' ');
            }
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            character => untagged.push(character),
        }
    }
    push(message, &[": \"", &line(&[&untagged], MAX_REASON), "\""]);
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
