//! A call for the videos of an account, as JavaScript asks for it.

use super::call::{Call, Given};
use super::host::NpmHost;
use super::prepare::{self, Loop, prepare};
use super::wait::boolean;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::request::Request;
use crate::videos::{Query, Videos, time};
use crate::web::Signal;

/// A loop over videos with what may end it.
pub(super) struct ListedVideos {
    pub(super) videos: Videos<NpmHost>,
    pub(super) signal: Option<Signal>,
    pub(super) request: Request,
}

/// Checks a call for videos and makes its loop.
pub(super) fn videos(call: &Call) -> Result<ListedVideos, Box<Error>> {
    let prepared = prepare(call, Loop::Yes)?;
    let request = Endpoint::videos(prepare::account(call)?.as_deref());
    let request = request.and_then(|endpoint| prepared.base.request(endpoint))?;
    let videos = Videos::new(prepared.host, prepared.options, query(call)?);
    Ok(ListedVideos {
        videos,
        signal: prepared.signal,
        request,
    })
}

/// Reads which videos are wanted.
fn query(call: &Call) -> Result<Query, Box<Error>> {
    let mut query = Query {
        before: bound("before", call.before())?,
        after: bound("after", call.after())?,
        is_ascending: boolean("asc", call.asc(), false)?,
        limit: prepare::count("limit", call.limit())?,
        ..Query::default()
    };
    prepare::push_query(&mut query.fixed, "&", None, call)?;
    Ok(query)
}

fn bound(name: &str, value: Option<Given>) -> Result<String, Box<Error>> {
    match prepare::optional(name, value, "a time")? {
        Some(text) => time(name, text),
        None => Ok(String::new()),
    }
}
