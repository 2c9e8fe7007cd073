//! Videos for tests, a host that lists them, and what comes of it.

use crate::account::{BaseUrl, Credential};
use crate::attempt::Failed;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::header::Headers;
use crate::request::{Authorization, Request};
use crate::scripted::{SECRET, Stage, assert_readable, ok, retrying};
use crate::videos::{Query, Videos};
use serde_json::{Value as Json, json};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What a library holds: a name and a time in seconds of each, in the order in which they came.
pub(super) type Held = Vec<(String, u32)>;

/// A host that lists videos as Cloudflare does.
pub(super) struct Library {
    pub(super) stage: Stage,
    pub(super) held: Rc<RefCell<Held>>,
    inclusive: Rc<Cell<bool>>,
}

impl Library {
    /// Makes one of videos with their times, as in "a 5".
    pub(super) fn of(videos: &[&str]) -> Self {
        Self::new(videos.iter().map(|video| split(video)).collect(), |_| {})
    }

    /// Makes one that changes before each page.
    pub(super) fn new(held: Held, mut change: impl FnMut(&mut Held) + 'static) -> Self {
        let held = Rc::new(RefCell::new(held));
        let inclusive = Rc::new(Cell::new(false));
        let (kept, is_inclusive) = (Rc::clone(&held), Rc::clone(&inclusive));
        let stage = Stage::new(move |request, _| {
            let page = page(&kept.borrow(), &request.endpoint.path, is_inclusive.get());
            change(&mut kept.borrow_mut());
            ok(page)
        });
        Self {
            stage,
            held,
            inclusive,
        }
    }

    /// Sets whether the time of a bound is within it.
    pub(super) fn is_inclusive(&mut self, is_inclusive: bool) {
        self.inclusive.set(is_inclusive);
    }
}

fn split(video: &str) -> (String, u32) {
    let (name, time) = video.split_once(' ').expect("a name and a time");
    (name.to_owned(), time.parse().expect("a time"))
}

/// Writes a time. An odd one has a fraction, so that times differ in their length.
pub(super) fn written(time: u32) -> String {
    let fraction = if time.is_multiple_of(7) { ".000" } else { "" };
    format!("2026-01-01T00:{:02}:{:02}{fraction}Z", time / 60, time % 60)
}

fn page(held: &Held, path: &str, is_inclusive: bool) -> Json {
    let (_, query) = path.split_once('?').expect("a query");
    let value = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let is_within = |time: u32, bound: Option<&str>, is_beyond: fn(u32, u32) -> bool| {
        let bound = bound.filter(|bound| bound.starts_with("2026"));
        bound.is_none_or(|bound| {
            let bound = (0..3600)
                .find(|time| written(*time) == bound)
                .expect("a time");
            is_beyond(time, bound) || is_inclusive && time == bound
        })
    };
    let mut found: Vec<_> = held.iter().collect();
    found.retain(|(_, time)| is_within(*time, value("before"), |time, bound| time < bound));
    found.retain(|(_, time)| is_within(*time, value("after"), |time, bound| time > bound));
    let is_ascending = value("asc") == Some("true");
    found.sort_by_key(|(_, time)| {
        if is_ascending {
            *time
        } else {
            u32::MAX - *time
        }
    });
    let limit = value("limit").and_then(|limit| limit.parse().ok());
    found.truncate(limit.expect("a limit"));
    found
        .iter()
        .map(|(name, time)| json!({ "uid": name, "created": written(*time) }))
        .collect()
}

/// Makes a page of videos with their times, as in "a 5".
pub(super) fn videos(videos: &[&str]) -> Json {
    let video = |video: &&str| {
        let (name, time) = split(video);
        json!({ "uid": name, "created": written(time) })
    };
    videos.iter().map(video).collect()
}

/// A loop with what it asks for.
pub(super) struct List {
    pub(super) videos: Videos<Stage>,
    request: Request,
}

impl List {
    pub(super) async fn next(&mut self) -> Result<Option<Json>, Box<Failed<Stage>>> {
        self.videos.next(&self.request).await
    }
}

/// Makes a loop with pages of a size.
pub(super) fn list(stage: &Stage, query: Query, page: u32) -> List {
    let endpoint = Endpoint::videos("acc").expect("an account");
    let authorization = Authorization::Credential(Credential::Token(SECRET.to_owned()));
    let headers = Headers::default();
    let request = Request::new(endpoint, &BaseUrl::default(), headers, &authorization);
    let request = request.expect("a request");
    let mut videos = Videos::new(stage.clone(), retrying(0), query);
    videos.paging.max = page;
    List { videos, request }
}

/// Takes all that there is.
pub(super) fn gather(stage: &Stage, mut list: List) -> (Vec<Json>, Option<Box<Error>>) {
    stage.run(async {
        let mut found = Vec::new();
        let failure = loop {
            match list.next().await {
                Ok(Some(video)) => found.push(video),
                Ok(None) => break None,
                Err(failed) => break Some(failed.error),
            }
            assert!(found.len() < 10_000, "it goes on for ever");
        };
        match &failure {
            Some(error) => assert_readable(error),
            None => assert!(matches!(list.next().await, Ok(None)), "it has ended"),
        }
        (found, failure)
    })
}

/// The identifiers of videos.
pub(super) fn uids(videos: &[Json]) -> Vec<&str> {
    videos
        .iter()
        .map(|video| video["uid"].as_str().expect("an identifier"))
        .collect()
}
