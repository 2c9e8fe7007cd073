//! Which method and path an operation is: the path parameters, how they are checked and how they
//! are written into a path. Knows nothing of the server's address or of the answer.

use crate::error::{Class, Error};
use crate::header::{is_token, is_url};

/// The longest path parameter that the contract allows, in characters.
pub const MAX_PARAMETER: usize = 32;

/// An operation of Cloudflare's API on one video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Lists the downloads created for a video.
    ListDownloads,
    /// Creates the download of one type.
    CreateDownload(DownloadType),
    /// Deletes the download of one type.
    DeleteDownload(DownloadType),
}

impl Operation {
    /// All of them. `operation.js` has the same list, in the same order, and requests to any endpoint
    /// behind it.
    const ALL: [Self; 7] = [
        Self::ListDownloads,
        Self::CreateDownload(DownloadType::Implied),
        Self::CreateDownload(DownloadType::Default),
        Self::CreateDownload(DownloadType::Audio),
        Self::DeleteDownload(DownloadType::Implied),
        Self::DeleteDownload(DownloadType::Default),
        Self::DeleteDownload(DownloadType::Audio),
    ];

    /// Returns the operation of a number, or `None` for a request to any endpoint.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// What a download is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadType {
    /// The MP4, by the path that names no type. Cloudflare's `default`.
    Implied,
    /// The MP4, by name.
    Default,
    /// The M4A.
    Audio,
}

impl DownloadType {
    /// Returns the key that a list of downloads has it under.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Implied | Self::Default => "default",
            Self::Audio => "audio",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Implied => "",
            Self::Default => "/default",
            Self::Audio => "/audio",
        }
    }
}

/// Appends the request of an operation on the video `identifier` of the account `account_id`: its
/// method, a space, and its path below the base URL, percent-encoded.
///
/// # Errors
///
/// A parameter that is empty, longer than 32 characters, `.` or `..` is refused by name.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::endpoint::{Operation::ListDownloads, push_request};
///
/// let mut request = String::new();
/// push_request(&mut request, ListDownloads, "023e105f", "ea95132c").unwrap();
/// assert_eq!(request, "GET /accounts/023e105f/stream/ea95132c/downloads");
///
/// let error = push_request(&mut request, ListDownloads, "023e105f", "..").unwrap_err();
/// assert_eq!(error.message, "identifier: \"..\" would change the path");
/// ```
pub fn push_request(
    request: &mut String,
    operation: Operation,
    account_id: &str,
    identifier: &str,
) -> Result<(), Error> {
    let (method, suffix) = match operation {
        Operation::ListDownloads => ("GET", ""),
        Operation::CreateDownload(kind) => ("POST", kind.suffix()),
        Operation::DeleteDownload(kind) => ("DELETE", kind.suffix()),
    };
    request.push_str(method);
    request.push_str(" /accounts/");
    push_parameter(request, "account_id", account_id)?;
    request.push_str("/stream/");
    push_parameter(request, "identifier", identifier)?;
    request.push_str("/downloads");
    request.push_str(suffix);
    Ok(())
}

/// Appends a request with any method and path, given with its leading slash and its query, if any.
///
/// # Errors
///
/// - A method that is none of HTTP, or that `fetch` does not send.
/// - A path that does not begin with one slash: appended to the base URL it could name another
///   server.
/// - A path with a character that no URL has, or a fragment, which is never sent.
pub fn push_any(request: &mut String, method: &str, path: &str) -> Result<(), Error> {
    // The Fetch standard forbids these three.
    let is_forbidden = |name: &&str| method.eq_ignore_ascii_case(name);
    if !is_token(method) || ["CONNECT", "TRACE", "TRACK"].iter().any(is_forbidden) {
        let fault = "expected a method that fetch sends";
        return Err(Error::invalid("method", fault));
    }
    if path.as_bytes().first() != Some(&b'/') {
        let fault = "expected a path below the base URL that begins with a slash";
        return Err(Error::invalid("path", fault));
    }
    if !path.bytes().all(|byte| is_url(byte) && byte != b'#') {
        let fault = "expected a percent-encoded path, got a character that none has";
        return Err(Error::invalid("path", fault));
    }
    for byte in method.bytes() {
        request.push(char::from(byte.to_ascii_uppercase()));
    }
    request.push(' ');
    request.push_str(path);
    Ok(())
}

