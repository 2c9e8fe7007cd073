//! Downloads that are created for many videos: each missing one once, whatever goes wrong, and no more
//! at once than wanted.

use super::names::{All, gather, names, run, source, video};
use super::pacing::Limit;
use crate::download::DownloadType::{Audio, Default};
use crate::host::Clock;
use crate::many::Many;
use crate::options::EnsureOptions;
use crate::request::Request;
use crate::scripted::{Scene, Scripted, Stage, broken, chances, fails, ms, ok, refusal, seconds};
use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::Duration;

/// What there is of one video.
#[derive(Clone, Default)]
struct Video {
    /// When its download was created, if it was.
    created_at: Option<Duration>,
    /// Whether somebody was told so.
    is_told: bool,
    /// How many requests to create it there were, and how many after it was told.
    posts: usize,
    posts_too_many: usize,
}

/// An account whose downloads take some time, and whose API fails now and then.
struct Account {
    videos: HashMap<String, Video>,
    encoding: Duration,
    limit: Limit,
    chance: Box<dyn FnMut() -> f64>,
    /// Of a hundred requests so many fail.
    faults: f64,
    /// When those downloads were created that are being made, and how many those were at most.
    begun: VecDeque<Duration>,
    most_encoding: usize,
    creations: usize,
    refusals: usize,
}

impl Account {
    /// Has no downloads, and no faults.
    fn new(encoding: Duration) -> Self {
        Self {
            videos: HashMap::new(),
            encoding,
            limit: Limit::new(1200, seconds(300)),
            chance: Box::new(|| 1.0),
            faults: 0.0,
            begun: VecDeque::new(),
            most_encoding: 0,
            creations: 0,
            refusals: 0,
        }
    }

    fn failing(mut self, faults: f64, seed: u32) -> Self {
        (self.faults, self.chance) = (faults, Box::new(chances(seed)));
        self
    }

    fn with(mut self, name: &str, created_at: Duration) -> Self {
        self.begun.push_back(created_at);
        let created_at = Some(created_at);
        let video = Video {
            created_at,
            ..Video::default()
        };
        self.videos.insert(name.to_owned(), video);
        self
    }

    /// Takes note of a creation.
    fn created(&mut self, now: Duration) {
        self.creations += 1;
        self.begun.push_back(now);
        while (self.begun.front()).is_some_and(|&at| now >= at + self.encoding) {
            self.begun.pop_front();
        }
        self.most_encoding = self.most_encoding.max(self.begun.len());
    }

    /// Does what is asked, and gives the answer.
    fn serve(&mut self, request: &Request, now: Duration) -> Scripted {
        let (encoding, is_creation) = (self.encoding, request.endpoint.method == "POST");
        let video = self.videos.entry(video(request).to_owned()).or_default();
        if is_creation {
            video.posts += 1;
            video.posts_too_many += usize::from(video.is_told);
            if video.created_at.is_some() {
                return refusal(409);
            }
            video.created_at = Some(now);
        }
        let downloads = listed(video, encoding, now);
        if is_creation {
            self.created(now);
        }
        ok(downloads)
    }

    fn answer(&mut self, request: &Request, now: Duration) -> Scene {
        let mut is_refused = true;
        let mut limit = std::mem::replace(&mut self.limit, Limit::new(0, Duration::ZERO));
        let answer = limit.answer(now, || {
            is_refused = false;
            ok(json!({}))
        });
        self.limit = limit;
        let delay = ms(50 + 100 * u64::from(now.subsec_millis()) / 999);
        if is_refused {
            self.refusals += 1;
            return answer.after(delay);
        }
        let told = |scripted: Scripted| Scripted {
            headers: answer.headers.clone(),
            ..scripted
        };
        if (self.chance)() * 100.0 >= self.faults {
            let served = told(self.serve(request, now));
            if served.status == 200 {
                let video = self.videos.entry(video(request).to_owned()).or_default();
                video.is_told |= video.created_at.is_some();
            }
            return served.after(delay);
        }
        // One of two that fail has been done.
        if (self.chance)() < 0.5 {
            self.serve(request, now);
        }
        let scene: Scene = match (self.chance)() * 4.0 {
            kind if kind < 1.0 => told(refusal(429)).into(),
            kind if kind < 2.0 => told(refusal(503)).into(),
            kind if kind < 3.0 && request.endpoint.method == "POST" => told(refusal(409)).into(),
            _ => fails(broken()),
        };
        scene.after(delay)
    }
}

