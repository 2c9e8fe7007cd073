//! A request to any endpoint of the API.

use super::call::CallFuture;
use super::session::Session;
use super::settings::{Settings, set};
use crate::endpoint::Endpoint;
use crate::envelope::Reply;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::send;
use std::fmt;
use std::future::IntoFuture;

/// A request to any endpoint, which is sent when it is awaited. [`crate::Client::request`] makes it.
///
/// It resolves to the JSON body as the host has parsed it, the whole envelope, or to `None` where there
/// is none.
///
/// # Errors
///
/// A method that is none, and a path that does not begin with a slash or is not percent-encoded, are
/// refused before anything is sent; an answer that is not 2xx, or no JSON, is an error.
#[must_use = "a request is sent when it is awaited"]
pub struct AnyRequest<H> {
    session: Session<H>,
    method: String,
    path: String,
    json: Option<String>,
    settings: Settings,
}

impl<H> fmt::Debug for AnyRequest<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("AnyRequest");
        shown.field("method", &self.method);
        shown.finish_non_exhaustive()
    }
}

impl<H> AnyRequest<H> {
    pub(super) fn new(session: Session<H>, method: String, path: String) -> Self {
        Self {
            settings: Settings::of(&session),
            session,
            method,
            path,
            json: None,
        }
    }

    /// Sets the body: JSON, as text.
    pub fn json(mut self, json: impl Into<String>) -> Self {
        self.json = Some(json.into());
        self
    }

    set!(options);
}

impl<H: Transport + Clock + 'static> IntoFuture for AnyRequest<H> {
    type Output = Result<Option<H::Value>, Error>;
    type IntoFuture = CallFuture<Option<H::Value>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Settings {
                options,
                mut ending,
                ..
            } = self.settings.checked()?;
            let endpoint = Endpoint::other(&self.method, self.path);
            let request = endpoint.and_then(|endpoint| self.session.request(endpoint));
            let mut request = request.map_err(|error| *error)?;
            if let Some(json) = self.json {
                request.headers.set("content-type", "application/json");
                request.body = Some(json);
            }
            let work = async {
                let reply = send::call(&self.session, &request, &options).await;
                match reply? {
                    Reply::Document(body) => Ok(body),
                    _ => Ok(None),
                }
            };
            ending.or(&request.label(), work).await
        })
    }
}