fn push_parameter(path: &mut String, name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    // All but those that go on with a character.
    let starts = |byte: &u8| byte & 0xC0 != 0x80;
    if value.bytes().filter(starts).count() > MAX_PARAMETER {
        return Err(Error::invalid(name, "expected at most 32 characters"));
    }
    // A URL parser takes these two for steps in the tree, percent-encoded or not.
    if value == "." || value == ".." {
        let parts = [name, ": \"", value, "\" would change the path"];
        return Err(Error::new(Class::Cloudflare, &parts));
    }
    let plain = |byte| {
        matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' | b'!' | b'$')
            || matches!(byte, b'&'..=b',' | b';' | b'=' | b':' | b'@')
    };
    if value.bytes().all(plain) {
        path.push_str(value);
        return Ok(());
    }
    for byte in value.bytes() {
        if plain(byte) {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push(hex(byte >> 4));
            path.push(hex(byte & 0xF));
        }
    }
    Ok(())
}

fn hex(digit: u8) -> char {
    char::from(if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    })
}

#[cfg(test)]
mod test {
    use super::{
        DownloadType::{Audio, Default, Implied},
        Operation::{self, CreateDownload, DeleteDownload, ListDownloads},
        push_any, push_request,
    };

    const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

    fn request(operation: Operation, account: &str, identifier: &str) -> Result<String, String> {
        let mut request = String::new();
        match push_request(&mut request, operation, account, identifier) {
            Ok(()) => Ok(request),
            Err(error) => Err(error.message),
        }
    }

    fn path(identifier: &str) -> String {
        let request = request(ListDownloads, ACCOUNT, identifier).expect("a path");
        let before = "GET /accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/";
        let path = request.strip_prefix(before).expect("the account");
        path.strip_suffix("/downloads").expect("the end").to_owned()
    }

    fn fault(identifier: &str) -> String {
        request(ListDownloads, ACCOUNT, identifier).expect_err("a fault")
    }

    #[test]
    fn each_operation_has_its_method_and_path() {
        let path = "/accounts/a/stream/v/downloads";
        for (operation, method, suffix) in [
            (ListDownloads, "GET", ""),
            (CreateDownload(Implied), "POST", ""),
            (CreateDownload(Default), "POST", "/default"),
            (CreateDownload(Audio), "POST", "/audio"),
            (DeleteDownload(Implied), "DELETE", ""),
            (DeleteDownload(Default), "DELETE", "/default"),
            (DeleteDownload(Audio), "DELETE", "/audio"),
        ] {
            let expected = format!("{method} {path}{suffix}");
            assert_eq!(request(operation, "a", "v"), Ok(expected));
        }
    }

    #[test]
    fn any_method_and_path_are_taken_if_they_stay_on_the_server() {
        let any = |method: &str, path: &str| {
            let mut request = String::new();
            match push_any(&mut request, method, path) {
                Ok(()) => Ok(request),
                Err(error) => Err(error.message),
            }
        };
        assert_eq!(
            any("patch", "/zones?a=b%20c"),
            Ok("PATCH /zones?a=b%20c".to_owned())
        );
        for method in ["", "GE T", "GET\r\n", "GÉT", "trace", "CONNECT"] {
            let fault = any(method, "/zones").expect_err("a fault");
            assert!(fault.starts_with("method: expected"), "{method}");
        }
        for path in [
            "",
            "zones",
            "https://evil.example/",
            "@evil.example",
            "/a b",
            "/a#b",
            "/é",
        ] {
            let fault = any("GET", path).expect_err("a fault");
            assert!(fault.starts_with("path: expected"), "{path}");
        }
    }

    #[test]
    fn what_a_path_segment_may_carry_stays_as_it_is() {
        assert_eq!(path("AZaz09-._~!$&'()*+,;=:@"), "AZaz09-._~!$&'()*+,;=:@");
    }

    #[test]
    fn all_else_is_percent_encoded_as_utf_8() {
        assert_eq!(path(" \"#%/<>?"), "%20%22%23%25%2F%3C%3E%3F");
        assert_eq!(path("[\\]^`{|}\u{7f}"), "%5B%5C%5D%5E%60%7B%7C%7D%7F");
        assert_eq!(path("é€😀\0"), "%C3%A9%E2%82%AC%F0%9F%98%80%00");
        assert_eq!(path("%2e%2e"), "%252e%252e");
        assert_eq!(path("..."), "...");
    }

    #[test]
    fn a_parameter_has_at_most_32_characters() {
        assert_eq!(path(&"a".repeat(32)), "a".repeat(32));
        assert_eq!(path(&"😀".repeat(32)), "%F0%9F%98%80".repeat(32));
        assert_eq!(
            fault(&"a".repeat(33)),
            "identifier: expected at most 32 characters"
        );
    }

    #[test]
    fn an_empty_parameter_is_refused() {
        assert_eq!(fault(""), "identifier: expected a string that is not empty");
        assert_eq!(
            request(ListDownloads, "", "x"),
            Err("account_id: expected a string that is not empty".to_owned())
        );
    }

    #[test]
    fn a_step_in_the_tree_is_refused() {
        assert_eq!(fault("."), "identifier: \".\" would change the path");
        assert_eq!(fault(".."), "identifier: \"..\" would change the path");
    }
}
