//! The videos of an account.

use super::session::Session;
use super::settings::{Ending, Settings, set};
use crate::endpoint::{Endpoint, push_encoded};
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::request::Request;
use crate::video::Video;
use crate::videos::{Query, Videos, time};
use std::fmt;

/// The videos of an account. [`crate::Client::videos`] makes it.
pub struct VideosEndpoint<H> {
    session: Session<H>,
}

impl<H> fmt::Debug for VideosEndpoint<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VideosEndpoint")
            .finish_non_exhaustive()
    }
}

impl<H> VideosEndpoint<H> {
    pub(super) fn new(session: Session<H>) -> Self {
        Self { session }
    }

    /// Lists the videos, as many as there are, the newest first.
    pub fn list(&self) -> ListVideos<H> {
        ListVideos {
            settings: Settings::of(&self.session),
            session: self.session.clone(),
            search: None,
            creator: None,
            status: None,
            query: Query::default(),
        }
    }
}

/// A list of videos, which begins with [`ListVideos::start`].
///
/// <https://developers.cloudflare.com/api/resources/stream/methods/list/>
#[must_use = "it begins with `start`"]
pub struct ListVideos<H> {
    session: Session<H>,
    search: Option<String>,
    creator: Option<String>,
    status: Option<String>,
    query: Query,
    settings: Settings,
}

impl<H> fmt::Debug for ListVideos<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ListVideos");
        shown.field("query", &self.query);
        shown.finish_non_exhaustive()
    }
}

impl<H> ListVideos<H> {
    /// Takes only videos with this in their name. Cloudflare calls it slow, and says that it may not
    /// work for very large libraries.
    pub fn search(mut self, search: impl Into<String>) -> Self {
        self.search = Some(search.into());
        self
    }

    /// Takes only videos of a creator, as the uploader has told Cloudflare.
    pub fn creator(mut self, creator: impl Into<String>) -> Self {
        self.creator = Some(creator.into());
        self
    }

    /// Takes only videos in a state, by its name as in [`crate::VideoState::as_str`].
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = Some(status.into());
        self
    }

    /// Takes only videos created before a time of RFC 3339, as in `2026-01-31T12:00:00Z`.
    pub fn before(mut self, time: impl Into<String>) -> Self {
        self.query.before = time.into();
        self
    }

    /// Takes only videos created after a time of RFC 3339, as in `2026-01-31T12:00:00Z`.
    pub fn after(mut self, time: impl Into<String>) -> Self {
        self.query.after = time.into();
        self
    }

    /// Sets whether the oldest comes first. By default the newest does.
    pub fn asc(mut self, asc: bool) -> Self {
        self.query.is_ascending = asc;
        self
    }

    /// Sets how many videos come at most, in all. By default all do.
    pub fn limit(mut self, limit: u32) -> Self {
        self.query.limit = Some(limit);
        self
    }

    set!();
}

impl<H: Transport + Clock + 'static> ListVideos<H> {
    /// Begins the loop. Nothing is sent before the first video is asked for.
    ///
    /// # Errors
    ///
    /// An account that cannot be used, and a time that is none.
    pub fn start(self) -> Result<AccountVideos<H>, Error> {
        let Settings {
            account_id,
            options,
            ending,
        } = self.settings.checked()?;
        let mut query = self.query;
        for (name, text) in [
            ("&search=", self.search),
            ("&creator=", self.creator),
            ("&status=", self.status),
        ] {
            if let Some(text) = text {
                query.fixed.push_str(name);
                push_encoded(&mut query.fixed, &text, b"-._~");
            }
        }
        let session = self.session;
        let made = || {
            for (name, text) in [("before", &query.before), ("after", &query.after)] {
                if !text.is_empty() {
                    time(name, text.clone())?;
                }
            }
            let account_id = session.account_id(account_id.as_deref())?;
            session.request(Endpoint::videos(account_id)?)
        };
        let request = made().map_err(|error: Box<Error>| *error)?;
        Ok(AccountVideos {
            videos: Some(Videos::new(session, options, query)),
            request,
            ending,
        })
    }
}

/// The videos of an account, page after page. [`ListVideos::start`] makes it, and to drop it ends what
/// is under way.
///
/// A page of up to 1000 videos is held, and the next is asked for when it is used up, within the rate
/// limit. A page that is refused for the rate limit is asked for again in a minute or when Cloudflare
/// says, six times at most. Each video that is there from the beginning to the end comes once. Of more
/// than 1000 videos of the same microsecond some may be left out.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// # let host = scripted::Host::answering([r#"{"success": true, "result": [{"uid": "a", "meta": {"name": "Tour"}}]}"#]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let list = client.videos().list().search("tour").after("2026-01-01T00:00:00Z");
/// let mut videos = list.start()?;
/// # let mut count = 0;
/// while let Some(video) = videos.next().await {
///     let video = video?;
///     println!("{} {:?} {:?}", video.uid, video.name, video.state);
/// #     count += 1;
/// }
/// # assert_eq!(count, 1);
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
pub struct AccountVideos<H: Transport + Clock + 'static> {
    /// `None` in the end.
    videos: Option<Videos<Session<H>>>,
    request: Request,
    ending: Ending,
}

impl<H: Transport + Clock + 'static> fmt::Debug for AccountVideos<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccountVideos")
            .finish_non_exhaustive()
    }
}

impl<H: Transport + Clock + 'static> AccountVideos<H> {
    /// Resolves to the next video, and to `None` after the last. An error ends the loop.
    pub async fn next(&mut self) -> Option<Result<Video, Error>> {
        let videos = self.videos.as_mut()?;
        let work = async { videos.next(&self.request).await.map_err(Error::from) };
        let next = self.ending.or(&self.request.label(), work).await;
        if !matches!(next, Ok(Some(_))) {
            self.videos = None;
        }
        let next = next.transpose()?;
        Some(next.map(|video| Video::read(&video)))
    }
}