fn listed(video: &Video, encoding: Duration, now: Duration) -> Json {
    match video.created_at {
        None => json!({}),
        Some(at) if now < at + encoding => json!({ "default": { "status": "inprogress" } }),
        Some(_) => json!({ "default": { "status": "ready", "url": "https://x.example/a" } }),
    }
}

fn stage(account: &Rc<RefCell<Account>>) -> Stage {
    let account = Rc::clone(account);
    Stage::new(move |request, now| account.borrow_mut().answer(request, now))
}

fn options(max_encoding: usize) -> EnsureOptions {
    EnsureOptions {
        max_encoding,
        ..EnsureOptions::default()
    }
}

fn ensure(
    stage: &Stage,
    names: &[String],
    options: EnsureOptions,
) -> Many<Stage, super::names::Names> {
    let source = source(stage, names);
    let retrying = crate::scripted::retrying(2);
    Many::new(stage.clone(), retrying, source, 6, Some(options))
}

fn ensured(account: Account, names: &[String], max_encoding: usize) -> (Account, All, Stage) {
    let account = Rc::new(RefCell::new(account));
    let stage = stage(&account);
    let all = run(&stage, ensure(&stage, names, options(max_encoding)));
    (account.replace(Account::new(seconds(0))), all, stage)
}

#[test]
fn each_missing_one_is_created_once_and_the_others_are_left_alone() {
    let account = Account::new(seconds(20));
    let account = account
        .with("video3", seconds(0))
        .with("video7", seconds(995));
    let (account, all, stage) = ensured(account, &names(40), 100);
    assert_eq!(all.failure, None);
    assert_eq!(all.found.len(), 40);
    assert_eq!(account.creations, 38);
    assert!(account.videos.values().all(|video| video.posts <= 1));
    assert_eq!(stage.sent().len(), 40 + 38);
    for (name, found) in all.found {
        let status = if name == "video3" {
            "ready"
        } else {
            "inprogress"
        };
        assert_eq!(found.expect("downloads")["default"]["status"], status);
    }
}

#[test]
fn a_failure_of_its_own_is_the_answer_for_a_video() {
    let stage = Stage::new(
        |request, _| match (video(request), request.endpoint.method.as_str()) {
            ("video1", "POST") => refusal(400),
            ("video2", _) => refusal(500),
            (_, "POST") => ok(json!({ "default": { "status": "inprogress" } })),
            _ => ok(json!({})),
        },
    );
    let all = run(&stage, ensure(&stage, &names(4), options(100)));
    assert_eq!(all.failure, None);
    let status = |name: &str| {
        let mut found = all.found.iter().filter(|(found, _)| found == name);
        let (_, found) = found.next().expect("an answer");
        found.as_ref().err().and_then(|error| error.status)
    };
    let statuses = ["video0", "video1", "video2", "video3"].map(status);
    assert_eq!(statuses, [None, Some(400), Some(500), None]);
}

#[test]
fn a_token_that_may_not_create_ends_all() {
    let stage = Stage::new(|request, _| match request.endpoint.method.as_str() {
        "POST" => refusal(403),
        _ => ok(json!({})),
    });
    let all = run(&stage, ensure(&stage, &names(400), options(100)));
    assert_eq!(all.failure.and_then(|error| error.status), Some(403));
    assert!(stage.sent().len() <= 12);
}

#[test]
fn no_more_are_encoded_at_once_than_wanted() {
    for (max_encoding, seconds_each) in [(1, 7), (3, 20), (10, 120)] {
        let account = Account::new(seconds(seconds_each));
        let (account, all, stage) = ensured(account, &names(30), max_encoding);
        assert_eq!((all.failure, all.found.len()), (None, 30));
        assert_eq!(
            (account.creations, account.most_encoding),
            (30, max_encoding)
        );
        // The places are taken again soon after they are free: a look is due after a second, and then
        // when half as much time has passed again.
        let rounds = 30_u64.div_ceil(max_encoding as u64) - 1;
        let least = seconds(rounds * seconds_each);
        assert!(stage.elapsed() >= least);
        assert!(
            stage.elapsed() <= least * 2 + seconds(rounds * 2),
            "{:?}",
            stage.elapsed()
        );
        assert!(stage.sent().len() < 30 * 25, "{}", stage.sent().len());
    }
}

#[test]
fn those_that_are_found_in_progress_count_as_well() {
    let mut account = Account::new(seconds(30));
    for name in ["video0", "video1"] {
        account = account.with(name, crate::scripted::BEGINNING);
    }
    let (account, all, _) = ensured(account, &names(8), 2);
    assert_eq!((all.failure, account.creations), (None, 6));
    assert_eq!(account.most_encoding, 2);
}

