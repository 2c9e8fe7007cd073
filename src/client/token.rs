//! Signed tokens that the API makes.

use super::call::{CallFuture, request};
use super::session::Session;
use super::settings::{Settings, set};
use crate::decode::Value;
use crate::endpoint::Operation;
use crate::envelope::Reply;
use crate::error::Error;
use crate::host::{Clock, Transport};
use crate::send;
use crate::token::json::Json;
use crate::token::{AccessRule, check};
use std::fmt;
use std::future::IntoFuture;

/// The signed tokens of private videos. [`crate::Client::token`] makes it.
pub struct TokenEndpoint<H> {
    session: Session<H>,
}

impl<H> fmt::Debug for TokenEndpoint<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenEndpoint")
            .finish_non_exhaustive()
    }
}

impl<H> TokenEndpoint<H> {
    pub(super) fn new(session: Session<H>) -> Self {
        Self { session }
    }

    /// Creates a signed token for a video.
    ///
    /// `POST /accounts/{account_id}/stream/{identifier}/token`, with the permission Stream Write.
    /// Cloudflare recommends it for tests and for less than 1,000 tokens a day; for more,
    /// [`crate::token::DownloadToken`] makes tokens without a request.
    pub fn create(&self, video: impl Into<String>) -> CreateToken<H> {
        CreateToken {
            settings: Settings::of(&self.session),
            session: self.session.clone(),
            video: video.into(),
            body: Body::default(),
        }
    }
}

/// A request for a token, which is sent when it is awaited, and resolves to the token.
/// [`TokenEndpoint::create`] makes it.
///
/// # Examples
///
/// ```
/// # mod scripted { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/scripted/example.rs")); }
/// # scripted::run(async {
/// # use cf_stream_downloads::Client;
/// use cf_stream_downloads::token::{AccessRule, Action};
///
/// # let host = scripted::Host::answering([r#"{"success": true, "result": {"token": "a.b.c"}}"#]);
/// # let client = Client::builder_on(host).api_token("token").account_id("account").build()?;
/// let token = client.token().create("ea95132c15732412d22c1476fa83f27a").downloadable(true);
/// let token = token.access_rule(AccessRule::country(Action::Block, ["US", "MX"])).await?;
/// assert_eq!(token, "a.b.c");
/// # Ok::<(), cf_stream_downloads::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct CreateToken<H> {
    session: Session<H>,
    video: String,
    body: Body,
    settings: Settings,
}

#[derive(Default)]
struct Body {
    downloadable: Option<bool>,
    exp: Option<u64>,
    nbf: Option<u64>,
    access_rules: Vec<AccessRule>,
    original: Option<bool>,
    key: Option<(String, String)>,
}

impl<H> fmt::Debug for CreateToken<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("CreateToken");
        shown.field("video", &self.video);
        shown.finish_non_exhaustive()
    }
}

impl<H> CreateToken<H> {
    /// Sets whether the token opens downloads, too: not by default.
    pub fn downloadable(mut self, downloadable: bool) -> Self {
        self.body.downloadable = Some(downloadable);
        self
    }

    /// Sets when the token ends, in seconds since 1970: at most 24 hours from now. In an hour by
    /// default.
    pub fn exp(mut self, exp: u64) -> Self {
        self.body.exp = Some(exp);
        self
    }

    /// Sets when the token begins to be good, in seconds since 1970. An hour ago by default.
    pub fn nbf(mut self, nbf: u64) -> Self {
        self.body.nbf = Some(nbf);
        self
    }

    /// Adds a rule about who may use the token, at most five.
    pub fn access_rule(mut self, rule: AccessRule) -> Self {
        self.body.access_rules.push(rule);
        self
    }

    /// Sets whether the token is for the video as it was uploaded: not by default.
    pub fn original(mut self, original: bool) -> Self {
        self.body.original = Some(original);
        self
    }

    /// Sets the signing key that the API signs with: its `id` and its `pem`, in base64 as Cloudflare
    /// has given it. One of Cloudflare's own by default.
    pub fn key(mut self, id: impl Into<String>, pem: impl Into<String>) -> Self {
        self.body.key = Some((id.into(), pem.into()));
        self
    }

    set!();
}

impl Body {
    fn to_json(&self) -> String {
        let mut json = String::new();
        let mut members = Json::new(&mut json);
        let flag = |value: bool| if value { "true" } else { "false" };
        if let Some(downloadable) = self.downloadable {
            members.plain("downloadable", flag(downloadable));
        }
        for (name, seconds) in [("exp", self.exp), ("nbf", self.nbf)] {
            if let Some(seconds) = seconds {
                members.plain(name, &seconds.to_string());
            }
        }
        if !self.access_rules.is_empty() {
            let push = |json: &mut String, rule: &AccessRule| rule.push(json);
            members.list("accessRules", &self.access_rules, push);
        }
        if let Some(original) = self.original {
            let mut flags = String::new();
            let mut inner = Json::new(&mut flags);
            inner.plain("original", flag(original));
            inner.end();
            members.plain("flags", &flags);
        }
        if let Some((id, pem)) = &self.key {
            members.text("id", id);
            members.text("pem", pem);
        }
        members.end();
        json
    }
}

impl<H: Transport + Clock + 'static> IntoFuture for CreateToken<H> {
    type Output = Result<String, Error>;
    type IntoFuture = CallFuture<String>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Settings {
                account_id,
                options,
                mut ending,
            } = self.settings.checked()?;
            check(&self.body.access_rules).map_err(|error| *error)?;
            let account_id = account_id.as_deref();
            let made = request(
                &self.session,
                Operation::CreateToken,
                account_id,
                &self.video,
            );
            let mut request = made?;
            request.headers.set("content-type", "application/json");
            request.body = Some(self.body.to_json());
            if let Some((_, pem)) = self.body.key {
                request.secret.get_or_insert_default().add(pem);
            }
            let work = async {
                let reply = send::call(&self.session, &request, &options).await;
                let token = match reply? {
                    Reply::Document(Some(result)) => result.member("token"),
                    _ => None,
                };
                let text = token.and_then(|token| token.as_text(usize::MAX));
                Ok(text.unwrap_or_default())
            };
            ending.or(&request.label(), work).await
        })
    }
}
