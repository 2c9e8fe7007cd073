//! The scripted host as one that sends requests and knows the time.

use super::{Inner, Scene, Scripted, Stage};
use crate::attempt::Failed;
use crate::envelope::Content;
use crate::host::{Attempt, Clock, Failure, Host, Renewed, Response, SleepError, Transport};
use crate::rate_limit::{Pace, RateLimit};
use crate::request::Request;
use serde_json::Value as Json;
use std::cell::Cell;
use std::time::Duration;

/// Counts something that is under way until it is dropped.
struct Counted(Stage, fn(&Inner) -> &Cell<usize>);

impl Counted {
    fn new(stage: &Stage, count: fn(&Inner) -> &Cell<usize>) -> Self {
        let cell = count(&stage.0);
        cell.set(cell.get() + 1);
        stage.note_most();
        Self(stage.clone(), count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let cell = (self.1)(&self.0.0);
        cell.set(cell.get() - 1);
    }
}

pub(crate) struct Answer {
    stage: Stage,
    scripted: Scripted,
    unread: Option<Counted>,
}

impl Transport for Stage {
    type Value = Json;
    type Response = Answer;

    async fn send(&self, request: &Request) -> Result<Answer, Failure<Json>> {
        let now = self.0.now.get();
        self.0.sent.borrow_mut().push((now, request.label()));
        let Scene { delay, outcome } = (self.0.script.borrow_mut())(request, now);
        let counted = Counted::new(self, |inner| &inner.under_way);
        let waited = self.until(now.saturating_add(delay)).await;
        waited.map_err(Failure::from)?;
        drop(counted);
        let stage = self.clone();
        let unread = Some(Counted::new(self, |inner| &inner.unread));
        outcome.map(|scripted| Answer {
            stage,
            scripted,
            unread,
        })
    }

    fn is_bound(&self) -> bool {
        self.0.is_bound.get()
    }
}

impl Response for Answer {
    type Value = Json;

    fn status(&self) -> u16 {
        self.scripted.status
    }

    fn header(&self, name: &'static str) -> Option<String> {
        let mut headers = self.scripted.headers.iter();
        let (_, value) = headers.find(|(known, _)| *known == name)?;
        Some(value.clone())
    }

    async fn content(&mut self) -> Result<Content<Json>, Failure<Json>> {
        // To leave a body in the middle is to give it up.
        let _unread = self.unread.take();
        let time = self.stage.now().saturating_add(self.scripted.body_delay);
        let waited = self.stage.until(time).await;
        waited.map_err(Failure::from)?;
        self.scripted.content.clone()
    }
}

impl Clock for Stage {
    fn now(&self) -> Duration {
        self.0.now.get()
    }

    fn unix_time(&self) -> Duration {
        // 2026-01-01
        Duration::from_hours(490_896) + self.0.now.get()
    }

    async fn sleep(&self, duration: Duration) -> Result<(), SleepError> {
        if !self.0.has_timers.get() {
            return Err(SleepError::Refused);
        }
        let _counted = Counted::new(self, |inner| &inner.asleep);
        self.until(self.now().saturating_add(duration)).await
    }

    fn random(&self) -> f64 {
        (self.0.chance.borrow_mut())()
    }
}

impl Host for Stage {
    fn pace<R>(&self, change: impl FnOnce(&mut Pace) -> R) -> R {
        change(&mut self.0.pace.borrow_mut())
    }

    fn observe(&self, limit: RateLimit) {
        self.0.pace.borrow_mut().observe(&limit, self.now());
        *self.0.limit.borrow_mut() = Some(limit);
    }

    fn watches_attempts(&self) -> bool {
        true
    }

    fn attempted(&self, _: &Request, attempt: &Attempt<'_>) {
        let outcome = attempt.outcome.map_err(|error| error.message.clone());
        let attempt = (outcome, attempt.retry_in);
        self.0.attempts.borrow_mut().push(attempt);
    }

    fn renew(&self, request: &Request) -> Result<Option<Renewed<Self>>, Box<Failed<Self>>> {
        (self.0.renewal.borrow_mut())(request)
    }
}
