//! How an attempt at a request ended, and the error of one that got no answer. Waits for nothing.

use crate::error::{Class, Error};
use crate::kind::Kind;

/// How an attempt ended, or a part of it.
///
/// `attempt.js` has the same list, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With an answer.
    Answered,
    /// The promise was rejected.
    Rejected,
    /// The time was up.
    TimedOut,
    /// The caller's signal was aborted.
    Aborted,
    /// With something that is no `Response`.
    NoResponse,
    /// With something that is no text in the place of the body.
    NoText,
}

impl Ending {
    const ALL: [Self; 6] = [
        Self::Answered,
        Self::Rejected,
        Self::TimedOut,
        Self::Aborted,
        Self::NoResponse,
        Self::NoText,
    ];

    /// Returns the ending of a number.
    #[must_use]
    pub fn of(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or(Self::NoResponse)
    }
}

/// Makes the error of a request that got no answer, or none that can be read.
///
/// - `got` is the kind of the value that was rejected with, or that was no answer.
/// - `detail` is what the rejection says, and may be empty; or after how many milliseconds the time was
///   up.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::attempt::{Ending, error};
/// use cf_stream_downloads::kind::Kind;
///
/// let error = error(Ending::TimedOut, Kind::Undefined, "1000", "GET /x");
/// assert_eq!(error.message, "Request timed out after 1000 ms (GET /x)");
/// ```
#[must_use]
pub fn error(ending: Ending, got: Kind, detail: &str, request: &str) -> Error {
    let got = got.with_article();
    let (class, parts) = match ending {
        Ending::Aborted => (Class::UserAbort, ["Request was aborted", "", ""]),
        Ending::TimedOut => (
            Class::ConnectionTimeout,
            ["Request timed out after ", detail, " ms"],
        ),
        Ending::Rejected if detail.is_empty() => (
            Class::Connection,
            ["Connection error: ", got, " was thrown"],
        ),
        Ending::Rejected => (Class::Connection, ["Connection error: ", detail, ""]),
        Ending::NoText => (
            Class::Connection,
            ["text(): expected a string, got ", got, ""],
        ),
        Ending::Answered | Ending::NoResponse => (
            Class::Connection,
            ["fetch: expected a Response, got ", got, ""],
        ),
    };
    Error::new(class, &parts).of(request)
}

#[cfg(test)]
mod test {
    use super::{Ending, error};
    use crate::error::Class;
    use crate::kind::Kind;

    #[test]
    fn the_number_of_an_ending_is_its_place_in_the_list() {
        for (ending, number) in Ending::ALL.into_iter().zip(0..) {
            assert_eq!(ending as u8, number);
            assert_eq!(Ending::of(number), ending);
        }
    }

    #[test]
    fn each_ending_has_its_error() {
        for (ending, detail, class, message) in [
            (Ending::Aborted, "", Class::UserAbort, "Request was aborted"),
            (
                Ending::TimedOut,
                "1500",
                Class::ConnectionTimeout,
                "Request timed out after 1500 ms",
            ),
            (
                Ending::Rejected,
                "fetch failed: refused",
                Class::Connection,
                "Connection error: fetch failed: refused",
            ),
            (
                Ending::Rejected,
                "",
                Class::Connection,
                "Connection error: a symbol was thrown",
            ),
            (
                Ending::NoResponse,
                "",
                Class::Connection,
                "fetch: expected a Response, got a symbol",
            ),
            (
                Ending::NoText,
                "",
                Class::Connection,
                "text(): expected a string, got a symbol",
            ),
        ] {
            let error = error(ending, Kind::Symbol, detail, "GET /x");
            assert_eq!(error.class, class);
            assert_eq!(error.message, [message, " (GET /x)"].concat());
        }
    }
}
