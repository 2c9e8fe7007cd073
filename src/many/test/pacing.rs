//! How many videos at once keep to what is left of the API's rate limit. Of its refusals see
//! [`super::pauses`].

use super::names::{All, asked, gather, many, names, result, run, sorted, video};
use crate::host::{Clock, Host};
use crate::options::RequestOptions;
use crate::scripted::{Scripted, Stage, ms, ok, refusal, retrying, seconds};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::Duration;

/// The API's limit: so many requests in a window, that begins with the first.
pub(super) struct Limit {
    quota: u32,
    window: Duration,
    /// How long nothing works after one request too many.
    block: Duration,
    /// Whether answers say what is left.
    is_told: bool,
    used: u32,
    ends: Duration,
    blocked_until: Duration,
}

impl Limit {
    pub(super) fn new(quota: u32, window: Duration) -> Self {
        Self {
            quota,
            window,
            block: Duration::ZERO,
            is_told: true,
            used: 0,
            ends: Duration::ZERO,
            blocked_until: Duration::ZERO,
        }
    }

    /// The same, that nobody tells of: one request too many, and nothing works for so long.
    pub(super) fn blocking(self, block: Duration) -> Self {
        let is_told = false;
        Self {
            block,
            is_told,
            ..self
        }
    }

    /// What the API answers, unless that is one too many. It says whole seconds.
    pub(super) fn answer(&mut self, now: Duration, answer: impl FnOnce() -> Scripted) -> Scripted {
        if now >= self.ends {
            (self.used, self.ends) = (0, now + self.window);
        }
        let is_refused = now < self.blocked_until || self.used >= self.quota;
        if is_refused && now >= self.blocked_until {
            self.blocked_until = now + self.block;
        }
        self.used += u32::from(!is_refused);
        let answer = if is_refused { refusal(429) } else { answer() };
        if !self.is_told {
            return answer;
        }
        let left = self.quota - self.used;
        let limit = format!(
            "\"default\";r={left};t={}",
            self.ends.saturating_sub(now).as_secs()
        );
        let policy = format!("\"default\";q={};w={}", self.quota, self.window.as_secs());
        answer
            .with("ratelimit", &limit)
            .with("ratelimit-policy", &policy)
    }

    /// A host behind this limit, whose answers take 100 ms.
    fn stage(self) -> Stage {
        self.overtaking(0)
    }

    /// The same, with answers that take up to so much more and overtake each other.
    pub(super) fn overtaking(mut self, more: u64) -> Stage {
        let mut turn = 0;
        Stage::new(move |request, now| {
            turn += 1;
            let answer = self.answer(now, || ok(result(video(request))));
            answer.after(ms(100 + turn * 37 % (more + 1)))
        })
    }
}

pub(super) fn refusals(stage: &Stage) -> usize {
    let attempts = stage.attempts();
    attempts
        .iter()
        .filter(|(outcome, _)| *outcome == Ok(429))
        .count()
}

#[test]
fn ten_thousand_identifiers_keep_to_1_200_per_5_minutes() {
    for concurrency in [6, 40] {
        let stage = Limit::new(1200, seconds(300)).overtaking(100);
        let all = run(
            &stage,
            many(
                &stage,
                &names(10_000),
                RequestOptions::default(),
                concurrency,
            ),
        );
        all.assert_all(&names(10_000));
        assert_eq!(refusals(&stage), 0, "nothing was refused");
        assert_eq!(
            sorted(asked(&stage)),
            sorted(names(10_000)),
            "nothing was asked twice"
        );
        // Eight windows have to pass, each of which lasts a second longer than the API says.
        let minutes = stage.elapsed().as_secs_f64() / 60.0;
        assert!(minutes > 40.1 && minutes < 40.6, "{minutes} min");
    }
}

#[test]
fn it_keeps_to_what_is_left() {
    let stage = Limit::new(20, seconds(60)).stage();
    run(&stage, many(&stage, &names(90), retrying(0), 6)).assert_all(&names(90));
    assert_eq!((refusals(&stage), stage.sent().len()), (0, 90));
    // Four windows have to pass.
    assert!(stage.elapsed() >= seconds(240) && stage.elapsed() < seconds(255));
}

#[test]
fn the_last_twentieth_is_spread_over_the_rest_of_the_window() {
    let stage = Limit::new(100, seconds(100)).stage();
    run(&stage, many(&stage, &names(101), retrying(0), 2)).assert_all(&names(101));
    let times = stage.times();
    assert!(times[94] < seconds(10), "{:?} for most of them", times[94]);
    for gap in &stage.gaps()[95..99] {
        assert!(*gap > seconds(15) && *gap < seconds(25), "{gap:?}");
    }
    assert!(times[100] >= seconds(100) && times[100] < seconds(104));
}

/// Takes all of two at a time.
fn run_both(
    stage: &Stage,
    first: impl Future<Output = All>,
    second: impl Future<Output = All>,
) -> [All; 2] {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut one, mut other) = (None, None);
    stage.run(poll_fn(|context| {
        if one.is_none()
            && let std::task::Poll::Ready(all) = first.as_mut().poll(context)
        {
            one = Some(all);
        }
        if other.is_none()
            && let std::task::Poll::Ready(all) = second.as_mut().poll(context)
        {
            other = Some(all);
        }
        match (one.take(), other.take()) {
            (Some(one), Some(other)) => std::task::Poll::Ready([one, other]),
            ended => {
                (one, other) = ended;
                std::task::Poll::Pending
            }
        }
    }))
}

#[test]
fn several_share_what_the_client_has_left() {
    let stage = Limit::new(20, seconds(60)).stage();
    let [first, second] = [&names(30)[..15], &names(30)[15..]]
        .map(|names| gather(many(&stage, names, retrying(0), 6)));
    let both = run_both(&stage, first, second);
    both[0].assert_all(&names(30)[..15]);
    both[1].assert_all(&names(30)[15..]);
    assert_eq!((refusals(&stage), stage.sent().len()), (0, 30));
    assert!(stage.elapsed() >= seconds(60) && stage.elapsed() < seconds(65));
}

#[test]
fn those_that_start_together_count_before_any_is_answered() {
    let stage = Limit::new(4, seconds(20)).stage();
    run(&stage, many(&stage, &names(1), retrying(0), 6)).assert_all(&names(1));
    run(&stage, many(&stage, &names(6), retrying(0), 6)).assert_all(&names(6));
    assert_eq!((refusals(&stage), stage.sent().len()), (0, 7));
}

#[test]
fn those_that_were_dropped_are_forgotten() {
    let stage = Limit::new(1200, seconds(300)).stage();
    for _ in 0..50 {
        let mut left = many(&stage, &names(6), retrying(0), 6);
        drop(stage.run_polls(1, left.next()));
    }
    let began = stage.elapsed();
    run(&stage, many(&stage, &names(600), retrying(0), 6)).assert_all(&names(600));
    assert!(
        stage.elapsed() < began + seconds(30),
        "{:?}",
        stage.elapsed()
    );
}

#[test]
fn what_was_never_answered_is_forgotten_after_its_timeout() {
    let stage = Limit::new(1200, seconds(300)).stage();
    // Of a request that the runtime gave up: nobody says that they have ended.
    for _ in 0..1150 {
        stage.pace(|pace| pace.started(stage.now(), Some(seconds(60))));
    }
    stage.run(stage.pause(seconds(61)));
    run(&stage, many(&stage, &names(100), retrying(0), 6)).assert_all(&names(100));
    assert!(stage.elapsed() < seconds(70));
}
