//! Downloads that are to be there, of one video or of many.

use super::call::{CallFuture, read, request};
use super::many::{ManyDownloads, start};
use super::session::Session;
use super::settings::{Settings, set};
use crate::download::{DownloadType, Downloads};
use crate::endpoint::Operation;
use crate::ensure::Ensure;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::options::{CONCURRENCY, EnsureOptions, distinct};
use crate::paced::Paced;
use std::fmt;
use std::future::IntoFuture;

/// Gives a builder with `options` the methods that both have.
macro_rules! set_ensure {
    () => {
        /// Sets the types that are to be there: the MP4 by default.
        pub fn types(mut self, types: impl Into<Vec<DownloadType>>) -> Self {
            self.options.types = types.into();
            self
        }

        /// Sets whether those that have failed are deleted and created anew: not by default.
        pub fn retry_failed(mut self, retry_failed: bool) -> Self {
            self.options.retry_failed = retry_failed;
            self
        }

        set!();
    };
}

/// A call that creates the downloads of a video that are missing, when it is awaited. It resolves to the
/// downloads as they are then, also in progress, and to do so again does nothing.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// use cf_stream_downloads::{DownloadType, Status};
///
/// # let host = scripted::Host::answering([
/// #     r#"{"success": true, "result": {"default": {"status": "ready"}}}"#,
/// #     r#"{"success": true, "result": {"audio": {"status": "inprogress"}}}"#,
/// # ]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let ensure = client.downloads().ensure("ea95132c15732412d22c1476fa83f27a");
/// let downloads = ensure.types(DownloadType::ALL).await?;
/// assert_eq!(downloads.audio.and_then(|m4a| m4a.status), Some(Status::InProgress));
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a call is made when it is awaited"]
pub struct EnsureDownloads<H> {
    session: Session<H>,
    video: String,
    options: EnsureOptions,
    settings: Settings,
}

impl<H> fmt::Debug for EnsureDownloads<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("EnsureDownloads");
        shown
            .field("video", &self.video)
            .field("options", &self.options);
        shown.finish_non_exhaustive()
    }
}

impl<H> EnsureDownloads<H> {
    pub(super) fn new(session: Session<H>, video: String) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            video,
            options: EnsureOptions::default(),
        }
    }

    set_ensure!();
}

impl<H: Transport + Clock + 'static> IntoFuture for EnsureDownloads<H> {
    type Output = Result<Downloads, Error>;
    type IntoFuture = CallFuture<Downloads>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Settings {
                account_id,
                options,
                mut ending,
            } = self.settings.checked()?;
            let account_id = account_id.as_deref();
            let operation = Operation::ListDownloads;
            let mut list = request(&self.session, operation, account_id, &self.video)?;
            list.fresh = true;
            let mut paced = Paced::new(self.session, options);
            paced.hurry();
            let ensure = Ensure {
                paced: &paced,
                list: &list,
                types: &distinct(&self.options.types).map_err(|error| *error)?,
                on_failed: self.options.on_failed(),
                limit: None,
                seen: &mut None,
            };
            let work = async {
                let downloads = ensure.downloads().await?;
                read(&downloads)
            };
            ending.or(&list.label(), work).await
        })
    }
}

/// A call that creates the downloads of many videos that are missing, which begins with
/// [`EnsureMany::start`]. What it gives for a video is what [`EnsureDownloads`] resolves to. To repeat it
/// after an interruption creates nothing twice.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// # let host = scripted::Host::answering([
/// #     r#"{"success": true, "result": {}}"#,
/// #     r#"{"success": true, "result": {"default": {"status": "inprogress"}}}"#,
/// # ]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let videos = ["ea95132c15732412d22c1476fa83f27a"];
/// let mut many = client.downloads().ensure_many(videos).max_encoding(20).start()?;
/// while let Some(found) = many.next().await {
///     let (video, downloads) = found?;
///     println!("{video}: {:?}", downloads?.default);
/// }
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "it begins with `start`"]
pub struct EnsureMany<H, I> {
    session: Session<H>,
    videos: I,
    concurrency: usize,
    options: EnsureOptions,
    settings: Settings,
}

impl<H, I> fmt::Debug for EnsureMany<H, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("EnsureMany");
        shown
            .field("concurrency", &self.concurrency)
            .field("options", &self.options);
        shown.finish_non_exhaustive()
    }
}

impl<H, I> EnsureMany<H, I> {
    pub(super) fn new(session: Session<H>, videos: I) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            videos,
            concurrency: CONCURRENCY,
            options: EnsureOptions::default(),
        }
    }

    /// Sets how many requests are under way at most: 1 or more, 6 by default.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Sets how many of the videos Cloudflare encodes at once at most: 1 or more, 100 by default. While so
    /// many are in progress nothing is created, and they are looked at.
    pub fn max_encoding(mut self, max_encoding: usize) -> Self {
        self.options.max_encoding = max_encoding.max(1);
        self
    }

    set_ensure!();
}

impl<H, I> EnsureMany<H, I>
where
    H: Transport + Clock + 'static,
    I: Iterator<Item: Into<String>> + 'static,
{
    /// Begins the loop.
    ///
    /// # Errors
    ///
    /// An account that cannot be used.
    pub fn start(self) -> Result<ManyDownloads<H, I>, Error> {
        let Self {
            session,
            videos,
            concurrency,
            options,
            settings,
        } = self;
        let types = distinct(&options.types).map_err(|error| *error)?;
        let options = EnsureOptions { types, ..options };
        start(session, videos, concurrency, settings, Some(options))
    }
}
