// A host for the examples of the documentation, which include this file: it gives its answers in turn,
// and no time passes. Whoever writes a host of their own finds here what one needs.

use cf_stream_downloads::decode::Value;
use cf_stream_downloads::envelope::Content;
use cf_stream_downloads::host::{Clock, Failure, Response, SleepError, Transport};
use cf_stream_downloads::request::Request;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// JSON that serde_json has parsed.
#[derive(Clone, Debug)]
pub struct Json(serde_json::Value);

impl Value for Json {
    fn type_name(&self) -> &'static str {
        match self.0 {
            serde_json::Value::Null => "null",
            serde_json::Value::Bool(_) => "a boolean",
            serde_json::Value::Number(_) => "a number",
            serde_json::Value::String(_) => "a string",
            serde_json::Value::Array(_) => "an array",
            serde_json::Value::Object(_) => "an object",
        }
    }

    fn is_null(&self) -> bool {
        self.0.is_null()
    }

    fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_text(&self, max: usize) -> Option<String> {
        Some(self.0.as_str()?.chars().take(max).collect())
    }

    fn is_object(&self) -> bool {
        self.0.is_object()
    }

    fn length(&self) -> Option<usize> {
        Some(self.0.as_array()?.len())
    }

    fn element(&self, index: usize) -> Option<Self> {
        self.0.get(index).cloned().map(Self)
    }

    fn member(&self, name: &'static str) -> Option<Self> {
        self.0.get(name).cloned().map(Self)
    }

    fn entries(&self) -> Vec<(String, Self)> {
        let members = self.0.as_object().into_iter().flatten();
        members.map(|(name, value)| (name.clone(), Self(value.clone()))).collect()
    }

    fn object(member: Option<(&'static str, Self)>) -> Self {
        let members = member.into_iter();
        Self(members.map(|(name, value)| (name.to_owned(), value.0)).collect())
    }

    fn merged(&self, other: &Self) -> Self {
        let members = |value: &Self| value.0.as_object().cloned().unwrap_or_default();
        Self(serde_json::Value::Object(members(self).into_iter().chain(members(other)).collect()))
    }

    fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// An answer with the status 200, and a body.
pub struct Answer(String);

impl Response for Answer {
    type Value = Json;

    fn status(&self) -> u16 {
        200
    }

    fn header(&self, _: &'static str) -> Option<String> {
        None
    }

    async fn content(&mut self) -> Result<Content<Json>, Failure<Json>> {
        Ok(match serde_json::from_str(&self.0) {
            Ok(json) => Content::Json(Json(json)),
            Err(_) => Content::Text(self.0.clone()),
        })
    }
}

/// A host that gives its answers in turn.
pub struct Host(RefCell<VecDeque<String>>);

#[allow(dead_code)]
impl Host {
    pub fn answering<const N: usize>(bodies: [&str; N]) -> Self {
        Self(RefCell::new(bodies.into_iter().map(str::to_owned).collect()))
    }

    /// Never answers.
    pub fn silent() -> Self {
        Self::answering([])
    }
}

impl Transport for Host {
    type Value = Json;
    type Response = Answer;

    async fn send(&self, _: &Request) -> Result<Answer, Failure<Json>> {
        let next = self.0.borrow_mut().pop_front();
        match next {
            Some(body) => Ok(Answer(body)),
            None => pending().await,
        }
    }
}

impl Clock for Host {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn unix_time(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, _: Duration) -> Result<(), SleepError> {
        // What else is ready comes first.
        let mut is_over = false;
        poll_fn(|context| {
            if std::mem::replace(&mut is_over, true) {
                return Poll::Ready(Ok(()));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// Runs a future to its end.
#[allow(dead_code)]
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
