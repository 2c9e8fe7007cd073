//! The downloads of a video, as the API's JSON has them. Plain data: no requests, and no judgement of
//! what a state means.

use crate::decode::{self, Fault, Value};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

/// The types of download that Cloudflare documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DownloadType {
    /// The MP4, which the API calls `default`.
    Default,
    /// The M4A.
    Audio,
}

impl DownloadType {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Default, Self::Audio];

    /// Returns the name that the API has for it: the key in a list, and the end of a path.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Audio => "audio",
        }
    }
}

/// The state of a download.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// `ready`: the file can be downloaded.
    Ready,
    /// `inprogress`: Cloudflare makes the file.
    InProgress,
    /// `error`: it will never be ready.
    Error,
    /// A state that this version does not know, as the API wrote it.
    Other(String),
}

impl Status {
    /// Returns the text that the API has for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ready => "ready",
            Self::InProgress => "inprogress",
            Self::Error => "error",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        let known = [Self::Ready, Self::InProgress, Self::Error];
        let is_same = |status: &Self| status.as_str().eq_ignore_ascii_case(&text);
        known.into_iter().find(is_same).unwrap_or(Self::Other(text))
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One download of a video. Every field may be missing, or null, in an answer.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Download {
    /// The progress in percent, 0 to 100. An answer may have it as a number or as a text.
    #[serde(
        default,
        deserialize_with = "percent",
        skip_serializing_if = "Option::is_none"
    )]
    pub percent_complete: Option<f64>,
    /// The state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Where the file is. It is given at once, and works when the status is [`Status::Ready`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The downloads of a video by type. One that has not been created is not there.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Downloads {
    /// The MP4.
    #[serde(default)]
    pub default: Option<Download>,
    /// The M4A.
    #[serde(default)]
    pub audio: Option<Download>,
    /// Types that this version does not know, by their names, as far as they look like downloads.
    #[serde(skip)]
    pub others: Vec<(String, Download)>,
}

impl Downloads {
    /// Returns the download of a type, if it has been created.
    #[must_use]
    pub fn get(&self, of: DownloadType) -> Option<&Download> {
        match of {
            DownloadType::Default => self.default.as_ref(),
            DownloadType::Audio => self.audio.as_ref(),
        }
    }

    /// Reads the `result` of an answer.
    ///
    /// # Errors
    ///
    /// The first value of a known type and field that cannot be used, by its path below `result`.
    pub(crate) fn read<V: Value>(result: &V) -> Result<Self, Box<Fault>> {
        decode::decode(result)
    }

    /// Reads the `result` of an answer with the types that nobody knows.
    pub(crate) fn read_all<V: Value>(result: &V) -> Result<Self, Box<Fault>> {
        let mut downloads = Self::read(result)?;
        let is_other =
            |(name, _): &(String, V)| !DownloadType::ALL.iter().any(|of| of.as_str() == name);
        for (name, value) in result.entries().into_iter().filter(is_other) {
            if let Ok(download) = decode::decode(&value) {
                downloads.others.push((name, download));
            }
        }
        Ok(downloads)
    }
}

impl Serialize for Downloads {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for of in DownloadType::ALL {
            if let Some(download) = self.get(of) {
                map.serialize_entry(of.as_str(), download)?;
            }
        }
        for (name, download) in &self.others {
            map.serialize_entry(name, download)?;
        }
        map.end()
    }
}

/// Reads a percentage: a number, or a text that is one, as `pctComplete` of a video is in the same
/// API. `null` and any other text are none.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    struct Percent;

    impl<'de> Visitor<'de> for Percent {
        type Value = Option<f64>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a number")
        }
        fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
            Ok(Some(number))
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(crate::header::number(text.trim_ascii()))
        }
        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            inner.deserialize_any(self)
        }
    }

    deserializer.deserialize_option(Percent)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
