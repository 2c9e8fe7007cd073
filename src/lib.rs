//! A client of Cloudflare Stream's downloads endpoint: it lists, creates, deletes and waits for a
//! video's MP4 and M4A downloads. It runs in Cloudflare Workers, in browsers, and on any host that
//! sends its requests; the npm package `cf-stream-downloads` is made of it.
//!
//! ```no_run
//! # #[cfg(target_arch = "wasm32")]
//! # async fn example(token: &str, account: &str) -> Result<(), cf_stream_downloads::Error> {
//! use cf_stream_downloads::Client;
//!
//! let client = Client::builder().api_token(token).account_id(account).build()?;
//! let downloads = client.downloads().get("ea95132c15732412d22c1476fa83f27a").await?;
//! if let Some(mp4) = downloads.default {
//!     println!("{:?} {:?}", mp4.status, mp4.url);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # A tour for those who read or change the code
//!
//! The layers. Functions of each call those of the layers above it:
//!
//! | layer | modules | |
//! |---|---|---|
//! | what JSON is | [`decode`] | a value of the host's, as serde reads it |
//! | what is said | [`download`], [`video`], [`envelope`], [`endpoint`], [`account`], [`header`], [`request`], [`options`], [`error`], [`redact`], [`token`], `identifier` | plain data and what it means; nothing waits |
//! | what is decided | [`retry`], [`rate_limit`], [`poll`], `encoding` | pure functions: the time and the chance are handed in |
//! | the seam | [`host`] | [`Transport`] sends, [`Clock`] knows the time |
//! | what waits | `attempt`, `send`, `paced`, `ensure`, `encoding_limit`, `watch`, `many`, `videos`, `client` | `async`, generic over the seam |
//! | the host of JavaScript | `web` (wasm32) | `fetch`, timers, signals, promises, values |
//! | the npm package | `npm` (wasm32, feature `npm`) | exports, reading of options, errors and iterables for JavaScript; in `npm/*.js` what only JavaScript can express |
//!
//! The way of one `get` of the npm package: `npm/client.js` makes an `APIPromise`, for which
//! `npm/snapshot.js` reads the client and the arguments; `npm.rs` takes both, `npm/prepare.rs` checks
//! them and makes a [`request::Request`]; `send.rs` has `web/fetch.rs` call `fetch` within the timeout
//! (`attempt.rs`), asks [`retry`] whether and when to do so again, and reads the body;
//! [`envelope::reply`] says what the answer means; and `npm.rs` resolves the promise with the parsed
//! object itself, or rejects it with an error that `npm/error.rs` makes.
//!
//! | question | answer |
//! |---|---|
//! | Where is the delay of a retry decided? | [`retry::delay`] |
//! | Where is `fetch` called? | `web/fetch.rs` |
//! | Which files may name a `JsValue`? | those of `web/` and `npm/` |
//! | Where does a new endpoint go? | a variant of [`endpoint::Operation`] with its method and path, what its answer gives in [`envelope::reply`], and a method in `client/downloads.rs` or beside it and in `npm.rs` |
//!
//! Tests of everything above `web` run on the host, against a script of answers and a virtual clock
//! (`scripted.rs`).
//!
//! # Features
//!
//! - `serde_json`: `serde_json::Value` as the JSON of a host of one's own, outside of JavaScript.
//! - `npm`: the exports of the npm package. They would become exports of every Worker that has it.
//!
//! # Examples
//!
//! The pure parts can be used by themselves:
//!
//! ```
//! use cf_stream_downloads::endpoint::{Endpoint, Operation};
//! use cf_stream_downloads::retry::{Refusal, delay};
//!
//! let endpoint = Endpoint::downloads(Operation::ListDownloads, "account", "video")?;
//! assert_eq!(endpoint.label(), "GET /accounts/account/stream/video/downloads");
//!
//! let busy = Refusal { status: Some(503), ..Refusal::default() };
//! assert!(delay(&busy, 0, 2, 0.5).is_some());
//! # Ok::<(), Box<cf_stream_downloads::Error>>(())
//! ```

// The npm package uses more of the core than users of Rust do.
#![cfg_attr(not(all(target_arch = "wasm32", feature = "npm")), allow(dead_code))]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod account;
mod attempt;
mod client;
pub mod decode;
pub mod download;
mod encoding;
mod encoding_limit;
pub mod endpoint;
mod ensure;
pub mod envelope;
pub mod error;
pub mod header;
pub mod host;
mod identifier;
mod many;
pub mod options;
mod paced;
pub mod poll;
pub mod rate_limit;
pub mod redact;
pub mod request;
pub mod retry;
mod send;
pub mod token;
pub mod video;
mod videos;
mod watch;

#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(all(target_arch = "wasm32", feature = "npm"))]
pub mod npm;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod scripted;

pub use client::{
    AccountVideos, AnyRequest, Call, CallFuture, Client, ClientBuilder, CreateToken, DefaultHost,
    DownloadsEndpoint, EnsureDownloads, EnsureMany, FromReply, GetMany, ListVideos, ManyDownloads,
    TokenEndpoint, TypedDownloadsEndpoint, VideosEndpoint, Wait, WatchDownloads,
};
pub use download::{Download, DownloadType, Downloads, Status};
pub use error::{Error, ErrorInfo, ErrorKind};
pub use host::{Clock, Transport};
pub use identifier::identifier_of;
pub use options::RequestOptions;
pub use poll::{Phase, WaitProgress};
pub use rate_limit::RateLimit;
pub use video::{Video, VideoState};
#[cfg(target_arch = "wasm32")]
pub use web::Fetch;