#[test]
fn one_that_is_never_done_loses_its_place_after_an_hour() {
    let account = Account::new(Duration::from_hours(100_000));
    let (account, all, stage) = ensured(account, &names(3), 1);
    assert_eq!((all.failure, account.creations), (None, 3));
    let elapsed = stage.elapsed();
    assert!(
        elapsed >= seconds(7200) && elapsed < seconds(7260),
        "{elapsed:?}"
    );
}

#[test]
fn a_look_at_a_place_that_fails_frees_it() {
    let mut looks = 0;
    let stage = Stage::new(move |request, _| {
        let begun = || ok(json!({ "default": { "status": "inprogress" } }));
        match (video(request), request.endpoint.method.as_str()) {
            (_, "POST") => begun(),
            ("video0", _) if looks > 0 => refusal(404),
            ("video0", _) => {
                looks += 1;
                ok(json!({}))
            }
            _ => ok(json!({})),
        }
    });
    let mut options = options(1);
    options.types = vec![Default, Audio];
    let all = run(&stage, ensure(&stage, &names(2), options));
    assert_eq!((all.failure, all.found.len()), (None, 2));
}

#[test]
fn five_thousand_are_created_once_within_the_limit_whatever_fails() {
    for (seed, max_encoding) in [(1, 100), (2, 5_000)] {
        let videos = names(5_000);
        let mut account = Account::new(seconds(30)).failing(5.0, seed);
        for name in videos.iter().step_by(3) {
            account = account.with(name, seconds(0));
        }
        let there = account.videos.len();
        let (account, all, _) = ensured(account, &videos, max_encoding);
        assert_eq!(all.failure, None);
        assert_eq!(all.found.len(), 5_000);
        assert_eq!(account.refusals, 0, "nothing was refused for the limit");
        assert!(account.most_encoding <= max_encoding);
        let found = all.found.iter().filter(|(_, found)| found.is_ok());
        // Three failures in a row are an error of the video.
        assert!(found.count() > 4_950);
        assert_once(&account, there);
    }
}

/// Fails unless each that was missing was created, and nothing that was known to be there.
#[track_caller]
fn assert_once(account: &Account, there: usize) {
    assert_eq!(
        account.creations,
        account.videos.len() - there - missing(account)
    );
    assert!(
        account
            .videos
            .values()
            .all(|video| video.posts_too_many == 0)
    );
}

fn missing(account: &Account) -> usize {
    let mut videos = account.videos.values();
    videos
        .by_ref()
        .filter(|video| video.created_at.is_none())
        .count()
}

#[test]
fn what_was_killed_in_the_middle_and_is_run_again_is_created_once() {
    for (seed, killed_after) in [(3, seconds(40)), (4, seconds(700)), (5, ms(90_123))] {
        let videos = names(5_000);
        let account = Account::new(seconds(30)).failing(5.0, seed);
        let account = Rc::new(RefCell::new(account));
        let first = stage(&account);
        let killed = first.run_until(killed_after, gather(ensure(&first, &videos, options(100))));
        assert!(killed.is_none() && first.is_idle());
        let created = account.borrow().creations;
        assert!(created > 0 && created < 5_000, "{created}");
        // What failed is given again, as long as there is any.
        let mut left = videos;
        let mut now = first.now();
        while !left.is_empty() {
            let again = stage(&account).beginning_at(now);
            let all = run(&again, ensure(&again, &left, options(100)));
            assert_eq!(all.failure, None);
            let failed = all.found.into_iter().filter(|(_, found)| found.is_err());
            left = failed.map(|(name, _)| name).collect();
            now = again.now();
        }
        let account = account.borrow();
        assert_eq!((account.creations, missing(&account)), (5_000, 0));
        assert_once(&account, 0);
    }
}

#[test]
fn a_hundred_thousand_are_held_a_few_at_a_time() {
    let videos = names(100_000);
    let stage = Stage::new(|_, _| {
        ok(json!({ "default": { "status": "ready", "url": "https://x.example/a" } }))
    });
    let source = source(&stage, &videos);
    let read = Rc::clone(&source.read);
    let retrying = crate::scripted::retrying(2);
    let mut many = Many::new(stage.clone(), retrying, source, 6, Some(options(100)));
    let mut most = 0;
    let count = stage.run(async {
        let mut count = 0;
        while let Some(found) = many.next().await {
            assert!(found.is_ok());
            count += 1;
            most = most.max(read.get() - count);
        }
        count
    });
    assert_eq!(count, 100_000);
    assert!(most <= 6, "{most}");
}
