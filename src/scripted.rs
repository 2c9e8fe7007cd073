//! A host for tests: it answers by a script, and its time is virtual. A sleep takes no time at all:
//! [`Stage::run`] moves the clock on when nothing else is left to do.

mod answer;
mod arbitrary;
mod endless;
mod host;
mod request;

pub(crate) use answer::{
    Scene, Scripted, broken, content, fails, object, ok, refusal, stalled, status,
};
pub(crate) use arbitrary::{any_content, any_download, any_failure, any_json, any_scene, cases};
pub(crate) use endless::Endless;
pub(crate) use request::{
    PATH, SECRET, assert_readable, chances, list, ms, retrying, seconds, within,
};

use crate::attempt::Failed;
use crate::host::{Clock, Renewed, SleepError};
use crate::rate_limit::{Pace, RateLimit};
use crate::request::Request;
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How an attempt ended, and in how much time there is another.
type Noted = (Result<u16, String>, Option<Duration>);

type Renewal = Box<dyn FnMut(&Request) -> Result<Option<Renewed<Stage>>, Box<Failed<Stage>>>>;

type Script = Box<dyn FnMut(&Request, Duration) -> Scene>;

/// The host. Clones are the same host.
#[derive(Clone)]
pub(crate) struct Stage(Rc<Inner>);

struct Inner {
    script: RefCell<Script>,
    now: Cell<Duration>,
    /// When somebody wants to be woken.
    alarms: RefCell<Vec<Duration>>,
    chance: RefCell<Box<dyn FnMut() -> f64>>,
    pace: RefCell<Pace>,
    limit: RefCell<Option<RateLimit>>,
    sent: RefCell<Vec<(Duration, String)>>,
    attempts: RefCell<Vec<Noted>>,
    /// How many requests and bodies are under way, and how many sleeps.
    under_way: Cell<usize>,
    asleep: Cell<usize>,
    /// How many answers there are whose body has been neither read nor given up, and the most that
    /// there have been of them and of requests at once.
    unread: Cell<usize>,
    most: Cell<usize>,
    /// When the runtime gives up all that waits.
    abandoned_at: Cell<Duration>,
    has_timers: Cell<bool>,
    renewal: RefCell<Renewal>,
    is_bound: Cell<bool>,
}

/// When the clock begins: so that a time in the past is not before its beginning.
pub(crate) const BEGINNING: Duration = Duration::from_secs(1000);

impl Stage {
    /// Makes a host that answers a request, sent at a certain time, by a function.
    pub(crate) fn new<S: Into<Scene>>(
        mut script: impl FnMut(&Request, Duration) -> S + 'static,
    ) -> Self {
        Self(Rc::new(Inner {
            script: RefCell::new(Box::new(move |request, now| script(request, now).into())),
            now: Cell::new(BEGINNING),
            alarms: RefCell::default(),
            chance: RefCell::new(Box::new(|| 0.5)),
            pace: RefCell::default(),
            limit: RefCell::default(),
            sent: RefCell::default(),
            attempts: RefCell::default(),
            under_way: Cell::default(),
            asleep: Cell::default(),
            unread: Cell::default(),
            most: Cell::default(),
            abandoned_at: Cell::new(Duration::MAX),
            has_timers: Cell::new(true),
            renewal: RefCell::new(Box::new(|_| Ok(None))),
            is_bound: Cell::default(),
        }))
    }

    /// Makes a host that gives answers in turn, the last one for ever.
    pub(crate) fn answering<S: Into<Scene>>(scenes: impl IntoIterator<Item = S>) -> Self {
        let scenes: Vec<Scene> = scenes.into_iter().map(Into::into).collect();
        let mut turn = 0;
        Self::new(move |_, _| {
            let scene = scenes[turn.min(scenes.len() - 1)].clone();
            turn += 1;
            scene
        })
    }

    /// Has the runtime give up all that waits when so much time has passed since the beginning.
    pub(crate) fn abandoned_after(self, time: Duration) -> Self {
        self.0.abandoned_at.set(BEGINNING.saturating_add(time));
        self
    }

    /// Has it refuse to wait.
    pub(crate) fn without_timers(self) -> Self {
        self.0.has_timers.set(false);
        self
    }

    /// Has it be bound to an account, as a Stream binding is.
    pub(crate) fn bound(self) -> Self {
        self.0.is_bound.set(true);
        self
    }

    /// Has its clock begin at a later time.
    pub(crate) fn beginning_at(self, now: Duration) -> Self {
        self.0.now.set(now);
        self
    }

