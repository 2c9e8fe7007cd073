//! What a wait makes of each look at the downloads: what is still to be created, whether the wait is
//! over, and when to look again. Asks nothing and sleeps nothing: the time and the chance are handed
//! in.

use crate::download::{Download, DownloadType, Downloads, Status};
use crate::endpoint::Operation;
use crate::error::{Error, ErrorKind};
use crate::retry::{in_milliseconds, milliseconds};
use std::time::Duration;

/// The shortest delay between two looks, in milliseconds.
const MIN_DELAY: f64 = 1_000.0;

/// The longest delay between two looks, in milliseconds.
const MAX_DELAY: f64 = 15_000.0;

/// How much chance adds to a delay or takes off, so that waits that began together do not look
/// together.
const JITTER: f64 = 0.1;

/// How long an answer may lag behind: a download that was created may be missing from the list, and
/// one that is ready may lack its url. What is written in one place is read in others a little
/// later.
pub(crate) const MAX_LAG: Duration = Duration::from_secs(10);

/// How far a download is. The variants are in the order in which a download passes through them.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Progress {
    /// It has not been created.
    Absent,
    /// It is being made, or has a status that nobody knows: so many percent, 0 to 100.
    Percent(f64),
    /// It is ready, and the answer lacks its url.
    WithoutUrl,
    /// It can be downloaded.
    Ready,
    /// It never will be.
    Failed,
}

impl Progress {
    fn of(download: Option<&Download>) -> Self {
        let Some(download) = download else {
            return Self::Absent;
        };
        let has_url = download.url.as_ref().is_some_and(|url| !url.is_empty());
        match download.status {
            Some(Status::Ready) if has_url => Self::Ready,
            Some(Status::Ready) => Self::WithoutUrl,
            Some(Status::Error) => Self::Failed,
            _ => Self::Percent(download.percent_complete.unwrap_or(0.0).clamp(0.0, 100.0)),
        }
    }

    /// Returns it as a part of the way, in percent.
    fn percent(self) -> f64 {
        match self {
            Self::Absent => 0.0,
            Self::Percent(percent) => percent,
            _ => 100.0,
        }
    }
}

/// How far the downloads are that a wait is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Look(Vec<(DownloadType, Progress)>);

/// What becomes of a download that has failed when others are created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnFailed {
    /// Nothing is created: the wait ends with the failure.
    Stop,
    /// It is left as it is.
    Leave,
    /// It is made anew.
    Retry,
}

impl OnFailed {
    /// Makes it anew where that is wanted.
    pub(crate) fn new(retry_failed: bool, otherwise: Self) -> Self {
        if retry_failed { Self::Retry } else { otherwise }
    }
}

/// What a wait waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The video itself is being encoded. Its downloads can be created afterwards.
    Encoding,
    /// Its downloads are being made.
    Creating,
    /// Nothing more: all are ready.
    Ready,
}

impl Phase {
    /// Returns its name, as the npm package has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Creating => "creating",
            Self::Ready => "ready",
        }
    }
}

/// How far a wait is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct WaitProgress {
    /// What it waits for.
    pub phase: Phase,
    /// How far that is, 0 to 100: the video, or the download that is furthest behind.
    pub percent_complete: f64,
}

/// What a look means for the wait.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Verdict {
    /// All are ready.
    Ready,
    /// It is to be looked at again.
    Again,
    /// The wait cannot succeed, because of a download of this type.
    Fault(DownloadType, Box<Error>),
}

impl Look {
    /// Looks at those of the downloads that are of these types.
    #[must_use]
    pub fn at(downloads: &Downloads, types: &[DownloadType]) -> Self {
        let progress = |&of| (of, Progress::of(downloads.get(of)));
        Self(types.iter().map(progress).collect())
    }

    /// Takes what is ready for ready, also without a url: the simulator of a Stream binding has none.
    #[must_use]
    pub fn regardless_of_urls(mut self) -> Self {
        for (_, progress) in &mut self.0 {
            if *progress == Progress::WithoutUrl {
                *progress = Progress::Ready;
            }
        }
        self
    }

    /// Makes the look at a video of which so much is encoded, in percent: no download is further.
    #[must_use]
    pub fn at_video(percent: f64) -> Self {
        Self(vec![(DownloadType::Default, Progress::Percent(percent))])
    }

