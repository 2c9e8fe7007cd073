//! Downloads as the API answers them: which fields are known and of which kind each must be.
//! Knows nothing of requests, of envelopes or of how an answer is told to the caller.

use crate::error::Error;
use crate::json::{Json, Kind};

/// The download types that Cloudflare documents.
///
/// The API may name others. They are passed on as they came and are not checked.
pub(crate) const TYPES: [&str; 2] = ["default", "audio"];

/// The fields that Cloudflare documents, and the kind of each. All are optional.
const FIELDS: [(&str, Kind); 3] = [
    ("percentComplete", Kind::Number),
    ("status", Kind::String),
    ("url", Kind::String),
];

/// Checks a list of downloads keyed by type, the `result` of a list or create call.
///
/// - Unknown types, unknown statuses and extra fields pass.
/// - An absent type or field passes; `null` in its place does not.
///
/// # Errors
///
/// A known field of another kind is a [`Class::ResponseValidation`] error that names its path, as
/// in `result.default.percentComplete: expected a number, got a string`.
///
/// [`Class::ResponseValidation`]: crate::error::Class::ResponseValidation
pub fn check<J: Json>(result: &J) -> Result<(), Error> {
    expect(result, Kind::Object, &["result"])?;
    for name in TYPES {
        if let Some(download) = result.member(name) {
            check_fields(&download, &["result.", name])?;
        }
    }
    Ok(())
}

/// Checks one download, the `result` of a create call in its other form.
///
/// # Errors
///
/// As for [`check`].
pub fn check_one<J: Json>(result: &J) -> Result<(), Error> {
    check_fields(result, &["result"])
}

/// Tells whether a `result` is one download rather than a list: it has a field of a download, and no
/// known type.
#[must_use]
pub fn is_one<J: Json>(result: &J) -> bool {
    FIELDS
        .iter()
        .any(|(field, _)| result.member(field).is_some())
        && !TYPES.iter().any(|name| result.member(name).is_some())
}

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// It has not been created.
    Absent,
    /// It is being made, or has a status that nobody knows. Holds the percentage.
    InProgress(f64),
    /// It can be downloaded.
    Ready,
    /// It never will. Holds what is wrong.
    Failed(&'static str),
}

/// Returns how far the download of a type is.
#[must_use]
pub fn state<J: Json>(downloads: &J, name: &str) -> State {
    let Some(download) = downloads.member(name) else {
        return State::Absent;
    };
    let text = |field| download.member(field).and_then(|value| value.excerpt());
    match text("status").as_deref() {
        Some("error") => State::Failed("the status is error"),
        Some("ready") if text("url").is_none_or(|url| url.is_empty()) => {
            State::Failed("ready, but without a url")
        }
        Some("ready") => State::Ready,
        _ => {
            let percent = download.member("percentComplete");
            State::InProgress(percent.and_then(|value| value.number()).unwrap_or(0.0))
        }
    }
}

fn check_fields<J: Json>(download: &J, path: &[&str]) -> Result<(), Error> {
    expect(download, Kind::Object, path)?;
    for (field, kind) in FIELDS {
        if let Some(value) = download.member(field) {
            expect(&value, kind, &[&path.concat(), ".", field])?;
        }
    }
    Ok(())
}

fn expect<J: Json>(value: &J, kind: Kind, path: &[&str]) -> Result<(), Error> {
    if value.kind() == kind {
        return Ok(());
    }
    Err(Error::unexpected_kind(&path.concat(), kind, value.kind()))
}

#[cfg(test)]
mod test {
    use super::{State, check, state};
    use serde_json::json;

    fn fault(result: &serde_json::Value) -> String {
        check(&result).expect_err("a fault").message
    }

    #[test]
    fn what_the_contract_shows_passes() {
        let result = json!({
            "audio": { "percentComplete": 100, "status": "ready", "url": "https://x/audio.m4a" },
            "default": { "percentComplete": 42.5, "status": "inprogress", "url": "https://x/default.mp4" }
        });
        assert!(check(&&result).is_ok());
    }

    #[test]
    fn what_the_contract_does_not_know_passes() {
        for result in [
            json!({}),
            json!({ "default": {} }),
            json!({ "default": { "status": "queued", "size": 12 } }),
            json!({ "subtitles": { "percentComplete": "all" }, "hls": 1 }),
        ] {
            assert!(check(&&result).is_ok(), "{result}");
        }
    }

    #[test]
    fn a_known_field_of_another_kind_is_named_with_its_path() {
        assert_eq!(
            fault(&json!({ "default": { "percentComplete": "12" } })),
            "result.default.percentComplete: expected a number, got a string"
        );
        assert_eq!(
            fault(&json!({ "audio": { "status": null } })),
            "result.audio.status: expected a string, got null"
        );
        assert_eq!(
            fault(&json!({ "audio": { "url": {} } })),
            "result.audio.url: expected a string, got an object"
        );
        assert_eq!(
            fault(&json!({ "audio": [] })),
            "result.audio: expected an object, got an array"
        );
        assert_eq!(
            fault(&json!("done")),
            "result: expected an object, got a string"
        );
    }

    #[test]
    fn a_download_is_as_far_as_its_status_says() {
        for (download, expected) in [
            (
                json!({ "status": "ready", "url": "https://x" }),
                State::Ready,
            ),
            (
                json!({ "status": "inprogress", "percentComplete": 42.5 }),
                State::InProgress(42.5),
            ),
            (json!({ "status": "queued" }), State::InProgress(0.0)),
            (json!({ "percentComplete": 100 }), State::InProgress(100.0)),
            (
                json!({ "status": "error", "url": "https://x" }),
                State::Failed("the status is error"),
            ),
            (
                json!({ "status": "ready" }),
                State::Failed("ready, but without a url"),
            ),
        ] {
            assert_eq!(state(&&json!({ "audio": download }), "audio"), expected);
        }
        assert_eq!(state(&&json!({ "audio": {} }), "default"), State::Absent);
    }
}
