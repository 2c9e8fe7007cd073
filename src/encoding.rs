//! How far the encoding of a video is, as its details in the API say. Downloads can be created when it
//! can be played. Plain data: asks nothing.

use crate::decode::Value;
use crate::header::number;

/// How much is read of a text, in the host's own units.
const MAX_TEXT: usize = 500;

/// How far the encoding of a video is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Encoding {
    /// It goes on, or waits for its turn: so many percent, 0 to 100.
    Percent(f64),
    /// The video can be played.
    Ready,
    /// It never will be, for this reason in Cloudflare's words.
    Failed(String),
}

impl Encoding {
    /// Reads the details of a video. What is missing, or of a type that nobody expects, counts as
    /// nothing known: <https://developers.cloudflare.com/api/resources/stream/methods/get/>
    pub(crate) fn read<V: Value>(video: &V) -> Self {
        let is_true = |value: V| value.as_bool() == Some(true);
        if video.member("readyToStream").is_some_and(is_true) {
            return Self::Ready;
        }
        let status = video.member("status");
        let member = |name| status.as_ref()?.member(name);
        let text = |name| member(name)?.as_text(MAX_TEXT);
        if text("state").is_some_and(|state| state.eq_ignore_ascii_case("error")) {
            return Self::Failed(text("errorReasonText").unwrap_or_default());
        }
        // The API writes it as a text.
        let percent = member("pctComplete").and_then(|value| value.as_f64());
        let percent = percent.or_else(|| number(&text("pctComplete")?));
        Self::Percent(percent.unwrap_or(0.0).clamp(0.0, 100.0))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
