//! The downloads of many videos.

use super::call::read;
use super::session::Session;
use super::settings::{Ending, Settings, set};
use crate::attempt::Failed;
use crate::download::Downloads;
use crate::endpoint::{Endpoint, Operation};
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::many::{Identifiers, Many};
use crate::options::{CONCURRENCY, EnsureOptions};
use crate::request::Request;
use std::fmt;

/// A call for many videos, which begins with [`GetMany::start`].
#[must_use = "it begins with `start`"]
pub struct GetMany<H, I> {
    session: Session<H>,
    videos: I,
    concurrency: usize,
    settings: Settings,
}

impl<H, I> fmt::Debug for GetMany<H, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("GetMany");
        shown.field("concurrency", &self.concurrency);
        shown.finish_non_exhaustive()
    }
}

impl<H, I> GetMany<H, I> {
    pub(super) fn new(session: Session<H>, videos: I) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            videos,
            concurrency: CONCURRENCY,
        }
    }

    /// Sets how many requests are under way at most: 1 or more, 6 by default.
    pub fn concurrency(mut self, concurrency: usize) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    set!();
}

impl<H, I> GetMany<H, I>
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
            settings,
        } = self;
        start(session, videos, concurrency, settings, None)
    }
}

/// Begins a loop over many videos, which creates downloads where it is told which.
pub(super) fn start<H, I>(
    session: Session<H>,
    videos: I,
    concurrency: usize,
    settings: Settings,
    ensure: Option<EnsureOptions>,
) -> Result<ManyDownloads<H, I>, Error>
where
    H: Transport + Clock + 'static,
    I: Iterator<Item: Into<String>> + 'static,
{
    let Settings {
        account_id,
        options,
        ending,
    } = settings.checked()?;
    let account_id = session.account_id(account_id.as_deref());
    let account_id = account_id.map_err(|error| *error)?;
    let account_id = account_id.map(str::to_owned);
    let any = Endpoint::downloads(
        Operation::ListDownloads,
        account_id.as_deref(),
        "identifier",
    );
    let label = any.map_err(|error| *error)?.label();
    let source = Source {
        session: session.clone(),
        account_id,
        videos,
        fresh: ensure.is_some(),
    };
    Ok(ManyDownloads {
        many: Some(Many::new(session, options, source, concurrency, ensure)),
        label,
        ending,
    })
}

/// Where the identifiers of a call for many videos come from.
struct Source<H, I> {
    session: Session<H>,
    account_id: Option<String>,
    videos: I,
    /// Whether answers must not come from a cache.
    fresh: bool,
}

impl<H: Transport + Clock, I: Iterator<Item: Into<String>>> Identifiers<Session<H>>
    for Source<H, I>
{
    type Item = String;

    async fn next(&mut self) -> Result<Option<String>, Box<Failed<Session<H>>>> {
        Ok(self.videos.next().map(Into::into))
    }

    fn request(&self, video: &String) -> Result<Request, Box<Error>> {
        let operation = Operation::ListDownloads;
        let endpoint = Endpoint::downloads(operation, self.account_id.as_deref(), video)?;
        let mut request = self.session.request(endpoint)?;
        request.fresh = self.fresh;
        Ok(request)
    }
}

/// The downloads of many videos. [`GetMany::start`] and [`crate::EnsureMany::start`] make it, and to drop
/// it ends all that is under way.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// # let host = scripted::Host::answering([r#"{"success": true, "result": {}}"#; 2]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let videos = ["ea95132c15732412d22c1476fa83f27a", "31c9291ab41fac05471db4e73aa11717"];
/// let mut many = client.downloads().get_many(videos).concurrency(2).start()?;
/// let mut count = 0;
/// while let Some(found) = many.next().await {
///     let (video, downloads) = found?;
///     println!("{video}: {:?}", downloads?.default);
///     count += 1;
/// }
/// assert_eq!(count, 2);
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
pub struct ManyDownloads<H, I>
where
    H: Transport + Clock + 'static,
    I: Iterator<Item: Into<String>> + 'static,
{
    /// `None` in the end.
    many: Option<Many<Session<H>, Source<H, I>>>,
    label: String,
    ending: Ending,
}

impl<H, I> fmt::Debug for ManyDownloads<H, I>
where
    H: Transport + Clock + 'static,
    I: Iterator<Item: Into<String>> + 'static,
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
    I: Iterator<Item: Into<String>> + 'static,
{
    /// Resolves to a video with its downloads or its error, in the order in which answers come, and
    /// to `None` after the last. An error that the other videos would be answered with, too, ends
    /// all.
    pub async fn next(&mut self) -> Option<Result<(String, Result<Downloads, Error>), Error>> {
        let many = self.many.as_mut()?;
        let work = async {
            let answer = many.next().await;
            answer.transpose().map_err(Error::from)
        };
        let answer = self.ending.or(&self.label, work).await;
        if !matches!(answer, Ok(Some(_))) {
            self.many = None;
        }
        let (video, found) = match answer.transpose()? {
            Ok(answer) => answer,
            Err(error) => return Some(Err(error)),
        };
        let found = found.map_err(Error::from).and_then(|found| read(&found));
        Some(Ok((video, found)))
    }
}
