//! A host on reqwest and tokio.

use cf_stream_downloads::envelope::Content;
use cf_stream_downloads::host::{Clock, Failure, Response, SleepError, Transport};
use cf_stream_downloads::request::Request;
use serde_json::Value;
use std::error::Error;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Sends requests by a client of reqwest.
pub struct Native {
    client: reqwest::Client,
    beginning: Instant,
}

impl Native {
    pub fn new() -> Result<Self, reqwest::Error> {
        let none = reqwest::redirect::Policy::none();
        Ok(Self {
            client: reqwest::Client::builder().redirect(none).build()?,
            beginning: Instant::now(),
        })
    }
}

fn failure(error: reqwest::Error) -> Failure<Value> {
    // An address may hold a secret.
    let error = error.without_url();
    let mut reasons = vec![error.to_string()];
    let mut source = error.source();
    while let Some(reason) = source {
        reasons.push(reason.to_string());
        source = reason.source();
    }
    Failure::connection(reasons)
}

impl Transport for Native {
    type Value = Value;
    type Response = Answer;

    async fn send(&self, request: &Request) -> Result<Answer, Failure<Value>> {
        let refused = |reason: &str| Failure::refused([reason.to_owned()]);
        let method = request.endpoint.method.as_bytes();
        let method = reqwest::Method::from_bytes(method).map_err(|_| refused("no method"))?;
        let mut sent = self.client.request(method, &request.url);
        for (name, value) in request.headers.iter() {
            sent = sent.header(name, value);
        }
        if let Some(body) = &request.body {
            sent = sent.body(body.clone());
        }
        let answer = sent.send().await.map_err(failure)?;
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: Some(answer),
        })
    }
}

/// What the server has answered.
pub struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    /// `None` after it has been read.
    body: Option<reqwest::Response>,
}

impl Response for Answer {
    type Value = Value;

    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &'static str) -> Option<String> {
        let value = self.headers.get(name)?.to_str();
        value.ok().map(str::to_owned)
    }

    async fn content(&mut self) -> Result<Content<Value>, Failure<Value>> {
        let Some(answer) = self.body.take() else {
            return Ok(Content::Empty);
        };
        let text = answer.text().await.map_err(failure)?;
        Ok(match serde_json::from_str(&text) {
            Ok(value) => Content::Json(value),
            Err(_) if text.trim().is_empty() => Content::Empty,
            Err(_) => Content::Text(text),
        })
    }
}

impl Clock for Native {
    fn now(&self) -> Duration {
        self.beginning.elapsed()
    }

    fn unix_time(&self) -> Duration {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default()
    }

    async fn sleep(&self, duration: Duration) -> Result<(), SleepError> {
        tokio::time::sleep(duration).await;
        Ok(())
    }

    fn random(&self) -> f64 {
        f64::from(self.unix_time().subsec_nanos()) / 1e9
    }
}
