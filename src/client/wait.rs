//! A wait for the downloads of a video.

use super::call::{CallFuture, read, request};
use super::session::Session;
use super::settings::{Ending, Settings, set};
use crate::attempt::Failed;
use crate::download::{DownloadType, Downloads};
use crate::endpoint::Operation;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::options::{WaitOptions, distinct};
use crate::poll::WaitProgress;
use crate::watch::{Hooks, Watch};
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

/// A wait that begins when it is awaited, or with [`Wait::start`].
///
/// It looks at once, after a second, and then when half of the time should be over that the progress so
/// far leaves, at least every 15 s; never more often than the API's rate limit allows.
///
/// # Errors
///
/// - [`crate::ErrorKind::DownloadFailed`] as soon as one of the types has failed, or the video itself.
/// - [`crate::ErrorKind::DownloadTimeout`] after [`Wait::max_wait`].
/// - [`crate::ErrorKind::NotCreated`] when a type has not been created, and [`Wait::create`] is not set.
/// - What any request may fail with.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// use std::time::Duration;
///
/// # let host = scripted::Host::answering([
/// #     r#"{"success": true, "result": {"default": {"status": "inprogress", "percentComplete": 50}}}"#,
/// #     r#"{"success": true, "result": {"default": {"status": "ready", "url": "https://x.example"}}}"#,
/// # ]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let wait = client.downloads().wait_until_ready("ea95132c15732412d22c1476fa83f27a");
/// let ready = wait.max_wait(Duration::from_secs(20)).await?;
/// assert_eq!(ready.default.and_then(|mp4| mp4.url).as_deref(), Some("https://x.example"));
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a wait begins when it is awaited or started"]
pub struct Wait<H> {
    session: Session<H>,
    video: String,
    options: WaitOptions,
    settings: Settings,
}

impl<H> fmt::Debug for Wait<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Wait");
        shown
            .field("video", &self.video)
            .field("options", &self.options);
        shown.finish_non_exhaustive()
    }
}

impl<H> Wait<H> {
    pub(super) fn new(session: Session<H>, video: String) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            video,
            options: WaitOptions::default(),
        }
    }

    /// Sets the types to wait for, at least one: the MP4 by default.
    pub fn types(mut self, types: impl Into<Vec<DownloadType>>) -> Self {
        self.options.types = types.into();
        self
    }

    /// Sets whether those that are missing are created first: not by default.
    pub fn create(mut self, create: bool) -> Self {
        self.options.create = create;
        self
    }

    /// Sets whether those that have failed are deleted and created anew, once, with [`Wait::create`]:
    /// not by default.
    pub fn retry_failed(mut self, retry_failed: bool) -> Self {
        self.options.retry_failed = retry_failed;
        self
    }

    /// Sets whether a video that is itself still being encoded is waited for, with [`Wait::create`]: it
    /// is by default, and else the wait ends with the API's 400.
    pub fn wait_for_video(mut self, wait_for_video: bool) -> Self {
        self.options.wait_for_video = wait_for_video;
        self
    }

    /// Sets how long to wait at most: 15 minutes by default. `None` is no limit.
    pub fn max_wait(mut self, max_wait: impl Into<Option<Duration>>) -> Self {
        self.options.max_wait = max_wait.into();
        self
    }

    set!();
}

impl<H: Transport + Clock + 'static> Wait<H> {
    /// Begins the wait.
    ///
    /// # Errors
    ///
    /// An account, identifier, type or timeout that cannot be used.
    pub fn start(self) -> Result<WatchDownloads<H>, Error> {
        let Settings {
            account_id,
            options,
            ending,
        } = self.settings.checked()?;
        let account_id = account_id.as_deref();
        let operation = Operation::ListDownloads;
        let mut list = request(&self.session, operation, account_id, &self.video)?;
        list.fresh = true;
        let label = list.label();
        let mut wait = self.options;
        wait.types = distinct(&wait.types).map_err(|error| *error)?;
        let watch = Watch::new(self.session, list, options, wait, NoHooks);
        Ok(WatchDownloads {
            watch: Some(watch),
            label,
            ending,
        })
    }
}

impl<H: Transport + Clock + 'static> IntoFuture for Wait<H> {
    type Output = Result<Downloads, Error>;
    type IntoFuture = CallFuture<Downloads>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut watch = self.start()?;
            let mut last = Downloads::default();
            while let Some(seen) = watch.next().await {
                last = seen?;
            }
            Ok(last)
        })
    }
}

/// The caller has no say in the wait.
struct NoHooks;

impl<H: Transport + Clock> Hooks<Session<H>> for NoHooks {
    fn interval(
        &mut self,
        _: &H::Value,
        _: u32,
    ) -> Result<Option<Duration>, Box<Failed<Session<H>>>> {
        Ok(None)
    }

    async fn progress(
        &mut self,
        _: &H::Value,
        _: WaitProgress,
    ) -> Result<(), Box<Failed<Session<H>>>> {
        Ok(())
    }
}

/// The downloads of a video whenever they have changed. [`Wait::start`] makes it, and to drop it ends
/// the wait.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// # let host = scripted::Host::answering([
/// #     r#"{"success": true, "result": {"default": {"status": "inprogress", "percentComplete": 50}}}"#,
/// #     r#"{"success": true, "result": {"default": {"status": "ready", "url": "https://x.example"}}}"#,
/// # ]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let mut watch = client.downloads().watch("ea95132c15732412d22c1476fa83f27a").start()?;
/// let mut changes = 0;
/// while let Some(seen) = watch.next().await {
///     println!("{:?}", seen?.default.and_then(|mp4| mp4.percent_complete));
///     changes += 1;
/// }
/// assert_eq!(changes, 2);
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
pub struct WatchDownloads<H: Transport + Clock> {
    /// `None` in the end.
    watch: Option<Watch<Session<H>, NoHooks>>,
    label: String,
    ending: Ending,
}

impl<H: Transport + Clock> fmt::Debug for WatchDownloads<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WatchDownloads")
            .finish_non_exhaustive()
    }
}

impl<H: Transport + Clock> WatchDownloads<H> {
    /// Returns how far the wait is, as of the downloads that were given last: with [`Wait::create`] it
    /// may wait for the video itself, whose downloads are created afterwards.
    #[must_use]
    pub fn progress(&self) -> Option<WaitProgress> {
        self.watch.as_ref()?.progress()
    }

    /// Resolves to the downloads when they have changed, and to `None` when all are ready or after an
    /// error. To drop it and call it again loses nothing, and looks no sooner.
    pub async fn next(&mut self) -> Option<Result<Downloads, Error>> {
        let watch = self.watch.as_mut()?;
        let work = async {
            let seen = watch.next().await;
            seen.transpose().map_err(Error::from)
        };
        let seen = self.ending.or(&self.label, work).await;
        let seen = seen.and_then(|seen| seen.as_ref().map(read).transpose());
        if !matches!(seen, Ok(Some(_))) {
            self.watch = None;
        }
        seen.transpose()
    }
}
