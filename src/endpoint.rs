//! Operations: the method and path of each, and how path parameters are checked and written. Knows
//! nothing of the server's address or of answers.
//!
//! A new endpoint begins here, as a variant of [`Operation`] with its method and path; what its
//! answer gives stands in [`crate::envelope`].

use crate::download::DownloadType;
use crate::error::Error;
use crate::header::is_token;

/// The longest path parameter that the contract allows, in characters.
pub(crate) const MAX_PARAMETER: usize = 32;

/// The longest identifier for a binding, in characters: that of a simulator is a UUID with its dashes.
const MAX_BOUND: usize = 64;

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// Lists the downloads created for a video.
    ListDownloads,
    /// Creates the download of a type, or the MP4 by the path that names none.
    CreateDownload(Option<DownloadType>),
    /// Deletes the download of a type, or the MP4 by the path that names none.
    DeleteDownload(Option<DownloadType>),
    /// Reads the details of a video.
    GetVideo,
    /// Lists the videos of an account.
    ListVideos,
    /// Creates a signed token for a video.
    CreateToken,
    /// Anything else: its answer is given whole.
    Other,
}

impl Operation {
    fn method(self) -> &'static str {
        match self {
            Self::CreateDownload(_) | Self::CreateToken => "POST",
            Self::DeleteDownload(_) => "DELETE",
            Self::ListDownloads | Self::GetVideo | Self::ListVideos | Self::Other => "GET",
        }
    }

    /// Tells whether it changes nothing.
    pub(crate) fn is_safe(self) -> bool {
        matches!(
            self,
            Self::ListDownloads | Self::GetVideo | Self::ListVideos
        )
    }

    /// Returns the permission that a token needs for it, as Cloudflare's dashboard calls it.
    pub(crate) fn permission(self) -> Option<&'static str> {
        match self {
            Self::ListDownloads | Self::GetVideo | Self::ListVideos => Some("Stream Read"),
            Self::CreateDownload(_) | Self::DeleteDownload(_) | Self::CreateToken => {
                Some("Stream Write")
            }
            Self::Other => None,
        }
    }

    fn download_type(self) -> Option<DownloadType> {
        match self {
            Self::CreateDownload(of) | Self::DeleteDownload(of) => of,
            _ => None,
        }
    }
}

/// Where a request goes: its method, and its path below the base URL, percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// The operation that it is of.
    pub operation: Operation,
    /// The method, in capitals.
    pub method: String,
    /// The path with its leading slash, and the query if there is one.
    pub path: String,
    /// The identifier of the video as it was given, for a transport that is bound to an account;
    /// otherwise nothing.
    pub identifier: String,
}

