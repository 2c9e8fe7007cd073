//! The downloads of videos: which call makes which requests.

use super::call::Call;
use super::ensure::{EnsureDownloads, EnsureMany};
use super::many::GetMany;
use super::session::Session;
use super::wait::Wait;
use crate::download::{DownloadType, Downloads};
use crate::endpoint::Operation;
use crate::host::{Clock, Transport};
use std::fmt;

/// The downloads of videos. [`crate::Client::downloads`] makes it.
pub struct DownloadsEndpoint<H> {
    session: Session<H>,
}

impl<H> fmt::Debug for DownloadsEndpoint<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DownloadsEndpoint")
            .finish_non_exhaustive()
    }
}

impl<H: Transport + Clock + 'static> DownloadsEndpoint<H> {
    /// Lists the downloads created for a video.
    pub fn get(&self, video: impl Into<String>) -> Call<H, Downloads> {
        self.call(Operation::ListDownloads, video.into())
    }

    /// Creates the MP4 of a video. [`DownloadsEndpoint::of`] has that of the M4A.
    pub fn create(&self, video: impl Into<String>) -> Call<H, Downloads> {
        self.call(Operation::CreateDownload(None), video.into())
    }

    /// Deletes the MP4 of a video. Resolves to what the API says of it, or to an empty text.
    pub fn delete(&self, video: impl Into<String>) -> Call<H, String> {
        self.call(Operation::DeleteDownload(None), video.into())
    }

    /// The downloads of one type: what creates and deletes them.
    #[must_use]
    pub fn of(&self, of: DownloadType) -> TypedDownloadsEndpoint<H> {
        let session = self.session.clone();
        TypedDownloadsEndpoint { session, of }
    }

    /// Creates the downloads of a video that are missing. Those that are ready or in progress are left
    /// alone.
    pub fn ensure(&self, video: impl Into<String>) -> EnsureDownloads<H> {
        EnsureDownloads::new(self.session.clone(), video.into())
    }

    /// Creates the downloads of many videos that are missing, several at once, within the rate limit.
    pub fn ensure_many<I>(&self, videos: I) -> EnsureMany<H, I::IntoIter>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        EnsureMany::new(self.session.clone(), videos.into_iter())
    }

    /// Waits until downloads of a video are ready.
    pub fn wait_until_ready(&self, video: impl Into<String>) -> Wait<H> {
        Wait::new(self.session.clone(), video.into())
    }

    /// Gives the downloads of a video whenever they have changed, until they are ready.
    pub fn watch(&self, video: impl Into<String>) -> Wait<H> {
        self.wait_until_ready(video)
    }

    /// Lists the downloads of many videos, several at once, within the rate limit.
    pub fn get_many<I>(&self, videos: I) -> GetMany<H, I::IntoIter>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        GetMany::new(self.session.clone(), videos.into_iter())
    }
}

impl<H> DownloadsEndpoint<H> {
    pub(super) fn new(session: Session<H>) -> Self {
        Self { session }
    }

    fn call<R>(&self, operation: Operation, video: String) -> Call<H, R> {
        Call::new(self.session.clone(), operation, video)
    }
}

/// The downloads of videos of one type. [`DownloadsEndpoint::of`] makes it.
pub struct TypedDownloadsEndpoint<H> {
    session: Session<H>,
    of: DownloadType,
}

impl<H> fmt::Debug for TypedDownloadsEndpoint<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("TypedDownloadsEndpoint");
        shown.field("of", &self.of);
        shown.finish_non_exhaustive()
    }
}

impl<H: Transport + Clock + 'static> TypedDownloadsEndpoint<H> {
    /// Creates the download of a video.
    pub fn create(&self, video: impl Into<String>) -> Call<H, Downloads> {
        let operation = Operation::CreateDownload(Some(self.of));
        Call::new(self.session.clone(), operation, video.into())
    }

    /// Deletes the download of a video. Resolves to what the API says of it, or to an empty text.
    pub fn delete(&self, video: impl Into<String>) -> Call<H, String> {
        let operation = Operation::DeleteDownload(Some(self.of));
        Call::new(self.session.clone(), operation, video.into())
    }
}
