//! The error classes of the package, which one a failure is, and how its message reads. Knows no
//! envelope and throws nothing: `envelope` finds the reasons, the boundary makes the JavaScript error.

/// The longest message, in UTF-16 code units, as JavaScript counts them.
pub const MAX_MESSAGE: usize = 500;

/// The longest part of a message that says which request it was.
const MAX_REQUEST: usize = 160;

/// An error class that the package exports.
///
/// `told.js` has the same list, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Bad input, found before any request; the base class of all others.
    Cloudflare,
    /// An answer with a status that has no class of its own.
    Api,
    /// 400
    BadRequest,
    /// 401
    Authentication,
    /// 403
    PermissionDenied,
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 422
    UnprocessableEntity,
    /// 429
    RateLimit,
    /// 500 and above
    InternalServer,
    /// A 2xx answer that cannot be used.
    ResponseValidation,
    /// No answer, or one that broke off.
    Connection,
    /// No answer within the timeout.
    ConnectionTimeout,
    /// The caller's signal was aborted.
    UserAbort,
    /// A download will never be ready.
    DownloadFailed,
    /// A download was not ready in time.
    DownloadTimeout,
}

impl Class {
    /// Returns the class of an answer that is no success, or that cannot be used.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::ResponseValidation,
            400 => Self::BadRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            422 => Self::UnprocessableEntity,
            429 => Self::RateLimit,
            500.. => Self::InternalServer,
            _ => Self::Api,
        }
    }
}

/// A failure: its class and the line that says what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The class to throw.
    pub class: Class,
    /// What happened, without the request until [`Error::of`] adds it.
    pub message: String,
}

impl Error {
    /// Makes the error of a field, option or argument that cannot be used.
    #[must_use]
    pub fn invalid(name: &str, fault: &str) -> Self {
        Self::new(Class::Cloudflare, &[name, ": ", fault])
    }

    /// Makes the error of a value that is of another kind than expected.
    #[must_use]
    pub fn unexpected(name: &str, expected: &str, got: &str) -> Self {
        Self::new(
            Class::Cloudflare,
            &[name, ": expected ", expected, ", got ", got],
        )
    }

    /// Makes an error whose message is the parts, joined into one line.
    #[must_use]
    pub fn new(class: Class, parts: &[&str]) -> Self {
        Self {
            class,
            message: line(parts, MAX_MESSAGE),
        }
    }

    /// Writes the error down for the boundary: a letter for its class, `A` for the first, and the
    /// message.
    #[must_use]
    pub fn told(&self) -> String {
        let mut told = String::from(char::from(b'A' + self.class as u8));
        told.push_str(&self.message);
        told
    }

    /// Adds to the message which request failed, by its method and path.
    #[must_use]
    pub fn of(self, request: &str) -> Self {
        let request = line(&[request], MAX_REQUEST);
        // What stands around it takes three more.
        let room = MAX_MESSAGE.saturating_sub(request.encode_utf16().count() + 3);
        let mut message = line(&[&self.message], room);
        for part in [" (", &request, ")"] {
            message.push_str(part);
        }
        Self { message, ..self }
    }
}

/// Makes one readable line of any texts: runs of white space and control characters become one
/// space, and what passes `max` UTF-16 code units is cut off and marked with an ellipsis.
#[must_use]
pub fn line(parts: &[&str], max: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    'parts: for part in parts {
        for character in part.chars() {
            if matches!(character, '\0'..=' ' | '\u{7F}'..='\u{A0}' | '\u{2028}' | '\u{2029}') {
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

#[cfg(test)]
mod test {
    use super::{Class, Error, MAX_MESSAGE, line};
    use crate::endpoint::{Operation::ListDownloads, push_request};

    #[test]
    fn a_status_has_one_class() {
        for (status, class) in [
            (200, Class::ResponseValidation),
            (302, Class::Api),
            (400, Class::BadRequest),
            (401, Class::Authentication),
            (403, Class::PermissionDenied),
            (404, Class::NotFound),
            (405, Class::Api),
            (409, Class::Conflict),
            (422, Class::UnprocessableEntity),
            (429, Class::RateLimit),
            (499, Class::Api),
            (500, Class::InternalServer),
            (599, Class::InternalServer),
        ] {
            assert_eq!(Class::of_status(status), class, "{status}");
        }
    }

    #[test]
    fn a_line_has_no_line_break_and_no_run_of_spaces() {
        assert_eq!(line(&[" a\r\n\tb\u{2028}\0 c  "], 99), "a b c");
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
        let long = "é".repeat(32);
        let mut request = String::new();
        push_request(&mut request, ListDownloads, &long, &long).expect("a request");
        let error = Error::new(Class::Api, &[&"reason ".repeat(200)]).of(&request);
        assert!(error.message.encode_utf16().count() <= MAX_MESSAGE);
        assert!(error.message.starts_with("reason reason"));
        assert!(error.message.contains("… (GET /accounts/%C3%A9"));
        assert!(error.message.ends_with("…)"));
    }
}