    /// Returns what is to be done, in this order, so that all are there.
    ///
    /// - `on_failed` says what becomes of one that has failed.
    #[must_use]
    pub fn to_do(&self, on_failed: OnFailed) -> Vec<Operation> {
        let mut to_do = Vec::new();
        for &(of, progress) in &self.0 {
            match (progress, on_failed) {
                (Progress::Failed, OnFailed::Stop) => return Vec::new(),
                (Progress::Failed, OnFailed::Retry) => {
                    to_do.push(Operation::DeleteDownload(Some(of)));
                }
                (Progress::Absent, _) => {}
                _ => continue,
            }
            to_do.push(Operation::CreateDownload(Some(of)));
        }
        to_do
    }

    /// Tells whether a download is still being made.
    #[must_use]
    pub fn is_encoding(&self) -> bool {
        let mut each = self.0.iter();
        each.any(|(_, progress)| matches!(progress, Progress::Percent(_)))
    }

    /// Returns how far the type is that is furthest behind, in percent.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let percents = self.0.iter().map(|(_, progress)| progress.percent());
        percents.fold(100.0, f64::min)
    }

    /// Says what the look means.
    ///
    /// - `created` is how long ago the missing ones have been created, or `None` where nothing was.
    /// - `without_url` is for how long a download has been ready without a url.
    ///
    /// # Examples
    ///
    /// ```
    /// use cf_stream_downloads::download::{DownloadType::Default, Downloads};
    /// use cf_stream_downloads::poll::{Look, Verdict};
    /// use std::time::Duration;
    ///
    /// let look = Look::at(&Downloads::default(), &[Default]);
    /// let just_now = Some(Duration::from_millis(300));
    /// assert_eq!(look.verdict(just_now, Duration::ZERO), Verdict::Again);
    /// let Verdict::Fault(_, error) = look.verdict(None, Duration::ZERO) else { panic!() };
    /// assert_eq!(error.message, "default: has not been created, and the option create is not true");
    /// ```
    #[must_use]
    pub fn verdict(&self, created: Option<Duration>, without_url: Duration) -> Verdict {
        let fault = |of: DownloadType, kind, fault| {
            Verdict::Fault(of, Error::new(kind, &[of.as_str(), ": ", fault]))
        };
        let failed = self.0.iter().find_map(|&(of, progress)| match progress {
            Progress::Failed => {
                let why = "the status is error";
                Some(fault(of, ErrorKind::DownloadFailed, why))
            }
            Progress::WithoutUrl if without_url >= MAX_LAG => {
                let why = "ready, but without a url";
                Some(fault(of, ErrorKind::DownloadFailed, why))
            }
            _ => None,
        });
        if let Some(failed) = failed {
            return failed;
        }
        let mut absent = self
            .0
            .iter()
            .filter(|(_, progress)| *progress == Progress::Absent);
        match (absent.next(), created) {
            (Some(&(of, _)), None) => {
                let why = "has not been created, and the option create is not true";
                fault(of, ErrorKind::NotCreated, why)
            }
            (Some(&(of, _)), Some(ago)) if ago >= MAX_LAG => {
                fault(of, ErrorKind::NotCreated, "was created, and is not there")
            }
            _ if self
                .0
                .iter()
                .all(|(_, progress)| *progress == Progress::Ready) =>
            {
                Verdict::Ready
            }
            _ => Verdict::Again,
        }
    }

    /// Tells whether a download is ready and lacks its url.
    #[must_use]
    pub fn lacks_url(&self) -> bool {
        self.0
            .iter()
            .any(|(_, progress)| *progress == Progress::WithoutUrl)
    }

    /// Tells whether the look lacks one of the types, or shows it further back than an earlier look
    /// did: it was answered by a place that is behind.
    #[must_use]
    pub fn is_behind(&self, earlier: Option<&Self>) -> bool {
        let before = |at: usize| earlier.and_then(|look| look.0.get(at));
        self.0.iter().enumerate().any(|(at, (_, progress))| {
            *progress == Progress::Absent || before(at).is_some_and(|(_, then)| progress < then)
        })
    }

    /// Returns how long to wait before the next look: half of the time that the type that is
    /// furthest behind still needs at its pace so far. Without any progress to go by, it is taken to
    /// need as long again as it has taken.
    ///
    /// - `elapsed` is the time between `first` and this look.
    /// - `chance` is a random number, 0 or more and less than 1.
    #[must_use]
    pub fn delay(&self, first: &Self, elapsed: Duration, chance: f64) -> Duration {
        let reached = self.percent();
        let gained = reached - first.percent();
        let elapsed = in_milliseconds(elapsed);
        let needed = if gained > 0.0 {
            elapsed * (100.0 - reached) / gained
        } else {
            elapsed
        };
        let part = 1.0 - JITTER + 2.0 * JITTER * chance;
        milliseconds((needed / 2.0).clamp(MIN_DELAY, MAX_DELAY) * part)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
