//! Requests for tests, and what is true of every error.

use crate::account::{BaseUrl, Credential};
use crate::endpoint::{Endpoint, Operation};
use crate::error::Error;
use crate::header::Headers;
use crate::options::RequestOptions;
use crate::request::{Authorization, Request};
use std::time::Duration;

/// The credential of all requests here.
pub(crate) const SECRET: &str = "t0ken-of-mine_0123456789-abcdef";

/// The path of the downloads of the video that requests here are for.
pub(crate) const PATH: &str = "/accounts/acc/stream/vid/downloads";

/// Makes a request on the downloads of a video.
pub(crate) fn request(operation: Operation, video: &str) -> Request {
    let endpoint = Endpoint::downloads(operation, "acc", video).expect("a video");
    let credential = Credential::Token(SECRET.to_owned());
    let authorization = Authorization::Credential(credential);
    let headers = Headers::default();
    Request::new(endpoint, &BaseUrl::default(), headers, &authorization).expect("a request")
}

/// Makes a request that lists the downloads of a video.
pub(crate) fn list() -> Request {
    request(Operation::ListDownloads, "vid")
}

/// Makes the options of a request that is repeated so often.
pub(crate) fn retrying(max_retries: u32) -> RequestOptions {
    RequestOptions {
        max_retries,
        ..RequestOptions::default()
    }
}

/// Makes the options of a request that is not repeated and has so long.
pub(crate) fn within(timeout: Duration) -> RequestOptions {
    RequestOptions {
        timeout: Some(timeout),
        max_retries: 0,
    }
}

pub(crate) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A linear congruential generator: the same chances in every run.
pub(crate) fn chances(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / 4_294_967_296.0
    }
}

/// Fails unless an error is one line of at most 500 UTF-16 code units, and shows no credential.
#[track_caller]
pub(crate) fn assert_readable(error: &Error) {
    let Error { message, .. } = error;
    let length = message.encode_utf16().count();
    assert!(length <= 500, "{length} units: {message}");
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    assert!(!message.contains(breaks), "{message:?}");
    assert_eq!(message.trim(), message);
    assert!(!format!("{error:?}{error}").contains(SECRET), "{error:?}");
}
