//! The downloads of videos, for users of Rust: which call makes which requests. The loops are those
//! of the npm package.

use crate::attempt::Failed;
use crate::client::Session;
use crate::decode::Value;
use crate::download::{DownloadType, Downloads};
use crate::endpoint::{Endpoint, Operation};
use crate::envelope::Reply;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::many::{Identifiers, Many};
use crate::options::{RequestOptions, WaitOptions};
use crate::request::Request;
use crate::send;
use crate::watch::{Hooks, Requests, Watch};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// A future of a call.
type CallFuture<R> = Pin<Box<dyn Future<Output = Result<R, Error>>>>;

/// The downloads of videos. [`crate::Client::downloads`] makes it.
pub struct DownloadsEndpoint<H> {
    session: Session<H>,
    of: Option<DownloadType>,
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

    /// Creates the download of a video: the MP4, unless [`DownloadsEndpoint::of`] says otherwise.
    pub fn create(&self, video: impl Into<String>) -> Call<H, Downloads> {
        self.call(Operation::CreateDownload(self.of), video.into())
    }

    /// Deletes the download of a video: the MP4, unless [`DownloadsEndpoint::of`] says otherwise.
    /// Resolves to what the API says of it, or to an empty text.
    pub fn delete(&self, video: impl Into<String>) -> Call<H, String> {
        self.call(Operation::DeleteDownload(self.of), video.into())
    }

    /// Has [`DownloadsEndpoint::create`] and [`DownloadsEndpoint::delete`] be for a type.
    #[must_use]
    pub fn of(&self, of: DownloadType) -> Self {
        let session = self.session.clone();
        let of = Some(of);
        Self { session, of }
    }

    /// Waits until downloads of a video are ready.
    pub fn wait_until_ready(&self, video: impl Into<String>) -> Wait<H> {
        Wait {
            session: self.session.clone(),
            video: video.into(),
            account_id: None,
            request_options: self.session.options(),
            options: WaitOptions::default(),
        }
    }

    /// Gives the downloads of a video whenever they have changed, until they are ready.
    pub fn watch(&self, video: impl Into<String>) -> Wait<H> {
        self.wait_until_ready(video)
    }

    /// Lists the downloads of many videos, several at once, within the rate limit.
    ///
    /// - `concurrency` is how many requests are under way at most: 1 or more.
    ///
    /// # Errors
    ///
    /// An account that cannot be used.
    pub fn get_many<I>(
        &self,
        videos: I,
        concurrency: usize,
    ) -> Result<ManyDownloads<H, I::IntoIter>, Error>
    where
        I: IntoIterator<Item = String>,
        I::IntoIter: 'static,
    {
        let session = self.session.clone();
        let account_id = session.account_id(None).map_err(|error| *error)?.to_owned();
        let videos = videos.into_iter();
        let source = Source {
            session,
            account_id,
            videos,
        };
        let (host, options) = (self.session.clone(), self.session.options());
        let many = Many::new(host, options, source, concurrency.max(1));
        Ok(ManyDownloads(many))
    }
}

impl<H> DownloadsEndpoint<H> {
    pub(crate) fn new(session: Session<H>) -> Self {
        Self { session, of: None }
    }

    fn call<R>(&self, operation: Operation, video: String) -> Call<H, R> {
        Call {
            session: self.session.clone(),
            operation,
            video,
            account_id: None,
            options: self.session.options(),
            reply: PhantomData,
        }
    }
}

/// A call that is made when it is awaited.
#[must_use = "a call is made when it is awaited"]
pub struct Call<H, R> {
    session: Session<H>,
    operation: Operation,
    video: String,
    account_id: Option<String>,
    options: RequestOptions,
    reply: PhantomData<R>,
}

impl<H, R> fmt::Debug for Call<H, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Call");
        shown
            .field("operation", &self.operation)
            .field("video", &self.video);
        shown.finish_non_exhaustive()
    }
}

impl<H, R> Call<H, R> {
    /// Sets the account, in place of the client's.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets how long an attempt may take, headers and body together; `None` is no limit.
    pub fn timeout(mut self, timeout: Option<Duration>) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Sets how often the request is repeated that failed for a reason that may pass.
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.options.max_retries = max_retries;
        self
    }
}

impl<H: Transport + Clock + 'static, R: FromReply + 'static> IntoFuture for Call<H, R> {
    type Output = Result<R, Error>;
    type IntoFuture = CallFuture<R>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let request = request(
                &self.session,
                self.operation,
                self.account_id.as_deref(),
                &self.video,
            )?;
            let reply = send::call(&self.session, &request, &self.options).await;
            R::from_reply(reply.map_err(unboxed)?)
        })
    }
}

fn request<H>(
    session: &Session<H>,
    operation: Operation,
    account_id: Option<&str>,
    video: &str,
) -> Result<Request, Error> {
    let made = || {
        let account_id = session.account_id(account_id)?;
        session.request(Endpoint::downloads(operation, account_id, video)?)
    };
    made().map_err(|error: Box<Error>| *error)
}

