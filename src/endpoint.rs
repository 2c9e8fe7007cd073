//! Which method and path an operation is: the path parameters, how they are checked and how they
//! are written into a path. Knows nothing of the server's address or of the answer.

use crate::error::Error;
use crate::header::is_token;

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

/// A request's method and its path below the base URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path, percent-encoded, with its leading slash.
    pub path: String,
}

impl Endpoint {
    /// Makes the endpoint of an operation on the video `identifier` of the account `account_id`.
    ///
    /// # Errors
    ///
    /// A parameter that is empty, longer than 32 characters, `.` or `..` is refused by name.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::endpoint::{Endpoint, Operation::ListDownloads};
    ///
    /// let endpoint = Endpoint::new(ListDownloads, "023e105f", "ea95132c").unwrap();
    /// assert_eq!(endpoint.path, "/accounts/023e105f/stream/ea95132c/downloads");
    ///
    /// let error = Endpoint::new(ListDownloads, "023e105f", "..").unwrap_err();
    /// assert_eq!(error.message, "identifier: \"..\" would change the path");
    /// ```
    pub fn new(operation: Operation, account_id: &str, identifier: &str) -> Result<Self, Error> {
        let mut path = String::from("/accounts/");
        push_parameter(&mut path, "account_id", account_id)?;
        path.push_str("/stream/");
        push_parameter(&mut path, "identifier", identifier)?;
        path.push_str("/downloads");
        let (method, suffix) = match operation {
            Operation::ListDownloads => ("GET", ""),
            Operation::CreateDownload(kind) => ("POST", kind.suffix()),
            Operation::DeleteDownload(kind) => ("DELETE", kind.suffix()),
        };
        path.push_str(suffix);
        Ok(Self {
            method: method.to_owned(),
            path,
        })
    }

    /// Makes the endpoint of any method and path, given with its leading slash and its query, if any.
    ///
    /// # Errors
    ///
    /// - A method that is none of HTTP, or that `fetch` does not send.
    /// - A path that does not begin with one slash: appended to the base URL it could name another
    ///   server.
    /// - A path with a character that no URL has, or a fragment, which is never sent.
    pub fn any(method: &str, path: &str) -> Result<Self, Error> {
        let method = method.to_ascii_uppercase();
        // The Fetch standard forbids these three.
        if !is_token(&method) || ["CONNECT", "TRACE", "TRACK"].contains(&method.as_str()) {
            return Err(Error::invalid(
                "method",
                "expected a method that fetch sends",
            ));
        }
        if !path.starts_with('/') {
            let fault = "expected a path below the base URL that begins with a slash";
            return Err(Error::invalid("path", fault));
        }
        let unfit = |byte: u8| !byte.is_ascii_graphic() || b"#\"<>\\^`{|}".contains(&byte);
        if path.bytes().any(unfit) {
            let fault = "expected a percent-encoded path, got a character that none has";
            return Err(Error::invalid("path", fault));
        }
        Ok(Self {
            method,
            path: path.to_owned(),
        })
    }

    /// Returns the request as messages name it, as in `GET /accounts/…`.
    #[must_use]
    pub fn request(&self) -> String {
        [&self.method, " ", self.path.as_str()].concat()
    }
}

fn push_parameter(path: &mut String, name: &str, value: &str) -> Result<(), Error> {
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    if value.chars().nth(MAX_PARAMETER).is_some() {
        return Err(Error::too_long(name, MAX_PARAMETER));
    }
    // A URL parser takes these two for steps in the tree, percent-encoded or not.
    if value == "." || value == ".." {
        let fault = ["\"", value, "\" would change the path"].concat();
        return Err(Error::invalid(name, &fault));
    }
    for &byte in value.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
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
        Endpoint,
        Operation::{self, CreateDownload, DeleteDownload, ListDownloads},
    };

    const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

    fn path(identifier: &str) -> String {
        let endpoint = Endpoint::new(ListDownloads, ACCOUNT, identifier).expect("a path");
        let before = "/accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/";
        let path = endpoint.path.strip_prefix(before).expect("the account");
        path.strip_suffix("/downloads").expect("the end").to_owned()
    }

    fn fault(identifier: &str) -> String {
        Endpoint::new(ListDownloads, ACCOUNT, identifier)
            .expect_err("a fault")
            .message
    }

    #[test]
    fn each_operation_has_its_method_and_path() {
        let request = |operation: Operation| {
            let endpoint = Endpoint::new(operation, "a", "v").expect("an endpoint");
            endpoint.request()
        };
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
            assert_eq!(request(operation), format!("{method} {path}{suffix}"));
        }
    }

    #[test]
    fn any_method_and_path_are_taken_if_they_stay_on_the_server() {
        let any = |method: &str, path: &str| {
            Endpoint::any(method, path)
                .map(|endpoint| endpoint.request())
                .map_err(|error| error.message)
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
        let error = Endpoint::new(ListDownloads, "", "x").expect_err("a fault");
        assert_eq!(
            error.message,
            "account_id: expected a string that is not empty"
        );
    }

    #[test]
    fn a_step_in_the_tree_is_refused() {
        assert_eq!(fault("."), "identifier: \".\" would change the path");
        assert_eq!(fault(".."), "identifier: \"..\" would change the path");
    }
}
