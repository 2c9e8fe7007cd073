//! Identifiers for tests, a host that knows them, and what comes of them.

use crate::attempt::Failed;
use crate::endpoint::{Endpoint, Operation};
use crate::error::Error;
use crate::many::{Identifiers, Many};
use crate::options::RequestOptions;
use crate::request::Request;
use crate::scripted::{Stage, assert_readable, list, ok};
use serde_json::{Value as Json, json};
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

/// Identifiers that come one by one, and count how many have been read.
pub(super) struct Names {
    pub(super) stage: Stage,
    pub(super) left: VecDeque<String>,
    /// How long each takes to come.
    pub(super) pause: Duration,
    /// What comes after the last.
    pub(super) end: Result<(), Box<Error>>,
    pub(super) read: Rc<Cell<usize>>,
}

impl Identifiers<Stage> for Names {
    type Item = String;

    async fn next(&mut self) -> Result<Option<String>, Box<Failed<Stage>>> {
        self.stage.pause(self.pause).await;
        self.read.set(self.read.get() + 1);
        match self.left.pop_front() {
            Some(name) => Ok(Some(name)),
            None => self.end.clone().map(|()| None).map_err(Box::from),
        }
    }

    fn request(&self, item: &String) -> Result<Request, Box<Error>> {
        let endpoint = Endpoint::downloads(Operation::ListDownloads, "acc", item)?;
        Ok(Request { endpoint, ..list() })
    }
}

pub(super) fn names(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("video{index}")).collect()
}

pub(super) fn source(stage: &Stage, names: &[String]) -> Names {
    Names {
        stage: stage.clone(),
        left: names.iter().cloned().collect(),
        pause: Duration::ZERO,
        end: Ok(()),
        read: Rc::default(),
    }
}

pub(super) fn many(
    stage: &Stage,
    names: &[String],
    options: RequestOptions,
    concurrency: usize,
) -> Many<Stage, Names> {
    Many::new(
        stage.clone(),
        options,
        source(stage, names),
        concurrency,
        None,
    )
}

/// The name of the video that a request is for.
pub(super) fn video(request: &Request) -> &str {
    request.endpoint.path.split('/').nth(4).expect("a video")
}

pub(super) fn result(video: &str) -> Json {
    let url = ["https://x.example/", video].concat();
    json!({ "default": { "status": "ready", "url": url } })
}

/// A host that has all videos, and takes so long for each.
pub(super) fn library(delay: Duration) -> Stage {
    Stage::new(move |request, _| ok(result(video(request))).after(delay))
}

/// The videos that were asked for, in turn.
pub(super) fn asked(stage: &Stage) -> Vec<String> {
    let sent = stage.sent().into_iter();
    sent.map(|label| label.split('/').nth(4).expect("a video").to_owned())
        .collect()
}

pub(super) fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

/// What came of many videos.
pub(super) struct All {
    pub(super) found: Vec<(String, Result<Json, Box<Error>>)>,
    pub(super) failure: Option<Box<Error>>,
}

impl All {
    pub(super) fn names(&self) -> Vec<String> {
        self.found.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Fails unless each of these was found, and nothing else came.
    #[track_caller]
    pub(super) fn assert_all(&self, names: &[String]) {
        assert_eq!(self.failure, None);
        assert_eq!(sorted(self.names()), sorted(names.to_vec()));
        for (name, found) in &self.found {
            assert_eq!(found, &Ok(result(name)));
        }
    }
}

/// Takes all that there is.
pub(super) async fn gather(mut many: Many<Stage, Names>) -> All {
    let mut found = Vec::new();
    let mut failure = None;
    while let Some(next) = many.next().await {
        match next {
            Ok((name, answer)) => found.push((name, answer.map_err(|failed| failed.error))),
            Err(failed) => failure = Some(failed.error),
        }
    }
    assert!(many.next().await.is_none());
    let errors = found.iter().filter_map(|(_, found)| found.as_ref().err());
    errors
        .chain(&failure)
        .for_each(|error| assert_readable(error));
    All { found, failure }
}

pub(super) fn run(stage: &Stage, many: Many<Stage, Names>) -> All {
    let all = stage.run(gather(many));
    assert!(stage.is_idle());
    all
}
