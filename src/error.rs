//! What a failure is: its kind, the line that says what happened, and what an answer told besides.
//! Decides nothing about retries, and knows no JavaScript.

use crate::decode::Fault;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;
use std::time::Duration;

/// The longest message, in UTF-16 code units, as JavaScript counts them.
pub(crate) const MAX_MESSAGE: usize = 500;

/// The longest part of a message that says which request it was.
const MAX_REQUEST: usize = 160;

/// What kind of failure an [`Error`] is, by what the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument or option cannot be used. Nothing was sent; the same call fails again.
    InvalidInput,
    /// An answer with a status that is not 2xx: [`Error::status`] says which.
    Status,
    /// A 2xx answer that cannot be used.
    InvalidResponse,
    /// No answer, or one that broke off. It may pass.
    Connection,
    /// No answer within the timeout of an attempt. It may pass.
    Timeout,
    /// The caller aborted the call.
    Aborted,
    /// A wait is for a download that nobody has created.
    NotCreated,
    /// A wait is for a download that will never be ready.
    DownloadFailed,
    /// A wait took longer than it may. The download may yet be ready.
    DownloadTimeout,
    /// The runtime has given up the request that the call was made in: nobody waits for this error.
    Abandoned,
}

/// A failure.
///
/// `Display` gives one readable line of at most 500 UTF-16 code units. No part of it holds the
/// credential.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Error {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// What happened, in one line.
    pub message: String,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// The errors of Cloudflare's envelope.
    pub errors: Vec<ErrorInfo>,
    /// How long the server asks to wait before the next request.
    pub retry_after: Option<Duration>,
    /// The `cf-ray` header, which Cloudflare's support asks for.
    pub ray: Option<String>,
    /// Why there was no answer.
    pub(crate) cause: Option<Box<Cause>>,
}

impl Error {
    /// Makes an error whose message is the parts, joined into one line.
    pub(crate) fn new(kind: ErrorKind, parts: &[&str]) -> Box<Self> {
        Box::new(Self {
            kind,
            message: line(parts, MAX_MESSAGE),
            status: None,
            errors: Vec::new(),
            retry_after: None,
            ray: None,
            cause: None,
        })
    }

    /// Makes the error of an argument or option that cannot be used.
    pub(crate) fn invalid(name: &str, fault: &str) -> Box<Self> {
        Self::new(ErrorKind::InvalidInput, &[name, ": ", fault])
    }

    /// Makes the error of an argument or option that is of another type than expected.
    pub(crate) fn unexpected(name: &str, expected: &str, got: &str) -> Box<Self> {
        let parts = [name, ": expected ", expected, ", got ", got];
        Self::new(ErrorKind::InvalidInput, &parts)
    }

    /// Tells whether the same call may succeed later, without any change: there was no answer, too many
    /// requests, or a fault of the server. What a retry could mend has been retried already.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.kind {
            ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::DownloadTimeout => true,
            ErrorKind::Status => matches!(self.status, Some(408 | 409 | 429 | 500..)),
            _ => false,
        }
    }

    /// Tells whether a request failed by itself, or by its answer, and not by what the caller did.
    pub(crate) fn is_of_the_api(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Status
                | ErrorKind::InvalidResponse
                | ErrorKind::Connection
                | ErrorKind::Timeout
        )
    }

    /// Adds to the message which request failed, by its method and path.
    #[must_use]
    pub(crate) fn of(mut self: Box<Self>, request: &str) -> Box<Self> {
        let request = line(&[request], MAX_REQUEST);
        // What stands around it takes three more.
        let room = MAX_MESSAGE.saturating_sub(length(&request) + 3);
        let mut message = line(&[&self.message], room);
        push(&mut message, &[" (", &request, ")"]);
        self.message = message;
        self
    }
}

impl From<Box<Fault>> for Box<Error> {
    fn from(fault: Box<Fault>) -> Self {
        Error::new(ErrorKind::InvalidInput, &fault.parts())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as _)
    }
}

/// Why a request has got no answer, as its host tells it: the source of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    reason: String,
    cause: Option<Box<Cause>>,
}

impl Cause {
    /// Makes a chain of reasons, outermost first.
    pub(crate) fn chain(reasons: Vec<String>) -> Option<Box<Self>> {
        let link = |cause, reason| Some(Box::new(Self { reason, cause }));
        reasons.into_iter().rev().fold(None, link)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as _)
    }
}

/// An error as Cloudflare's envelope has it. It is read leniently, so that an odd one costs nothing
/// but itself: a text in its place is its message, and a code may be a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// Cloudflare's code.
    pub code: Option<u32>,
    /// What went wrong, in English.
    pub message: String,
    /// What caused it.
    pub error_chain: Vec<ErrorInfo>,
}

impl<'de> Deserialize<'de> for ErrorInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const FIELDS: &[&str] = &["code", "message", "error_chain"];

        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = ErrorInfo;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an error of Cloudflare's envelope")
            }
            fn visit_str<E: de::Error>(self, message: &str) -> Result<ErrorInfo, E> {
                Ok(ErrorInfo {
                    message: message.to_owned(),
                    ..ErrorInfo::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ErrorInfo, A::Error> {
                let mut info = ErrorInfo::default();
                while let Some(name) = map.next_key::<&str>()? {
                    match name {
                        "code" => info.code = map.next_value::<Lenient<Code>>()?.0.0,
                        "message" => info.message = map.next_value::<Lenient<_>>()?.0,
                        _ => {
                            let chain = map.next_value::<Lenient<Vec<Lenient<_>>>>()?.0;
                            for link in chain {
                                info.error_chain.push(link.0);
                            }
                        }
                    }
                }
                Ok(info)
            }
        }

        deserializer.deserialize_struct("ErrorInfo", FIELDS, Fields)
    }
}

