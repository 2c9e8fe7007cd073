//! A video, as the API's JSON has it. Plain data: no requests, and no judgement of what a state means.

use crate::decode::Value;

/// How much of a text is read.
const MAX_TEXT: usize = 16_384;

/// The state of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VideoState {
    /// `pendingupload`: nothing has been uploaded yet.
    PendingUpload,
    /// `downloading`: Cloudflare fetches the file from a URL.
    Downloading,
    /// `queued`: the file waits for its turn.
    Queued,
    /// `inprogress`: Cloudflare encodes it.
    InProgress,
    /// `ready`: it can be played in every quality.
    Ready,
    /// `error`: it will never be ready.
    Error,
    /// `live-inprogress`: it is being recorded.
    LiveInProgress,
    /// A state that this version does not know, as the API wrote it.
    Other(String),
}

impl VideoState {
    /// Returns the text that the API has for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::PendingUpload => "pendingupload",
            Self::Downloading => "downloading",
            Self::Queued => "queued",
            Self::InProgress => "inprogress",
            Self::Ready => "ready",
            Self::Error => "error",
            Self::LiveInProgress => "live-inprogress",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for VideoState {
    fn from(text: String) -> Self {
        let known = [
            Self::PendingUpload,
            Self::Downloading,
            Self::Queued,
            Self::InProgress,
            Self::Ready,
            Self::Error,
            Self::LiveInProgress,
        ];
        let is_same = |state: &Self| state.as_str().eq_ignore_ascii_case(&text);
        known.into_iter().find(is_same).unwrap_or(Self::Other(text))
    }
}

/// A video of an account. It is read leniently: what is missing, null or of another type than
/// Cloudflare documents is `None`, or its default.
///
/// <https://developers.cloudflare.com/api/resources/stream/#(resource)%20stream%20%3E%20(model)%20video%20%3E%20(schema)>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Video {
    /// The identifier, which calls on downloads take; empty if the answer has none.
    pub uid: String,
    /// The name, which is `meta.name`.
    pub name: Option<String>,
    /// When it was created, in RFC 3339, as in `2026-01-31T12:00:00.123456Z`.
    pub created: Option<String>,
    /// When it was last changed, in RFC 3339.
    pub modified: Option<String>,
    /// Whether it can be played. No download can be created before.
    pub ready_to_stream: bool,
    /// How far it is.
    pub state: Option<VideoState>,
    /// The progress of encoding in percent, 0 to 100. The API writes it as a text.
    pub percent_complete: Option<f64>,
    /// Why it cannot be played, for programs, as in `ERR_NON_VIDEO`; `None` if it can.
    pub error_code: Option<String>,
    /// Why it cannot be played, in English; `None` if it can.
    pub error_text: Option<String>,
    /// How long it is in seconds; `None` as long as nobody knows, where the API has -1.
    pub duration: Option<f64>,
    /// How large it is in bytes; `None` as long as nobody knows.
    pub size: Option<f64>,
    /// Whether it takes a signed token to see it.
    pub require_signed_urls: bool,
    /// Who made it, as the uploader has told Cloudflare.
    pub creator: Option<String>,
    /// The address of a picture of it.
    pub thumbnail: Option<String>,
}

impl Video {
    /// Reads a video of an answer.
    pub(crate) fn read<V: Value>(video: &V) -> Self {
        let known = |number: &f64| *number >= 0.0;
        let status = video.member("status");
        let status = |name| text(status.as_ref(), name);
        Self {
            uid: text(Some(video), "uid").unwrap_or_default(),
            name: text(video.member("meta").as_ref(), "name"),
            created: text(Some(video), "created"),
            modified: text(Some(video), "modified"),
            ready_to_stream: is_true(video, "readyToStream"),
            state: status("state").map(VideoState::from),
            percent_complete: percent(video),
            error_code: status("errorReasonCode"),
            error_text: status("errorReasonText"),
            duration: number(video, "duration").filter(known),
            size: number(video, "size").filter(known),
            require_signed_urls: is_true(video, "requireSignedURLs"),
            creator: text(Some(video), "creator"),
            thumbnail: text(Some(video), "thumbnail"),
        }
    }
}