    pub(crate) fn with_chance(self, chance: impl FnMut() -> f64 + 'static) -> Self {
        *self.0.chance.borrow_mut() = Box::new(chance);
        self
    }

    /// Has the requests of a loop made anew by a function.
    pub(crate) fn renewing(
        self,
        renewal: impl FnMut(&Request) -> Result<Option<Renewed<Self>>, Box<Failed<Self>>> + 'static,
    ) -> Self {
        *self.0.renewal.borrow_mut() = Box::new(renewal);
        self
    }

    /// Which requests were sent, by their methods and paths.
    pub(crate) fn sent(&self) -> Vec<String> {
        let sent = self.0.sent.borrow();
        sent.iter().map(|(_, label)| label.clone()).collect()
    }

    /// When they were sent, from the beginning on.
    pub(crate) fn times(&self) -> Vec<Duration> {
        let sent = self.0.sent.borrow();
        sent.iter()
            .map(|(at, _)| at.saturating_sub(BEGINNING))
            .collect()
    }

    /// How much time there was between each and the next.
    pub(crate) fn gaps(&self) -> Vec<Duration> {
        let times = self.times();
        times
            .windows(2)
            .map(|pair| pair[1].abs_diff(pair[0]))
            .collect()
    }

    /// How much time has passed.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.now.get().saturating_sub(BEGINNING)
    }

    /// How many requests and unread answers there have been at most at once.
    pub(crate) fn most(&self) -> usize {
        self.0.most.get()
    }

    /// How the attempts ended, as a log would have it.
    pub(crate) fn attempts(&self) -> Vec<Noted> {
        self.0.attempts.borrow().clone()
    }

    pub(crate) fn limit(&self) -> Option<RateLimit> {
        self.0.limit.borrow().clone()
    }

    /// Whether nothing is under way: no request, no answer that is still to be read, no timer.
    pub(crate) fn is_idle(&self) -> bool {
        let Inner {
            under_way,
            asleep,
            unread,
            ..
        } = &*self.0;
        under_way.get() + asleep.get() + unread.get() == 0
    }

    /// How many answers there are whose body has been neither read nor given up.
    pub(crate) fn unread(&self) -> usize {
        self.0.unread.get()
    }

    pub(crate) async fn until(&self, time: Duration) -> Result<(), SleepError> {
        let abandoned_at = self.0.abandoned_at.get();
        poll_fn(|_| {
            let now = self.0.now.get();
            if now >= time {
                return Poll::Ready(Ok(()));
            }
            if now >= abandoned_at {
                return Poll::Ready(Err(SleepError::Abandoned));
            }
            self.0.alarms.borrow_mut().push(time.min(abandoned_at));
            Poll::Pending
        })
        .await
    }

    /// Waits like a function of the caller's own, which is no part of what is under way.
    pub(crate) async fn pause(&self, duration: Duration) {
        let _ = self.until(self.now().saturating_add(duration)).await;
    }

    fn note_most(&self) {
        let Inner {
            under_way,
            unread,
            most,
            ..
        } = &*self.0;
        most.set(most.get().max(under_way.get() + unread.get()));
    }

    /// Runs a future to its end.
    ///
    /// # Panics
    ///
    /// When it waits for something that never comes.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.run_until(Duration::MAX, work).expect("it ends")
    }

    /// Runs a future until it ends or so much time has passed since the beginning, and drops it.
    pub(crate) fn run_until<T>(&self, end: Duration, work: impl Future<Output = T>) -> Option<T> {
        self.drive(BEGINNING.saturating_add(end), usize::MAX, work)
    }

    /// Polls a future so often, while the clock moves on between, and drops it.
    pub(crate) fn run_polls<T>(&self, polls: usize, work: impl Future<Output = T>) -> Option<T> {
        self.drive(Duration::MAX, polls, work)
    }

    fn drive<T>(
        &self,
        end: Duration,
        mut polls: usize,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let mut work = pin!(work);
        let mut context = Context::from_waker(Waker::noop());
        while polls > 0 {
            polls -= 1;
            self.0.alarms.borrow_mut().clear();
            if let Poll::Ready(value) = work.as_mut().poll(&mut context) {
                return Some(value);
            }
            let next = self.0.alarms.borrow().iter().min().copied();
            let next = next.expect("somebody waits for a time");
            if next > end {
                self.0.now.set(end);
                return None;
            }
            self.0.now.set(next);
        }
        None
    }
}