/// A code that is a whole number of 32 bits, or a text that is one.
#[derive(Default)]
struct Code(Option<u32>);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Code;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a code")
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Code, E> {
                Ok(Code(crate::header::whole(number)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Code, E> {
                self.visit_f64(crate::header::number(text).unwrap_or(-1.0))
            }
        }

        deserializer.deserialize_any(Number)
    }
}

/// A value that may be odd: then it is the default.
#[derive(Default)]
pub(crate) struct Lenient<T>(pub(crate) T);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).unwrap_or_default()))
    }
}

/// Makes one readable line of any texts: runs of white space and control characters become one
/// space, and what passes `max` UTF-16 code units is cut off and marked with an ellipsis.
pub(crate) fn line(parts: &[&str], max: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    'parts: for part in parts {
        for character in part.chars() {
            if character.is_whitespace() || character.is_control() {
                gap = !line.is_empty();
                continue;
            }
            let width = usize::from(gap) + character.len_utf16();
            // The ellipsis takes one unit.
            if length + width >= max {
                line.push('…');
                break 'parts;
            }
            if gap {
                line.push(' ');
            }
            line.push(character);
            length += width;
            gap = false;
        }
    }
    line
}

/// Returns the length of a text in UTF-16 code units. `str::encode_utf16` weighs more.
fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Appends texts. One function for all is a fraction of what `extend` becomes at each place.
pub(crate) fn push(text: &mut String, parts: &[&str]) {
    for part in parts {
        text.push_str(part);
    }
}

/// Appends a whole number. The standard library's formatting weighs half a kilobyte.
pub(crate) fn push_number(text: &mut String, number: u32) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from_digit(number % 10, 10).unwrap_or_default());
}

#[cfg(test)]
mod test {
    use super::{Cause, Error, ErrorKind, Fault, MAX_MESSAGE, line, push_number};
    use std::error::Error as _;

    #[test]
    fn what_is_of_another_type_than_expected_is_named() {
        let error = Box::<Error>::from(Fault::new("result.default", "an object", "a string"));
        assert_eq!(error.kind, ErrorKind::InvalidInput);
        let expected = "result.default: expected an object, got a string";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_may_pass_is_transient() {
        let is_transient = |kind, status| {
            let mut error = Error::new(kind, &[]);
            error.status = status;
            error.is_transient()
        };
        for kind in [
            ErrorKind::Connection,
            ErrorKind::Timeout,
            ErrorKind::DownloadTimeout,
        ] {
            assert!(is_transient(kind, None), "{kind:?}");
        }
        for kind in [
            ErrorKind::InvalidInput,
            ErrorKind::InvalidResponse,
            ErrorKind::Aborted,
            ErrorKind::NotCreated,
            ErrorKind::DownloadFailed,
            ErrorKind::Abandoned,
        ] {
            assert!(!is_transient(kind, Some(500)), "{kind:?}");
        }
        for (status, expected) in [(429, true), (503, true), (409, true), (404, false)] {
            assert_eq!(is_transient(ErrorKind::Status, Some(status)), expected);
        }
    }

    #[test]
    fn the_sources_of_an_error_are_the_reasons_of_its_host() {
        let mut error = Error::new(ErrorKind::Connection, &["Connection error"]);
        assert!(error.source().is_none());
        let reasons = ["fetch failed", "connect", "refused"].map(str::to_owned);
        error.cause = Cause::chain(reasons.to_vec());
        let mut told = Vec::new();
        let mut source = error.source();
        while let Some(reason) = source {
            told.push(reason.to_string());
            source = reason.source();
        }
        assert_eq!(told, reasons);
    }

    #[test]
    fn a_line_has_no_line_break_and_no_run_of_spaces() {
        assert_eq!(line(&[" a\r\n\tb\u{2028}\0 c  "], 99), "a b c");
        assert_eq!(line(&["\u{3000}a\u{2000}\u{85}b\u{A0}\u{7F}"], 99), "a b");
    }

    #[test]
    fn a_line_is_cut_at_its_limit_in_utf_16_code_units() {
        assert_eq!(line(&["abcdef"], 4), "abc…");
        assert_eq!(line(&["a😀😀😀"], 5), "a😀…");
        assert_eq!(line(&["abc"], 4), "abc");
        assert_eq!(line(&[&"😀".repeat(900)], 500).encode_utf16().count(), 499);
    }

    #[test]
    fn a_message_names_its_request_however_long_both_are() {
        let request = ["GET /accounts/", &"%C3%A9".repeat(64)].concat();
        let error = Error::new(ErrorKind::Status, &[&"reason ".repeat(200)]).of(&request);
        assert!(error.message.encode_utf16().count() <= MAX_MESSAGE);
        assert!(error.message.starts_with("reason reason"));
        assert!(error.message.contains("… (GET /accounts/%C3%A9"));
        assert!(error.message.ends_with("…)"));
    }

    #[test]
    fn a_number_is_written_in_digits() {
        for number in [0, 7, 10, 404, u32::MAX] {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }
}