impl Endpoint {
    /// Makes the endpoint of an operation on a video, its downloads or its tokens.
    ///
    /// - `account_id` is `None` for a transport that is bound to an account: then the path names none, and
    ///   the identifier is kept as it is.
    ///
    /// # Errors
    ///
    /// A parameter that is empty, longer than 32 characters, `.` or `..` is refused by name. Beside no
    /// account an identifier may have 64 characters.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::endpoint::{Endpoint, Operation};
    ///
    /// let endpoint = Endpoint::downloads(Operation::ListDownloads, "023e105f", "ea95132c").unwrap();
    /// assert_eq!(endpoint.method, "GET");
    /// assert_eq!(endpoint.path, "/accounts/023e105f/stream/ea95132c/downloads");
    ///
    /// let endpoint = Endpoint::downloads(Operation::ListDownloads, None, "ea95132c").unwrap();
    /// assert_eq!(endpoint.path, "/stream/ea95132c/downloads");
    /// assert_eq!(endpoint.identifier, "ea95132c");
    ///
    /// let error = Endpoint::downloads(Operation::ListDownloads, "023e105f", "..").unwrap_err();
    /// assert_eq!(error.message, "identifier: \"..\" would change the path");
    /// ```
    pub fn downloads<'a>(
        operation: Operation,
        account_id: impl Into<Option<&'a str>>,
        identifier: &str,
    ) -> Result<Self, Box<Error>> {
        let account_id = account_id.into();
        let (max, bound) = match account_id {
            Some(_) => (MAX_PARAMETER, ""),
            None => (MAX_BOUND, identifier),
        };
        let mut path = base(account_id)?;
        path.push('/');
        push_parameter(&mut path, "identifier", identifier, max)?;
        Ok(Self::under(path, operation, bound))
    }

    /// Makes the endpoint of another operation on the same video, of one that lists its downloads.
    pub(crate) fn with(&self, operation: Operation) -> Self {
        let video = self.path.strip_suffix("/downloads");
        let video = video.unwrap_or(&self.path).to_owned();
        Self::under(video, operation, &self.identifier)
    }

    /// Makes the endpoint of an operation below the path of a video.
    fn under(mut path: String, operation: Operation, identifier: &str) -> Self {
        path.push_str(match operation {
            Operation::GetVideo => "",
            Operation::CreateToken => "/token",
            _ => "/downloads",
        });
        if let Some(of) = operation.download_type() {
            path.push('/');
            path.push_str(of.as_str());
        }
        Self {
            operation,
            method: operation.method().to_owned(),
            path,
            identifier: identifier.to_owned(),
        }
    }

    /// Makes the endpoint that lists the videos of an account.
    ///
    /// - `account_id` is `None` for a transport that is bound to an account.
    ///
    /// # Errors
    ///
    /// An account as in [`Endpoint::downloads`].
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::endpoint::Endpoint;
    ///
    /// let endpoint = Endpoint::videos("023e105f").unwrap();
    /// assert_eq!(endpoint.label(), "GET /accounts/023e105f/stream");
    /// ```
    pub fn videos<'a>(account_id: impl Into<Option<&'a str>>) -> Result<Self, Box<Error>> {
        let operation = Operation::ListVideos;
        let path = base(account_id.into())?;
        Ok(Self {
            operation,
            method: operation.method().to_owned(),
            path,
            identifier: String::new(),
        })
    }

    /// Makes any endpoint from a method and a path, given with its leading slash and its query.
    ///
    /// # Errors
    ///
    /// - A method that is none of HTTP, or that `fetch` does not send.
    /// - A path that does not begin with a slash: appended to the base URL it could name another
    ///   server.
    /// - A path with a character that no URL has, or a fragment, which is never sent.
    pub fn other(method: &str, path: String) -> Result<Self, Box<Error>> {
        // The Fetch standard forbids these three.
        let is_forbidden = |name: &&str| method.eq_ignore_ascii_case(name);
        if !is_token(method) || ["CONNECT", "TRACE", "TRACK"].iter().any(is_forbidden) {
            let fault = "expected a method that fetch sends";
            return Err(Error::invalid("method", fault));
        }
        if !path.starts_with('/') {
            let fault = "expected a path below the base URL that begins with a slash";
            return Err(Error::invalid("path", fault));
        }
        if !path.bytes().all(|byte| is_url(byte) && byte != b'#') {
            let fault = "expected a percent-encoded path, got a character that none has";
            return Err(Error::invalid("path", fault));
        }
        Ok(Self {
            operation: Operation::Other,
            method: method.to_ascii_uppercase(),
            path,
            identifier: String::new(),
        })
    }

    /// Returns the request as messages name it: `GET /accounts/…`.
    #[must_use]
    pub fn label(&self) -> String {
        [&self.method, " ", &self.path].concat()
    }
}

/// Makes the path of the videos of an account.
fn base(account_id: Option<&str>) -> Result<String, Box<Error>> {
    let mut path = String::with_capacity(128);
    if let Some(account_id) = account_id {
        path.push_str("/accounts/");
        push_parameter(&mut path, "account_id", account_id, MAX_PARAMETER)?;
    }
    path.push_str("/stream");
    Ok(path)
}

/// Tells whether a URL may have a character: visible ASCII, but those that are to be encoded.
pub(crate) fn is_url(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~')
}

fn push_parameter(
    path: &mut String,
    name: &str,
    value: &str,
    max: usize,
) -> Result<(), Box<Error>> {
    if value.is_empty() {
        return Err(Error::invalid(name, "expected a string that is not empty"));
    }
    if value.chars().count() > max {
        let expected = if max == MAX_PARAMETER {
            "expected at most 32 characters"
        } else {
            "expected at most 64 characters"
        };
        let fault = [expected, advice(value)].concat();
        return Err(Error::invalid(name, &fault));
    }
    // A URL parser takes these two for steps in the tree, percent-encoded or not.
    if value == "." || value == ".." {
        let fault = ["\"", value, "\" would change the path"].concat();
        return Err(Error::invalid(name, &fault));
    }
    push_encoded(path, value, b"-._~!$&'()*+,;=:@");
    Ok(())
}

/// Appends a text percent-encoded, but for letters, digits and what is `plain` besides.
pub(crate) fn push_encoded(path: &mut String, value: &str, plain: &[u8]) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push(hex(byte >> 4));
            path.push(hex(byte & 0xF));
        }
    }
}

/// Says of a parameter that is too long what it looks like, and what to pass.
fn advice(value: &str) -> &'static str {
    if value.trim() != value {
        ", got white space around it: trim it"
    } else if value.as_bytes().windows(3).any(|part| part == b"://") {
        ", got a URL: pass the identifier in it (see identifierOf)"
    } else if value.starts_with("eyJ") {
        ", got a signed token: pass what identifierOf finds in it, and the token to downloadLink"
    } else {
        ""
    }
}

fn hex(digit: u8) -> char {
    char::from(if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
