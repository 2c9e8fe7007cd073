//! A call on the downloads of one video.

use super::session::Session;
use super::settings::{Settings, set};
use crate::decode::Value;
use crate::download::Downloads;
use crate::endpoint::{Endpoint, Operation};
use crate::envelope::Reply;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::request::Request;
use crate::send;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

/// The future of a call. To drop it ends the call.
pub type CallFuture<R> = Pin<Box<dyn Future<Output = Result<R, Error>>>>;

/// A call that is made when it is awaited.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// use cf_stream_downloads::ErrorKind;
/// use std::time::Duration;
///
/// # let host = scripted::Host::silent();
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let call = client.downloads().get("ea95132c15732412d22c1476fa83f27a");
/// let error = call.timeout(Some(Duration::from_secs(5))).max_retries(0).await.unwrap_err();
/// assert_eq!(error.kind, ErrorKind::Timeout);
/// assert!(error.is_transient());
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a call is made when it is awaited"]
pub struct Call<H, R> {
    session: Session<H>,
    operation: Operation,
    video: String,
    settings: Settings,
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
    pub(super) fn new(session: Session<H>, operation: Operation, video: String) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            operation,
            video,
            reply: PhantomData,
        }
    }

    set!();
}

impl<H: Transport + Clock + 'static, R: FromReply + 'static> IntoFuture for Call<H, R> {
    type Output = Result<R, Error>;
    type IntoFuture = CallFuture<R>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Settings {
                account_id,
                options,
                mut ending,
            } = self.settings.checked()?;
            let account_id = account_id.as_deref();
            let request = request(&self.session, self.operation, account_id, &self.video)?;
            let work = async {
                let reply = send::call(&self.session, &request, &options).await;
                R::from_reply(reply?)
            };
            ending.or(&request.label(), work).await
        })
    }
}

/// Makes a request of a video.
pub(super) fn request<H>(
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

/// What a call on downloads resolves to: [`Downloads`], or the text of a deletion. It is sealed.
pub trait FromReply: sealed::FromReply {}

impl FromReply for Downloads {}
impl FromReply for String {}

mod sealed {
    use super::{Error, Reply, Value};

    pub trait FromReply: Sized {
        fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error>;
    }
}

impl sealed::FromReply for Downloads {
    fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error> {
        match reply {
            Reply::Downloads(downloads) => read(&downloads),
            _ => Ok(Self::default()),
        }
    }
}

impl sealed::FromReply for String {
    fn from_reply<V: Value>(reply: Reply<V>) -> Result<Self, Error> {
        match reply {
            Reply::Deleted(Some(text)) => Ok(text.as_text(usize::MAX).unwrap_or_default()),
            _ => Ok(Self::new()),
        }
    }
}

/// Reads downloads that have been found good.
pub(super) fn read<V: Value>(downloads: &V) -> Result<Downloads, Error> {
    let read = Downloads::read_all(downloads);
    read.map_err(|fault| *Box::<Error>::from(fault))
}
