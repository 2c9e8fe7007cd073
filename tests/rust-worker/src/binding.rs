//! A host of one's own: requests go through a service binding, and the time is that of `Fetch`.

use cf_stream_downloads::Fetch;
use cf_stream_downloads::envelope::Content;
use cf_stream_downloads::host::{Clock, Failure, Response, SleepError, Transport};
use cf_stream_downloads::request::Request;
use std::time::Duration;
use worker::js_sys::JSON;
use worker::wasm_bindgen::JsValue;
use worker::{Fetcher, Headers, Method, RequestInit};

/// A service binding as a host.
pub struct Binding {
    fetcher: Fetcher,
    clock: Fetch,
}

impl Binding {
    pub fn new(fetcher: Fetcher) -> Self {
        let clock = Fetch::default();
        Self { fetcher, clock }
    }
}

fn failure(error: worker::Error) -> Failure<JsValue> {
    Failure::connection([error.to_string()])
}

impl Transport for Binding {
    type Value = JsValue;
    type Response = Answer;

    async fn send(&self, request: &Request) -> Result<Answer, Failure<JsValue>> {
        let headers = Headers::new();
        for (name, value) in request.headers.iter() {
            headers.set(name, value).map_err(failure)?;
        }
        let mut init = RequestInit::new();
        init.with_method(Method::from(request.endpoint.method.clone()))
            .with_headers(headers)
            .with_body(request.body.as_deref().map(JsValue::from_str));
        let answer = self.fetcher.fetch(&request.url, Some(init)).await;
        answer.map(Answer).map_err(failure)
    }
}

/// What the service has answered.
pub struct Answer(worker::Response);

impl Response for Answer {
    type Value = JsValue;

    fn status(&self) -> u16 {
        self.0.status_code()
    }

    fn header(&self, name: &'static str) -> Option<String> {
        self.0.headers().get(name).ok()?
    }

    async fn content(&mut self) -> Result<Content<JsValue>, Failure<JsValue>> {
        let text = self.0.text().await.map_err(failure)?;
        Ok(match JSON::parse(&text) {
            Ok(value) => Content::Json(value),
            Err(_) if text.trim().is_empty() => Content::Empty,
            Err(_) => Content::Text(text),
        })
    }
}

impl Clock for Binding {
    fn now(&self) -> Duration {
        self.clock.now()
    }

    fn unix_time(&self) -> Duration {
        self.clock.unix_time()
    }

    async fn sleep(&self, duration: Duration) -> Result<(), SleepError> {
        self.clock.sleep(duration).await
    }

    fn random(&self) -> f64 {
        self.clock.random()
    }
}
