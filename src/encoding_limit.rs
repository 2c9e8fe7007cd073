//! How many videos a loop has Cloudflare encode at once. Whoever is about to create a download waits for
//! a place, and looks meanwhile at those that have one.

use crate::attempt::Failed;
use crate::download::DownloadType;
use crate::ensure::look;
use crate::error::ErrorKind;
use crate::host::Host;
use crate::paced::Paced;
use crate::request::Request;
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// The shortest and longest time between two looks at a video that is being encoded.
const MIN_DELAY: Duration = Duration::from_secs(1);
const MAX_DELAY: Duration = Duration::from_secs(15);

/// How long a video has its place at most: one that is never done must not stop the loop for ever.
const MAX_TIME: Duration = Duration::from_hours(1);

/// The places of the videos that are being encoded.
pub(crate) struct EncodingLimit {
    most: usize,
    /// How many places are taken.
    taken: Cell<usize>,
    /// The videos that have one, save those that are being looked at.
    videos: RefCell<Vec<Video>>,
}

struct Video {
    list: Request,
    types: Vec<DownloadType>,
    since: Duration,
    look_at: Duration,
}

/// A place, until it is dropped.
pub(crate) struct Place<'a>(&'a EncodingLimit);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let taken = &self.0.taken;
        taken.set(taken.get().saturating_sub(1));
    }
}

impl EncodingLimit {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            taken: Cell::new(0),
            videos: RefCell::default(),
        }
    }

    fn take(&self) -> Option<Place<'_>> {
        let is_free = self.taken.get() < self.most;
        is_free.then(|| {
            self.taken.set(self.taken.get() + 1);
            Place(self)
        })
    }

    /// Takes out the video that is to be looked at next.
    fn next(&self) -> Option<Video> {
        let mut videos = self.videos.borrow_mut();
        let each = videos.iter().enumerate();
        let (at, _) = each.min_by_key(|(_, video)| video.look_at)?;
        Some(videos.swap_remove(at))
    }

    /// Resolves when there is a place.
    pub(crate) async fn reserve<H: Host>(
        &self,
        paced: &Paced<H>,
        list: &Request,
    ) -> Result<Place<'_>, Box<Failed<H>>> {
        loop {
            if let Some(place) = self.take() {
                return Ok(place);
            }
            let video = self.next();
            let now = paced.host.now();
            // Where there is none, others look at all of them.
            let due = video
                .as_ref()
                .map(|video| video.look_at.saturating_sub(now));
            let place = video.as_ref().map(|_| Place(self));
            if let Err(error) = paced.host.sleep(due.unwrap_or(MIN_DELAY)).await {
                return Err(Failed::of_sleep(error, list));
            }
            let (Some(mut video), Some(place)) = (video, place) else {
                continue;
            };
            let is_encoding = match paced.downloads(&video.list, &[]).await {
                Ok(seen) => {
                    let look = look(&paced.host, &seen, &video.types);
                    look.is_ok_and(|look| look.is_encoding())
                }
                Err(failed) if failed.error.kind == ErrorKind::Abandoned => return Err(failed),
                Err(failed) => failed.error.is_transient(),
            };
            let now = paced.host.now();
            let age = now.saturating_sub(video.since);
            if is_encoding && age < MAX_TIME {
                video.look_at = now.saturating_add((age / 2).clamp(MIN_DELAY, MAX_DELAY));
                self.keep(place, video);
            }
        }
    }

    /// Has a video keep its place until it is encoded. One that was found like that takes a place if
    /// there is one.
    pub(crate) fn watch(
        &self,
        place: Option<Place<'_>>,
        list: &Request,
        types: &[DownloadType],
        now: Duration,
    ) {
        let Some(place) = place.or_else(|| self.take()) else {
            return;
        };
        let video = Video {
            list: list.clone(),
            types: types.to_vec(),
            since: now,
            look_at: now.saturating_add(MIN_DELAY),
        };
        self.keep(place, video);
    }

    fn keep(&self, place: Place<'_>, video: Video) {
        std::mem::forget(place);
        self.videos.borrow_mut().push(video);
    }
}
