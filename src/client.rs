//! The client for users of Rust. The loops behind it are those of the npm package.

mod any;
mod builder;
mod call;
mod downloads;
mod ensure;
mod many;
mod session;
mod settings;
mod token;
mod videos;
mod wait;

pub use any::AnyRequest;
pub use builder::{ClientBuilder, DefaultHost};
pub use call::{Call, CallFuture, FromReply};
pub use downloads::{DownloadsEndpoint, TypedDownloadsEndpoint};
pub use ensure::{EnsureDownloads, EnsureMany};
pub use many::{GetMany, ManyDownloads};
pub use token::{CreateToken, TokenEndpoint};
pub use videos::{AccountVideos, ListVideos, VideosEndpoint};
pub use wait::{Wait, WatchDownloads};

use crate::host::{Clock, Transport};
use crate::options::RequestOptions;
use crate::rate_limit::RateLimit;
use session::Session;
use std::fmt;

/// A client of Cloudflare Stream, on a host that sends its requests. Clones are the same client.
///
/// Nothing is sent before a call is awaited, and to drop the future of a call ends its request and its
/// timers. `Debug` shows no credential.
///
/// A client belongs to one thread, as the promises of JavaScript do: it and the futures of its calls are
/// not `Send`. Where a framework asks for that, as axum in a Worker does, `worker::send::SendFuture` wraps a
/// call; on a runtime with several threads a `LocalSet` or a thread of its own runs it.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// use cf_stream_downloads::{Client, Status};
///
/// # let host = scripted::Host::answering([r#"{"success": true, "result": {"default": {"status": "ready"}}}"#]);
/// // On wasm32 `Client::builder()` has the `fetch` of JavaScript as its host.
/// let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let downloads = client.downloads().get("ea95132c15732412d22c1476fa83f27a").await?;
/// assert_eq!(downloads.default.and_then(|mp4| mp4.status), Some(Status::Ready));
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
pub struct Client<H = DefaultHost>(Session<H>);

impl<H> Clone for Client<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H> fmt::Debug for Client<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Client");
        self.0.show(&mut shown);
        shown.finish_non_exhaustive()
    }
}

#[cfg(target_arch = "wasm32")]
impl Client {
    /// Makes a builder of a client that sends its requests with JavaScript's `fetch`.
    pub fn builder() -> ClientBuilder {
        Self::builder_on(crate::web::Fetch::default())
    }
}

impl<H: Transport + Clock> Client<H> {
    /// Makes a builder of a client on a host of the user's own.
    pub fn builder_on(host: H) -> ClientBuilder<H> {
        ClientBuilder::new(host)
    }

    /// The downloads of videos.
    #[must_use]
    pub fn downloads(&self) -> DownloadsEndpoint<H> {
        DownloadsEndpoint::new(self.0.clone())
    }

    /// The videos of the account.
    #[must_use]
    pub fn videos(&self) -> VideosEndpoint<H> {
        VideosEndpoint::new(self.0.clone())
    }

    /// The signed tokens of private videos, which the API makes.
    #[must_use]
    pub fn token(&self) -> TokenEndpoint<H> {
        TokenEndpoint::new(self.0.clone())
    }

    /// Makes a request to any endpoint of the API.
    ///
    /// - `method` is that of HTTP, in any case.
    /// - `path` is the one below the base URL, percent-encoded, with its leading slash and its query.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
    /// # scripted::run(async {
    /// # use cf_stream_downloads::Client;
    /// # let host = scripted::Host::answering([r#"{"success": true, "result": {"uid": "a"}}"#]);
    /// # let client = Client::builder_on(host).api_token("token").build()?;
    /// let copy = client.request("POST", "/accounts/account/stream/copy");
    /// let body = copy.json(r#"{"url": "https://example.com/video.mp4"}"#).await?;
    /// assert!(body.is_some());
    /// # Ok::<(), cf_stream_downloads::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn request(&self, method: impl Into<String>, path: impl Into<String>) -> AnyRequest<H> {
        AnyRequest::new(self.0.clone(), method.into(), path.into())
    }

    /// Returns what the last answer with a `Ratelimit` header said of Cloudflare's rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.0.rate_limit()
    }

    /// Returns what holds for requests that say nothing else.
    #[must_use]
    pub fn options(&self) -> RequestOptions {
        self.0.options()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod test;
