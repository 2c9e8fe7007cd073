//! A wait for downloads, as JavaScript asks for it: its options, and the caller's functions.

use super::call::{Call, Given};
use super::host::{Members, NpmHost, to_js};
use super::or_aborted;
use super::prepare::{self, Loop, number, prepare};
use crate::attempt::Failed;
use crate::download::DownloadType;
use crate::endpoint::Operation;
use crate::error::Error;
use crate::options::{self, WaitOptions};
use crate::poll::WaitProgress;
use crate::request::Request;
use crate::watch::{Hooks, Watch};
use crate::web::value::{array, text, type_name};
use crate::web::{Abandoned, Signal, ignore, settled};
use js_sys::Function;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

const INTERVAL: &str = "milliseconds, 0 or more";
const TYPES: &str = "a list of default, audio or both";

/// A wait with what may end it.
pub(super) struct Waiting {
    pub(super) watch: Watch<NpmHost, Callbacks>,
    pub(super) signal: Option<Signal>,
    pub(super) request: Request,
}

/// Checks a wait and makes it.
pub(super) fn watch(call: &Call) -> Result<Waiting, Box<Error>> {
    let prepared = prepare(call, Loop::Yes)?;
    let endpoint = prepare::video(call, Operation::ListDownloads)?;
    let mut list = prepared.base.request(endpoint)?;
    list.fresh = true;
    let interval = Interval::new(call.interval())?;
    let wait = WaitOptions {
        types: types(call.types())?,
        create: boolean("create", call.create(), false)?,
        retry_failed: boolean("retryFailed", call.retry_failed(), false)?,
        wait_for_video: boolean("waitForVideo", call.wait_for_video(), true)?,
        max_wait: max_wait(call.max_wait())?,
    };
    let on_progress = function("onProgress", call.on_progress())?;
    let callbacks = Callbacks {
        interval,
        on_progress,
        list: list.clone(),
    };
    Ok(Waiting {
        request: list.clone(),
        signal: prepared.signal,
        watch: Watch::new(prepared.host, list, prepared.options, wait, callbacks),
    })
}

pub(super) fn types(value: Option<Given>) -> Result<Vec<DownloadType>, Box<Error>> {
    let Some(value) = value else {
        return Ok(WaitOptions::default().types);
    };
    let Some(list) = array(&value) else {
        return Err(Error::unexpected("types", TYPES, type_name(&value)));
    };
    let mut named = [false; DownloadType::ALL.len()];
    for name in list.iter() {
        let name = text(&name, 16).unwrap_or_default();
        let mut known = DownloadType::ALL.iter().zip(&mut named);
        match known.find(|(of, _)| of.as_str() == name) {
            Some((_, is_named)) => *is_named = true,
            None => return Err(unfit("types", TYPES)),
        }
    }
    let mut types = Vec::new();
    for (of, is_named) in DownloadType::ALL.iter().zip(&named) {
        if *is_named {
            types.push(*of);
        }
    }
    if types.is_empty() {
        return Err(unfit("types", TYPES));
    }
    Ok(types)
}

fn unfit(name: &str, expected: &str) -> Box<Error> {
    Error::invalid(name, &["expected ", expected].concat())
}

pub(super) fn boolean(
    name: &str,
    value: Option<Given>,
    otherwise: bool,
) -> Result<bool, Box<Error>> {
    let Some(value) = value else {
        return Ok(otherwise);
    };
    let expected = "a boolean";
    let boolean = value.as_bool();
    boolean.ok_or_else(|| Error::unexpected(name, expected, type_name(&value)))
}

fn max_wait(value: Option<Given>) -> Result<Option<Duration>, Box<Error>> {
    let Some(value) = value else {
        return Ok(WaitOptions::default().max_wait);
    };
    let number = number("maxWait", &value, "a number of milliseconds")?;
    options::limit("maxWait", number)
}

fn function(name: &str, value: Option<Given>) -> Result<Option<Function>, Box<Error>> {
    let function = value.map(JsCast::dyn_into::<Function>).transpose();
    function.map_err(|other| Error::unexpected(name, "a function", type_name(&other)))
}

/// How long to wait between looks.
enum Interval {
    /// As long as the wait finds best.
    Own,
    /// Always as long.
    Fixed(Duration),
    /// As long as a function of the caller's says.
    Chosen(Function),
}

impl Interval {
    fn new(value: Option<Given>) -> Result<Self, Box<Error>> {
        let Some(value) = value else {
            return Ok(Self::Own);
        };
        match value.dyn_into::<Function>() {
            Ok(choose) => Ok(Self::Chosen(choose)),
            Err(other) => duration(&other).map(Self::Fixed),
        }
    }
}

fn duration(value: &JsValue) -> Result<Duration, Box<Error>> {
    let number = number("interval", value, INTERVAL)?;
    options::interval("interval", number)
}

/// The caller's functions.
pub(super) struct Callbacks {
    interval: Interval,
    on_progress: Option<Function>,
    list: Request,
}

impl Hooks<NpmHost> for Callbacks {
    fn interval(
        &mut self,
        seen: &JsValue,
        looks: u32,
    ) -> Result<Option<Duration>, Box<Failed<NpmHost>>> {
        match &self.interval {
            Interval::Own => Ok(None),
            Interval::Fixed(duration) => Ok(Some(*duration)),
            Interval::Chosen(choose) => {
                let chosen = choose.call2(&JsValue::UNDEFINED, seen, &looks.into());
                let chosen = chosen.map_err(Failed::thrown)?;
                if chosen.is_null_or_undefined() {
                    return Ok(None);
                }
                let delay = duration(&chosen);
                if delay.is_err() {
                    // It may be a promise, which nobody waits for.
                    ignore(&chosen);
                }
                Ok(Some(delay?))
            }
        }
    }

    async fn progress(
        &mut self,
        seen: &JsValue,
        progress: WaitProgress,
    ) -> Result<(), Box<Failed<NpmHost>>> {
        let Some(on_progress) = &self.on_progress else {
            return Ok(());
        };
        let told = on_progress.call2(&JsValue::UNDEFINED, seen, &progress_as_js(progress));
        let told = told.map_err(Failed::thrown)?;
        match settled(&told).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(thrown)) => Err(Failed::thrown(thrown)),
            Err(Abandoned) => Err(Failed::abandoned(&self.list)),
        }
    }
}

/// Makes the JavaScript value of how far a wait is.
pub(super) fn progress_as_js(progress: WaitProgress) -> JsValue {
    to_js(&Members(&[
        ("phase", progress.phase.as_str().into()),
        ("percentComplete", progress.percent_complete.into()),
    ]))
}

/// What a call resolves after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// What is missing has been created.
    Created,
    /// All are ready.
    Ready,
}

/// Waits, and settles the promise of a call.
pub(super) async fn wait(call: Call, waiting: Waiting, until: Until) {
    let Waiting {
        mut watch,
        signal,
        request,
    } = waiting;
    let work = pin!(async {
        if until == Until::Created {
            return watch.created().await.map(Some);
        }
        let mut last = None;
        while let Some(seen) = watch.next().await {
            last = Some(seen?);
        }
        Ok(last)
    });
    match or_aborted(signal.as_ref(), &request, work).await {
        Ok(downloads) => call.resolve(&downloads.into()),
        Err(Some(error)) => call.reject(&error),
        Err(None) => {}
    }
}