/// Reads a text; an empty one is none.
fn text<V: Value>(object: Option<&V>, name: &'static str) -> Option<String> {
    let text = object?.member(name)?.as_text(MAX_TEXT);
    text.filter(|text| !text.is_empty())
}

fn number<V: Value>(object: &V, name: &'static str) -> Option<f64> {
    object.member(name)?.as_f64()
}

fn is_true<V: Value>(object: &V, name: &'static str) -> bool {
    let value = object.member(name);
    value.and_then(|value| value.as_bool()) == Some(true)
}

/// Reads the progress: a text that is a number, or a number.
fn percent<V: Value>(video: &V) -> Option<f64> {
    let percent = video.member("status")?.member("pctComplete")?;
    let text = percent.as_text(MAX_TEXT);
    text.map_or_else(
        || percent.as_f64(),
        |text| crate::header::number(text.trim_ascii()),
    )
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test {
    use super::{Video, VideoState};
    use serde_json::json;

    #[test]
    fn a_video_is_read_as_cloudflare_documents_it() {
        let video = Video::read(&json!({
            "uid": "ea95132c15732412d22c1476fa83f27a",
            "meta": { "name": "video12345.mp4" },
            "created": "2014-01-02T02:20:00Z",
            "modified": "2014-01-02T02:20:01Z",
            "readyToStream": false,
            "status": {
                "state": "inprogress",
                "pctComplete": "43.500000",
                "errorReasonCode": "ERR_NON_VIDEO",
                "errorReasonText": "The file was not recognized as a valid video file."
            },
            "duration": 12.5,
            "size": 4_190_963,
            "requireSignedURLs": true,
            "creator": "creator-id_abcde12345",
            "thumbnail": "https://x.example/thumbnail.jpg"
        }));
        let some = |text: &str| Some(text.to_owned());
        let expected = Video {
            uid: "ea95132c15732412d22c1476fa83f27a".to_owned(),
            name: some("video12345.mp4"),
            created: some("2014-01-02T02:20:00Z"),
            modified: some("2014-01-02T02:20:01Z"),
            ready_to_stream: false,
            state: Some(VideoState::InProgress),
            percent_complete: Some(43.5),
            error_code: some("ERR_NON_VIDEO"),
            error_text: some("The file was not recognized as a valid video file."),
            duration: Some(12.5),
            size: Some(4_190_963.0),
            require_signed_urls: true,
            creator: some("creator-id_abcde12345"),
            thumbnail: some("https://x.example/thumbnail.jpg"),
        };
        assert_eq!(video, expected);
    }

    #[test]
    fn what_is_missing_null_empty_unknown_or_odd_is_not_there() {
        let odd = json!({
            "uid": 5, "meta": "name", "created": null, "readyToStream": "true",
            "status": { "state": "", "pctComplete": "half", "errorReasonCode": "" },
            "duration": -1, "size": "big",
        });
        for video in [json!({}), json!({ "status": [] }), odd] {
            assert_eq!(Video::read(&video), Video::default(), "{video}");
        }
    }

    #[test]
    fn a_state_is_compared_without_case_and_kept_if_nobody_knows_it() {
        for (text, state) in [
            ("pendingupload", VideoState::PendingUpload),
            ("downloading", VideoState::Downloading),
            ("Queued", VideoState::Queued),
            ("inprogress", VideoState::InProgress),
            ("ready", VideoState::Ready),
            ("ERROR", VideoState::Error),
            ("live-inprogress", VideoState::LiveInProgress),
            ("paused", VideoState::Other("paused".to_owned())),
        ] {
            let video = Video::read(&json!({ "status": { "state": text } }));
            assert_eq!(state.as_str(), text.to_ascii_lowercase());
            assert_eq!(video.state, Some(state), "{text}");
        }
        let number = json!({ "status": { "pctComplete": 7 } });
        assert_eq!(Video::read(&number).percent_complete, Some(7.0));
    }
}