fn unboxed<T: Transport>(failed: Failed<T>) -> Error {
    *failed.error
}

/// What a call resolves to.
pub trait FromReply: Sized {
    #[doc(hidden)]
    fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error>;
}

impl FromReply for Downloads {
    fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error> {
        match reply {
            Reply::Downloads(downloads) => read(&downloads),
            Reply::Deleted(_) | Reply::Document(_) => Ok(Self::default()),
        }
    }
}

impl FromReply for String {
    fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error> {
        match reply {
            Reply::Deleted(text) => Ok(text),
            Reply::Downloads(_) | Reply::Document(_) => Ok(Self::new()),
        }
    }
}

fn read<V: Value>(downloads: &V) -> Result<Downloads, Error> {
    let read = Downloads::read_all(downloads);
    read.map_err(|fault| *Box::<Error>::from(fault))
}

/// A wait that begins when it is awaited, or with [`Wait::start`].
#[must_use = "a wait begins when it is awaited or started"]
pub struct Wait<H> {
    session: Session<H>,
    video: String,
    account_id: Option<String>,
    request_options: RequestOptions,
    options: WaitOptions,
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

impl<H: Transport + Clock + 'static> Wait<H> {
    /// Sets the account, in place of the client's.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets the types to wait for: the MP4 by default.
    pub fn types(mut self, types: impl Into<Vec<DownloadType>>) -> Self {
        self.options.types = types.into();
        self
    }

    /// Sets whether those that are missing are created first: not by default.
    pub fn create(mut self, create: bool) -> Self {
        self.options.create = create;
        self
    }

    /// Sets how long to wait at most: 15 minutes by default.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.options.max_wait = Some(max_wait);
        self
    }

    /// Begins the wait.
    ///
    /// # Errors
    ///
    /// An account or identifier that cannot be used.
    pub fn start(self) -> Result<WatchDownloads<H>, Error> {
        let account_id = self.account_id.as_deref();
        let mut list = request(
            &self.session,
            Operation::ListDownloads,
            account_id,
            &self.video,
        )?;
        list.fresh = true;
        let create = |of: DownloadType| (of, list.to_create(of));
        let create = DownloadType::ALL.into_iter().map(create).collect();
        let requests = Requests { list, create };
        let watch = Watch::new(
            self.session,
            requests,
            self.request_options,
            self.options,
            NoHooks,
        );
        Ok(WatchDownloads(watch))
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
    fn interval(&mut self, _: &H::Value, _: u32) -> Result<Option<Duration>, Failed<Session<H>>> {
        Ok(None)
    }

    async fn progress(&mut self, _: &H::Value) -> Result<(), Failed<Session<H>>> {
        Ok(())
    }
}

/// The downloads of a video whenever they have changed. To drop it ends the wait.
pub struct WatchDownloads<H: Transport + Clock>(Watch<Session<H>, NoHooks>);

impl<H: Transport + Clock> fmt::Debug for WatchDownloads<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WatchDownloads")
            .finish_non_exhaustive()
    }
}

impl<H: Transport + Clock> WatchDownloads<H> {
    /// Resolves to the downloads when they have changed, and to `None` when all are ready.
    pub async fn next(&mut self) -> Option<Result<Downloads, Error>> {
        let seen = self.0.next().await?;
        Some(seen.map_err(unboxed).and_then(|seen| read(&seen)))
    }
}

/// Where the identifiers of a call for many videos come from.
struct Source<H, I> {
    session: Session<H>,
    account_id: String,
    videos: I,
}

impl<H: Transport + Clock, I: Iterator<Item = String>> Identifiers<Session<H>> for Source<H, I> {
    type Item = String;

    async fn next(&mut self) -> Result<Option<String>, Failed<Session<H>>> {
        Ok(self.videos.next())
    }

    fn request(&self, video: &String) -> Result<Request, Box<Error>> {
        let operation = Operation::ListDownloads;
        let endpoint = Endpoint::downloads(operation, &self.account_id, video)?;
        self.session.request(endpoint)
    }
}

/// The downloads of many videos. To drop it ends all that is under way.
pub struct ManyDownloads<H, I>(Many<Session<H>, Source<H, I>>)
where
    H: Transport + Clock + 'static,
    I: Iterator<Item = String> + 'static;

impl<H: Transport + Clock + 'static, I: Iterator<Item = String> + 'static> fmt::Debug
    for ManyDownloads<H, I>
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ManyDownloads")
            .finish_non_exhaustive()
    }
}

impl<H, I> ManyDownloads<H, I>
where
    H: Transport + Clock + 'static,
    I: Iterator<Item = String> + 'static,
{
    /// Resolves to a video with its downloads or its error, in the order in which answers come, and
    /// to `None` after the last. An error that the other videos would be answered with, too, ends
    /// all.
    pub async fn next(&mut self) -> Option<Result<(String, Result<Downloads, Error>), Error>> {
        let answer = self.0.next().await?;
        Some(answer.map_err(unboxed).map(|(video, found)| {
            let found = found.map_err(unboxed);
            (video, found.and_then(|found| read(&found)))
        }))
    }
}
