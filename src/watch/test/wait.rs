//! A wait on a scripted host, with functions of the caller.

use crate::attempt::Failed;
use crate::download::DownloadType;
use crate::error::Error;
use crate::options::{RequestOptions, WaitOptions};
use crate::poll::{Phase, WaitProgress};
use crate::scripted::{Scene, Stage, assert_readable, list, object, ok, retrying};
use crate::watch::{Hooks, Watch};
use serde_json::{Value as Json, json};
use std::time::Duration;

pub(super) type Interval = Box<dyn FnMut(&Json, u32) -> Result<Option<Duration>, Json>>;
pub(super) type Report = Box<dyn FnMut(&Json) -> (Duration, Result<(), Json>)>;

/// The functions of the caller.
pub(super) struct Caller {
    pub(super) stage: Stage,
    pub(super) interval: Interval,
    /// How long a report takes, and what it throws.
    pub(super) report: Report,
    pub(super) reported: Vec<Json>,
    /// How far the wait was at each report.
    pub(super) progress: Vec<(Phase, f64)>,
}

impl Hooks<Stage> for &mut Caller {
    fn interval(
        &mut self,
        seen: &Json,
        looks: u32,
    ) -> Result<Option<Duration>, Box<Failed<Stage>>> {
        (self.interval)(seen, looks).map_err(Failed::thrown)
    }

    async fn progress(
        &mut self,
        seen: &Json,
        progress: WaitProgress,
    ) -> Result<(), Box<Failed<Stage>>> {
        let (delay, outcome) = (self.report)(seen);
        self.stage.pause(delay).await;
        self.reported.push(seen.clone());
        self.progress
            .push((progress.phase, progress.percent_complete));
        outcome.map_err(Failed::thrown)
    }
}

/// A wait for the downloads of a video.
pub(super) struct Wait {
    pub(super) stage: Stage,
    pub(super) options: RequestOptions,
    pub(super) waiting: WaitOptions,
    pub(super) caller: Caller,
}

impl Wait {
    pub(super) fn on(stage: Stage) -> Self {
        let caller = Caller {
            stage: stage.clone(),
            interval: Box::new(|_, _| Ok(None)),
            report: Box::new(|_| (Duration::ZERO, Ok(()))),
            reported: Vec::new(),
            progress: Vec::new(),
        };
        Self {
            stage,
            options: retrying(0),
            waiting: WaitOptions::default(),
            caller,
        }
    }

    /// A wait that gets these answers in turn, the last one for ever.
    pub(super) fn answered<S: Into<Scene>>(scenes: impl IntoIterator<Item = S>) -> Self {
        Self::on(Stage::answering(scenes))
    }

    /// A wait that sees these downloads in turn.
    pub(super) fn seeing(results: impl IntoIterator<Item = Json>) -> Self {
        Self::answered(results.into_iter().map(ok))
    }

    pub(super) fn types(mut self, types: &[DownloadType]) -> Self {
        self.waiting.types = types.to_vec();
        self
    }

    pub(super) fn creating(mut self) -> Self {
        self.waiting.create = true;
        self
    }

    pub(super) fn retrying_failed(mut self) -> Self {
        self.waiting.retry_failed = true;
        self
    }

    /// Has it not wait for the video itself.
    pub(super) fn for_downloads_alone(mut self) -> Self {
        self.waiting.wait_for_video = false;
        self
    }

    pub(super) fn max_wait(mut self, max_wait: Option<Duration>) -> Self {
        self.waiting.max_wait = max_wait;
        self
    }

    pub(super) fn retrying(mut self, max_retries: u32) -> Self {
        self.options = retrying(max_retries);
        self
    }

    pub(super) fn every(mut self, interval: Duration) -> Self {
        self.caller.interval = Box::new(move |_, _| Ok(Some(interval)));
        self
    }

    pub(super) fn watch(&mut self) -> Watch<Stage, &mut Caller> {
        let (options, wait) = (self.options.clone(), self.waiting.clone());
        let stage = self.stage.clone();
        Watch::new(stage, list(), options, wait, &mut self.caller)
    }

    /// Waits to the end: gives all that was seen, and the failure that it ended with.
    pub(super) async fn all(&mut self) -> (Vec<Json>, Option<Box<Failed<Stage>>>) {
        let mut watch = self.watch();
        let mut all = Vec::new();
        let mut failure = None;
        while let Some(seen) = watch.next().await {
            match seen {
                Ok(seen) => all.push(seen),
                Err(failed) => failure = Some(failed),
            }
        }
        let sent = watch.paced.host.sent().len();
        assert!(watch.next().await.is_none());
        assert_eq!(watch.paced.host.sent().len(), sent);
        (all, failure)
    }

    pub(super) fn run(&mut self) -> (Vec<Json>, Option<Box<Failed<Stage>>>) {
        let stage = self.stage.clone();
        let ended = stage.run(self.all());
        assert!(stage.is_idle());
        if let Some(failed) = &ended.1
            && !failed.error.message.is_empty()
        {
            assert_readable(&failed.error);
        }
        ended
    }

    /// Waits to the good end: gives all that was seen.
    #[track_caller]
    pub(super) fn seen(&mut self) -> Vec<Json> {
        let (all, failed) = self.run();
        if let Some(failed) = failed {
            panic!("{}", failed.error);
        }
        all
    }

    /// Waits to the bad end: gives the failure.
    #[track_caller]
    pub(super) fn failed(&mut self) -> Box<Failed<Stage>> {
        self.run().1.expect("a failure")
    }

    #[track_caller]
    pub(super) fn error(&mut self) -> Error {
        *self.failed().error
    }

    /// What was asked, as in "GET" and "POST /default".
    pub(super) fn asked(&self) -> Vec<String> {
        let sent = self.stage.sent().into_iter();
        let video = crate::scripted::PATH.trim_end_matches("/downloads");
        let short = |label: String| {
            label
                .replace(crate::scripted::PATH, "")
                .replace(video, "video")
        };
        sent.map(|label| short(label).trim().to_owned()).collect()
    }
}

pub(super) fn progress(percent: impl Into<Json>) -> Json {
    json!({ "percentComplete": percent.into(), "status": "inprogress", "url": "https://x.example/a" })
}

pub(super) fn ready() -> Json {
    json!({ "percentComplete": 100, "status": "ready", "url": "https://x.example/a" })
}

pub(super) fn mp4(download: Json) -> Json {
    object([("default", download)])
}

pub(super) fn both(audio: Json, mp4: Json) -> Json {
    object([("audio", audio), ("default", mp4)])
}
