//! A call for many videos, as JavaScript asks for it. It goes on in the background while the caller is
//! busy with an answer, as far as `concurrency` allows.

use super::call::Call;
use super::error::{plain, to_error};
use super::host::{Members, NpmHost, to_js};
use super::prepare::{self, Base, Loop, Prepared, prepare};
use super::wait::{boolean, types};
use super::{Rejection, or_aborted, rejection};
use crate::attempt::Failed;
use crate::endpoint::{Endpoint, Operation};
use crate::error::Error;
use crate::many::{Identifiers, Many};
use crate::options::{self, EnsureOptions};
use crate::request::Request;
use crate::web::value::{get, type_name};
use crate::web::{Abandoned, Signal, settled};
use js_sys::Function;
use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen]
extern "C" {
    type Iterator;
    #[wasm_bindgen(method, catch)]
    fn next(this: &Iterator) -> Result<JsValue, JsValue>;
}

/// A loop over many videos with what may end it. To drop it ends all that is under way.
pub(super) struct ManyVideos {
    background: Rc<RefCell<Background>>,
    is_started: bool,
    signal: Option<Signal>,
    request: Request,
}

/// What goes on while nobody asks for a step.
struct Background {
    /// `None` in the end.
    many: Option<Many<NpmHost, JsIdentifiers>>,
    aborted: Option<Rejection>,
    /// Who goes on with it.
    driver: Option<Waker>,
    /// Who waits for an answer.
    taker: Option<Waker>,
}

impl ManyVideos {
    /// Gives the next answer, or nothing after the last.
    pub(super) async fn next(&mut self) -> Result<Option<JsValue>, Rejection> {
        if !self.is_started {
            self.is_started = true;
            let background = Rc::clone(&self.background);
            let (signal, request) = (self.signal.clone(), self.request.clone());
            spawn_local(drive(background, signal, request));
        }
        let taken = poll_fn(|context| {
            let mut background = self.background.borrow_mut();
            if let Some(rejection) = background.aborted.take() {
                return Poll::Ready(Err(rejection));
            }
            let Some(many) = &mut background.many else {
                return Poll::Ready(Ok(None));
            };
            let taken = many.take();
            if taken.is_pending() {
                background.taker = Some(context.waker().clone());
            } else if let Some(driver) = background.driver.take() {
                // There is room for another.
                driver.wake();
            }
            taken.map(|taken| taken.transpose().map_err(rejection))
        });
        Ok(taken
            .await?
            .map(|(identifier, found)| answer_of(identifier, found)))
    }
}

impl Drop for ManyVideos {
    fn drop(&mut self) {
        let mut background = self.background.borrow_mut();
        let many = background.many.take();
        let driver = background.driver.take();
        drop(background);
        drop(many);
        if let Some(driver) = driver {
            driver.wake();
        }
    }
}

/// Goes on with a loop until it is dropped or aborted.
async fn drive(background: Rc<RefCell<Background>>, signal: Option<Signal>, request: Request) {
    let work = pin!(poll_fn(|context| {
        let mut background = background.borrow_mut();
        background.driver = Some(context.waker().clone());
        let Some(many) = &mut background.many else {
            return Poll::Ready(Ok(None));
        };
        many.poll_progress(context);
        if let Some(taker) = background.taker.take() {
            taker.wake();
        }
        Poll::Pending
    }));
    if let Err(rejection) = or_aborted(signal.as_ref(), &request, work).await {
        let mut background = background.borrow_mut();
        background.aborted = Some(rejection);
        let (many, taker) = (background.many.take(), background.taker.take());
        drop(background);
        drop(many);
        if let Some(taker) = taker {
            taker.wake();
        }
    }
}

/// What a call for many videos is made of.
type Checked = (Prepared, Option<String>, Request, usize, Function);

