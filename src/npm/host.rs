//! The host of the npm package: `fetch`, or a Stream binding, and timers, with the rate limit that the client keeps and the
//! log that it writes.

use super::call::{Call, PaceObject};
use super::error::class_name;
use super::log::{Level, Log, push_header, push_headers};
use super::prepare::{Loop, Prepared, prepare};
use crate::attempt::{Failed, push_milliseconds};
use crate::error::push_number;
use crate::host::{Attempt, Clock, Failure, Host, Renewed, SleepError, Transport};
use crate::rate_limit::{Pace, RateLimit};
use crate::request::Request;
use crate::retry::in_milliseconds;
use crate::web::{Fetch, FetchResponse};
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// Makes JavaScript values of Rust's.
pub(super) const SERIALIZER: Serializer = Serializer::new().serialize_maps_as_objects(true);

/// Members of an object.
///
/// It serializes as a map, because the serializer keeps a table of the names of a struct's fields.
pub(super) struct Members<'a>(pub(super) &'a [(&'static str, JsValue)]);

impl Serialize for Members<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Member<'a>(&'a JsValue);

        impl Serialize for Member<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                preserve::serialize(self.0, serializer)
            }
        }

        let members = self.0.iter();
        serializer.collect_map(members.map(|(name, value)| (name, Member(value))))
    }
}

/// Makes a JavaScript value, which cannot fail for what is handed out here.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&SERIALIZER).unwrap_or(JsValue::UNDEFINED)
}

/// Reads what a client keeps of its rate limit.
///
/// It is not inlined, as each use of [`Host::pace`] would be compiled with it.
#[inline(never)]
fn read(kept: &PaceObject) -> Pace {
    Pace {
        remaining: kept.remaining(),
        quota: kept.quota(),
        reset_at: kept.reset_at(),
        last_start: kept.last_start(),
        under_way: kept.under_way(),
    }
}

#[inline(never)]
fn write(kept: &PaceObject, pace: Pace) {
    kept.set_remaining(pace.remaining);
    kept.set_quota(pace.quota);
    kept.set_reset_at(pace.reset_at);
    kept.set_last_start(pace.last_start);
    kept.set_under_way(pace.under_way);
}

/// The host of a call. Clones are the same host.
#[derive(Clone, Debug)]
pub(super) struct NpmHost(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    fetch: Fetch,
    pace: PaceObject,
    log: Log,
    /// What reads the client and the options anew, for the requests of a loop.
    again: Option<Call>,
}

impl NpmHost {
    pub(super) fn new(fetch: Fetch, pace: PaceObject, log: Log, again: Option<Call>) -> Self {
        Self(Rc::new(Inner {
            fetch,
            pace,
            log,
            again,
        }))
    }
}

impl Transport for NpmHost {
    type Value = JsValue;
    type Response = FetchResponse;

    async fn send(&self, request: &Request) -> Result<FetchResponse, Failure<JsValue>> {
        let Inner { fetch, log, .. } = &*self.0;
        let secret = request.secret.as_ref();
        if log.takes(Level::Debug) {
            let mut line = request.label() + " sent";
            for (name, value) in request.headers.iter() {
                push_header(&mut line, name, value);
            }
            log.write(Level::Debug, line, secret);
        }
        let response = fetch.send(request).await?;
        if log.takes(Level::Debug) {
            let mut line = request.label() + " got";
            push_headers(&mut line, &response, secret);
            log.write(Level::Debug, line, secret);
        }
        Ok(response)
    }

    fn is_bound(&self) -> bool {
        self.0.fetch.is_bound()
    }
}

impl Clock for NpmHost {
    fn now(&self) -> Duration {
        self.0.fetch.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.fetch.unix_time()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
        self.0.fetch.sleep(duration)
    }

    fn time_out(&self, duration: Duration) -> impl Future<Output = Result<(), SleepError>> {
        self.0.fetch.time_out(duration)
    }

    fn random(&self) -> f64 {
        self.0.fetch.random()
    }
}

impl Host for NpmHost {
    fn pace<R>(&self, change: impl FnOnce(&mut Pace) -> R) -> R {
        let mut pace = read(&self.0.pace);
        let result = change(&mut pace);
        write(&self.0.pace, pace);
        result
    }

    fn observe(&self, limit: RateLimit) {
        let limit_as_js = to_js(&Members(&[
            ("remaining", limit.remaining.into()),
            ("resetAfter", in_milliseconds(limit.reset_after).into()),
            ("quota", limit.quota.into()),
            ("window", limit.window.map(in_milliseconds).into()),
            ("policy", limit.policy.as_str().into()),
        ]));
        self.0.pace.set_rate_limit(&limit_as_js);
        let now = self.now();
        self.pace(|pace| pace.observe(&limit, now));
    }

    fn renew(&self, request: &Request) -> Result<Option<Renewed<Self>>, Box<Failed<Self>>> {
        let Some(call) = &self.0.again else {
            return Ok(None);
        };
        let Prepared {
            host,
            base,
            options,
            ..
        } = prepare(&call.again().map_err(Failed::thrown)?, Loop::No)?;
        let mut renewed = base.request(request.endpoint.clone())?;
        renewed.fresh = request.fresh;
        Ok(Some((host, renewed, options)))
    }

    fn watches_attempts(&self) -> bool {
        self.0.log.takes(Level::Info)
    }

    fn attempted(&self, request: &Request, attempt: &Attempt<'_>) {
        let mut line = request.label() + " ";
        match attempt.outcome {
            Ok(status) => push_number(&mut line, status.into()),
            Err(error) => line.push_str(class_name(error)),
        }
        line.push_str(" in ");
        push_milliseconds(&mut line, attempt.took);
        if let Some(retry_in) = attempt.retry_in {
            line.push_str(", retrying in ");
            push_milliseconds(&mut line, retry_in);
        }
        self.0.log.write(Level::Info, line, request.secret.as_ref());
    }
}
