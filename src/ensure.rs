//! Creates what is missing of the downloads of a video. To do so again does nothing, so that it can be
//! repeated after any failure. Which are to be created is decided in [`crate::poll`].

use crate::attempt::Failed;
use crate::decode::Value;
use crate::download::{DownloadType, Downloads};
use crate::encoding_limit::EncodingLimit;
use crate::endpoint::Operation;
use crate::envelope::Reply;
use crate::error::Error;
use crate::host::Host;
use crate::paced::Paced;
use crate::poll::{Look, OnFailed};
use crate::request::Request;
use std::collections::VecDeque;
use std::time::Duration;

/// What is to be there of the downloads of a video.
pub(crate) struct Ensure<'a, H: Host> {
    pub(crate) paced: &'a Paced<H>,
    /// The request that lists them.
    pub(crate) list: &'a Request,
    pub(crate) types: &'a [DownloadType],
    pub(crate) on_failed: OnFailed,
    /// Where there is a limit, creation waits for its turn.
    pub(crate) limit: Option<&'a EncodingLimit>,
    /// Where the downloads are kept that were listed last, before anything is created.
    pub(crate) seen: &'a mut Option<H::Value>,
}

/// What has become of it.
pub(crate) enum Ensured<H: Host> {
    /// The downloads as they are now.
    Downloads(H::Value),
    /// The API has refused to create one: the video itself may still be encoded.
    Refused(Box<Failed<H>>),
}

impl<H: Host> Ensure<'_, H> {
    /// Creates what is missing and resolves to the downloads. A refusal is a failure like any other.
    pub(crate) async fn downloads(self) -> Result<H::Value, Box<Failed<H>>> {
        match self.run().await? {
            Ensured::Downloads(downloads) => Ok(downloads),
            Ensured::Refused(failed) => Err(failed),
        }
    }

    /// Creates what is missing.
    ///
    /// Each request is sent at the one place of a loop, because each place is compiled with all of what
    /// a request waits for.
    pub(crate) async fn run(self) -> Result<Ensured<H>, Box<Failed<H>>> {
        let Self { paced, list, .. } = self;
        let mut downloads = H::Value::object(None);
        let mut to_do = VecDeque::from([Operation::ListDownloads]);
        let (mut place, mut conflict) = (None, None);
        let mut conflicts = Conflicts::default();
        while let Some(operation) = to_do.pop_front() {
            if let Some(limit) = self.limit
                && place.is_none()
                && !operation.is_safe()
            {
                place = Some(limit.reserve(paced, list).await?);
            }
            match (paced.call(&list.to(operation)).await, operation) {
                (Ok(Reply::Downloads(created)), Operation::CreateDownload(_)) => {
                    downloads = downloads.merged(&created);
                }
                (Ok(Reply::Downloads(listed)), _) => downloads = listed,
                (Ok(_), _) => {}
                (Err(failed), Operation::CreateDownload(_)) => match failed.error.status {
                    _ if is_conflict(&failed.error) => conflict = Some(failed),
                    Some(400) => return Ok(Ensured::Refused(failed)),
                    _ => {
                        // It may have been created all the same.
                        if let (Some(limit), Some(place)) = (self.limit, place)
                            && failed.error.is_transient()
                        {
                            limit.watch(Some(place), list, self.types, paced.host.now());
                        }
                        return Err(failed);
                    }
                },
                // A video for which nothing was created may be answered with 404.
                (Err(failed), _) if failed.error.status == Some(404) => {}
                (Err(failed), _) => return Err(failed),
            }
            if operation == Operation::ListDownloads {
                *self.seen = Some(downloads.clone());
                to_do = look(&paced.host, &downloads, self.types)?
                    .to_do(self.on_failed)
                    .into();
            }
            if to_do.is_empty()
                && let Some(failed) = conflict.take()
            {
                // Somebody else was first: the next list shows what they created, or lags behind. Where
                // it never does, to create it again does no harm.
                let Some(delay) = conflicts.delay() else {
                    return Err(failed);
                };
                if let Err(error) = paced.host.sleep(delay).await {
                    return Err(Failed::of_sleep(error, list));
                }
                (downloads, to_do) = (H::Value::object(None), [Operation::ListDownloads].into());
            }
        }
        if let Some(limit) = self.limit
            && look(&paced.host, &downloads, self.types)?.is_encoding()
        {
            limit.watch(place, list, self.types, paced.host.now());
        }
        Ok(Ensured::Downloads(downloads))
    }
}

/// How often creation has met a download that is not there yet.
#[derive(Default)]
struct Conflicts(u32);

impl Conflicts {
    /// Returns how long to wait before the next look: not at all at first, and after 7 seconds no more.
    fn delay(&mut self) -> Option<Duration> {
        let delay = [0, 1, 2, 4].get(self.0 as usize).copied();
        self.0 += 1;
        delay.map(Duration::from_secs)
    }
}

/// Looks at downloads.
pub(crate) fn look<H: Host>(
    host: &H,
    seen: &H::Value,
    types: &[DownloadType],
) -> Result<Look, Box<Failed<H>>> {
    let downloads = Downloads::read(seen).map_err(Box::<Error>::from)?;
    let look = Look::at(&downloads, types);
    Ok(if host.is_bound() {
        look.regardless_of_urls()
    } else {
        look
    })
}

impl<H: Host> Paced<H> {
    /// Resolves to downloads, or to none where the status of the answer is one that does no harm.
    pub(crate) async fn downloads(
        &self,
        request: &Request,
        harmless: &[u16],
    ) -> Result<H::Value, Box<Failed<H>>> {
        let is_harmless = |code| harmless.contains(&code);
        match self.call(request).await {
            Ok(Reply::Downloads(downloads)) => Ok(downloads),
            Err(failed) if !failed.error.status.is_some_and(is_harmless) => Err(failed),
            _ => Ok(H::Value::object(None)),
        }
    }
}

/// Tells whether the API says that a download exists already.
fn is_conflict(error: &Error) -> bool {
    match error.status {
        Some(409) => true,
        Some(400..=499) => {
            let mut errors = error.errors.iter();
            errors.any(|info| says_that_it_exists(&info.message))
        }
        _ => false,
    }
}

fn says_that_it_exists(message: &str) -> bool {
    let words = b"already exist";
    let mut parts = message.as_bytes().windows(words.len());
    parts.any(|part| part.eq_ignore_ascii_case(words))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