/// Checks a call for many videos and makes its loop. What is wrong with one request would be wrong
/// with all.
pub(super) fn many(call: &Call, ensure: Option<EnsureOptions>) -> Result<ManyVideos, JsValue> {
    let checked = || -> Result<Checked, Box<Error>> {
        let prepared = prepare(call, Loop::Yes)?;
        let account = prepare::account(call)?;
        let any = Endpoint::downloads(Operation::ListDownloads, account.as_deref(), "identifier")?;
        let request = prepared.base.request(any)?;
        let Some(iterator) = call.iterator() else {
            let got = type_name(&call.identifiers());
            let expected = "an iterable of texts";
            return Err(Error::unexpected("identifiers", expected, got));
        };
        let concurrency = prepare::count("concurrency", call.concurrency())?;
        let concurrency = concurrency.map_or(options::CONCURRENCY, |count| count as usize);
        Ok((prepared, account, request, concurrency, iterator))
    };
    let checked = checked().map_err(|error| plain(&error, JsValue::UNDEFINED))?;
    let (prepared, account, request, concurrency, iterator) = checked;
    let iterator = iterator.call0(&call.identifiers())?;
    if !iterator.is_object() && !iterator.is_function() {
        let error = Error::invalid("identifiers", "expected an iterator of its iterable");
        return Err(plain(&error, JsValue::UNDEFINED));
    }
    let identifiers = JsIdentifiers {
        iterator: iterator.unchecked_into(),
        is_exhausted: false,
        base: prepared.base,
        account,
        fresh: ensure.is_some(),
        any: request.clone(),
    };
    Ok(ManyVideos {
        request,
        signal: prepared.signal,
        is_started: false,
        background: Rc::new(RefCell::new(Background {
            many: Some(Many::new(
                prepared.host,
                prepared.options,
                identifiers,
                concurrency,
                ensure,
            )),
            aborted: None,
            driver: None,
            taker: None,
        })),
    })
}

/// Reads what is to be created.
pub(super) fn ensure_options(call: &Call) -> Result<EnsureOptions, Box<Error>> {
    Ok(EnsureOptions {
        types: types(call.types())?,
        retry_failed: boolean("retryFailed", call.retry_failed(), false)?,
        max_encoding: prepare::count("maxEncoding", call.max_encoding())?
            .map_or(options::MAX_ENCODING, |count| count as usize),
    })
}

/// Makes the JavaScript value of what was found for one video.
fn answer_of(identifier: JsValue, found: Result<JsValue, Box<Failed<NpmHost>>>) -> JsValue {
    let found = match found {
        Ok(downloads) => ("downloads", downloads),
        Err(failed) => ("error", to_error(*failed)),
    };
    to_js(&Members(&[("identifier", identifier), found]))
}

/// Identifiers of an iterable of the caller's, which may be anything.
struct JsIdentifiers {
    iterator: Iterator,
    is_exhausted: bool,
    base: Base,
    account: Option<String>,
    /// Whether answers must not come from a cache.
    fresh: bool,
    any: Request,
}

impl JsIdentifiers {
    async fn pull(&self) -> Result<Option<JsValue>, Box<Failed<NpmHost>>> {
        let step = self.iterator.next().map_err(Failed::thrown)?;
        let step = match settled(&step).await {
            Ok(step) => step.map_err(Failed::thrown)?,
            Err(Abandoned) => {
                return Err(Failed::abandoned(&self.any));
            }
        };
        if !step.is_object() && !step.is_function() {
            let fault = "expected an iterator that gives objects";
            return Err(Error::invalid("identifiers", fault).into());
        }
        if get(&step, "done").map_err(Failed::thrown)?.is_truthy() {
            return Ok(None);
        }
        get(&step, "value").map(Some).map_err(Failed::thrown)
    }
}

impl Identifiers<NpmHost> for JsIdentifiers {
    type Item = JsValue;

    async fn next(&mut self) -> Result<Option<JsValue>, Box<Failed<NpmHost>>> {
        let next = self.pull().await;
        // One that has thrown is not told that it is left.
        self.is_exhausted = !matches!(next, Ok(Some(_)));
        next
    }

    fn request(&self, item: &JsValue) -> Result<Request, Box<Error>> {
        let identifier = prepare::parameter("identifier", item)?;
        let account = self.account.as_deref();
        let endpoint = Endpoint::downloads(Operation::ListDownloads, account, &identifier)?;
        let mut request = self.base.request(endpoint)?;
        request.fresh = self.fresh;
        Ok(request)
    }
}

impl Drop for JsIdentifiers {
    fn drop(&mut self) {
        if self.is_exhausted {
            return;
        }
        // Nobody waits for it, as it may itself wait for a next one that never comes.
        if let Ok(leave) = get(&self.iterator, "return")
            && let Some(leave) = leave.dyn_ref::<Function>()
            && let Ok(left) = leave.call0(&self.iterator)
        {
            crate::web::ignore(&left);
        }
    }
}
