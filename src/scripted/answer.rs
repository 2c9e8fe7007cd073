//! What a script answers with.

use crate::envelope::Content;
use crate::host::Failure;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// What becomes of one request.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    /// How long it takes until the head is there, or the failure.
    pub(crate) delay: Duration,
    pub(crate) outcome: Result<Scripted, Failure<Json>>,
}

/// An answer of the script.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// How long the body takes after the head.
    pub(crate) body_delay: Duration,
    pub(crate) content: Result<Content<Json>, Failure<Json>>,
}

/// A 200 with a result.
pub(crate) fn ok(result: Json) -> Scripted {
    status(200, object([("success", json!(true)), ("result", result)]))
}

/// An object of these members.
pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    let owned = members.map(|(name, value)| (name.to_owned(), value));
    owned.into_iter().collect()
}

/// An answer with a body that is JSON.
pub(crate) fn status(status: u16, body: Json) -> Scripted {
    content(status, Content::Json(body))
}

/// An answer with any body.
pub(crate) fn content(status: u16, content: Content<Json>) -> Scripted {
    Scripted {
        status,
        headers: Vec::new(),
        body_delay: Duration::ZERO,
        content: Ok(content),
    }
}

/// An answer of this status, that says `success: false` and nothing else.
pub(crate) fn refusal(code: u16) -> Scripted {
    status(code, json!({ "success": false, "errors": [] }))
}

/// A request that ends with a failure.
pub(crate) fn fails(failure: Failure<Json>) -> Scene {
    Scene {
        delay: Duration::ZERO,
        outcome: Err(failure),
    }
}

/// A connection that breaks.
pub(crate) fn broken() -> Failure<Json> {
    Failure::connection(["fetch failed".to_owned(), "reset".to_owned()])
}

/// A request that is never answered.
pub(crate) fn stalled() -> Scene {
    Scene::from(refusal(500)).after(Duration::MAX)
}

impl Scripted {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Has the body take so long after the head.
    pub(crate) fn body_after(mut self, delay: Duration) -> Self {
        self.body_delay = delay;
        self
    }

    /// Has the body break.
    pub(crate) fn without_body(mut self, failure: Failure<Json>) -> Self {
        self.content = Err(failure);
        self
    }

    /// Has the head take so long.
    pub(crate) fn after(self, delay: Duration) -> Scene {
        Scene::from(self).after(delay)
    }
}

impl Scene {
    /// Has the head, or the failure, take so long.
    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

impl From<Scripted> for Scene {
    fn from(scripted: Scripted) -> Self {
        let outcome = Ok(scripted);
        let delay = Duration::ZERO;
        Self { delay, outcome }
    }
}
