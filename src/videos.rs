//! The loop over an account's videos: asks for a page whenever the last one is used up.
//!
//! The API has no cursor but the time `created`, of which several videos may have the same, and of
//! which nobody says whether videos of the very time that is asked for are within a page. So of a full
//! page the videos of its last time are left for the next one, which begins at the time before, and
//! may have the videos of that time again: these are known by their identifiers. Each video comes once
//! that way. Only where all of a full page have one time, as a thousand of the same microsecond would,
//! the loop ends with an error, or leaves some of them out.

use crate::attempt::Failed;
use crate::decode::Value;
use crate::endpoint::push_encoded;
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind, push_number};
use crate::host::Host;
use crate::options::RequestOptions;
use crate::paced::Paced;
use crate::request::Request;

/// The most videos that Cloudflare gives at once.
const MAX_PAGE: u32 = 1000;

/// How much of an identifier or a time is read.
const MAX_TEXT: usize = 64;

/// Which videos are wanted, and in which order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Parameters that are the same for each page, percent-encoded, each with `&` in front.
    pub(crate) fixed: String,
    /// The times between which they were created, or nothing.
    pub(crate) before: String,
    pub(crate) after: String,
    /// Whether the oldest comes first, and not the newest.
    pub(crate) is_ascending: bool,
    /// How many are wanted at most.
    pub(crate) limit: Option<u32>,
}

impl Query {
    /// Returns the name of a parameter that a binding has none for.
    fn unbound(&self) -> Option<&str> {
        if self.is_ascending {
            return Some("asc");
        }
        let end = self.fixed.bytes().position(|byte| byte == b'=');
        self.fixed.get(1..end?)
    }
}

/// Checks that a text looks like a time of RFC 3339; the API looks closer.
///
/// # Errors
///
/// Any other text, by name.
pub(crate) fn time(name: &str, text: String) -> Result<String, Box<Error>> {
    let is_possible = |byte| b"0123456789-:.+TZ".contains(&byte);
    if text.len() > "2026-01-31T12:00:00".len() && text.bytes().all(is_possible) {
        return Ok(text);
    }
    Err(Error::invalid(
        name,
        "expected a time as in 2026-01-31T12:00:00Z",
    ))
}

/// Where a loop over videos is.
struct Paging<V> {
    is_ascending: bool,
    /// How many videos are still wanted, and how many a page has at most.
    left: u32,
    max: u32,
    /// The page, how long it is, where it goes on, and its last time.
    page: Option<V>,
    length: usize,
    at: usize,
    last: String,
    /// Whether there may be another page: this one is full, and not enough.
    is_full: bool,
    /// Whether it has given a video of another time than the page before has ended with.
    has_moved: bool,
    /// The time of the video that was given last, and the identifiers of those of that time.
    created: String,
    uids: Vec<String>,
}

/// A page is no list of videos in their order, or does not go on from the page before.
struct Astray;

impl<V: Value> Paging<V> {
    fn new(query: &Query) -> Self {
        Self {
            is_ascending: query.is_ascending,
            left: query.limit.unwrap_or(u32::MAX),
            max: MAX_PAGE,
            page: None,
            length: 0,
            at: 0,
            last: String::new(),
            is_full: true,
            has_moved: true,
            created: String::new(),
            uids: Vec::new(),
        }
    }

    /// Returns how many videos would be enough, with those that may come again.
    fn wanted(&self) -> u32 {
        let known = u32::try_from(self.uids.len()).unwrap_or(u32::MAX);
        self.left.saturating_add(known)
    }

    /// Begins with a page.
    fn turn(&mut self, page: Option<V>) {
        // A host need not know where an array ends.
        let length = page.as_ref().and_then(V::length).unwrap_or_default();
        let last = page
            .as_ref()
            .and_then(|page| page.element(length.wrapping_sub(1)));
        self.last = last.map(|last| text(&last, "created")).unwrap_or_default();
        self.is_full = length >= self.max as usize && self.wanted() > self.max;
        self.has_moved = false;
        self.page = page;
        self.length = length;
        self.at = 0;
    }

    /// Takes the next video of the page, or nothing at its end.
    fn take(&mut self) -> Result<Option<V>, Astray> {
        while self.left > 0
            && self.at < self.length
            && let Some(video) = self.page.as_ref().and_then(|page| page.element(self.at))
        {
            let created = text(&video, "created");
            let uid = text(&video, "uid");
            let is_same = created == self.created;
            // What comes now may be more than is here.
            if !is_same && self.has_moved && self.is_full && created == self.last {
                break;
            }
            self.at += 1;
            if is_same {
                if !uid.is_empty() && self.uids.contains(&uid) {
                    continue;
                }
            } else {
                if !video.is_object() || !self.is_next(&created) {
                    return Err(Astray);
                }
                self.created = created;
                self.has_moved = true;
                self.uids.clear();
            }
            self.uids.push(uid);
            self.left -= 1;
            return Ok(Some(video));
        }
        if self.left > 0 && self.is_full && !self.has_moved {
            return Err(Astray);
        }
        Ok(None)
    }

    /// Tells whether a time comes after the last one in the order that was asked for, as far as that
    /// matters. Without the Z at its end an earlier time is a text that comes before: Cloudflare has no
    /// other zone.
    fn is_next(&self, created: &str) -> bool {
        fn bare(time: &str) -> &str {
            time.strip_suffix('Z').unwrap_or(time)
        }
        let matters = self.is_full || !self.has_moved;
        let is_later = bare(created) > bare(&self.created);
        !matters || self.created.is_empty() || is_later == self.is_ascending
    }
}

fn text<V: Value>(video: &V, name: &'static str) -> String {
    let text = video.member(name).and_then(|text| text.as_text(MAX_TEXT));
    text.unwrap_or_default()
}

/// The state of a loop over videos. [`Videos::next`] gives the next one.
pub(crate) struct Videos<H: Host> {
    paced: Paced<H>,
    query: Query,
    paging: Paging<H::Value>,
}

impl<H: Host> Videos<H> {
    pub(crate) fn new(host: H, options: RequestOptions, query: Query) -> Self {
        Self {
            paced: Paced::new(host, options).patient(),
            paging: Paging::new(&query),
            query,
        }
    }

    /// Resolves to the next video, or to `None` after the last. After an error nothing is to be asked.
    ///
    /// - `request` is that for a page, without its query.
    pub(crate) async fn next(
        &mut self,
        request: &Request,
    ) -> Result<Option<H::Value>, Box<Failed<H>>> {
        if self.paced.host.is_bound()
            && let Some(name) = self.query.unbound()
        {
            let fault =
                "the binding lists by before, after and limit alone; use apiToken and accountId";
            return Err(Error::invalid(name, fault).into());
        }
        loop {
            match self.paging.take() {
                Err(Astray) => return Err(astray(request).into()),
                Ok(None) if self.paging.left > 0 && self.paging.is_full => {}
                Ok(video) => return Ok(video),
            }
            let request = request.with_query(&self.next_query());
            if let Reply::Document(page) = self.paced.call(&request).await? {
                self.paging.turn(page);
            }
        }
    }

    /// Writes the query of the next page.
    fn next_query(&mut self) -> String {
        let Paging { created, .. } = &self.paging;
        let bound = if self.query.is_ascending {
            &mut self.query.after
        } else {
            &mut self.query.before
        };
        if !created.is_empty() {
            bound.clone_from(created);
        }
        let mut query = "?limit=".to_owned();
        push_number(&mut query, self.paging.wanted().min(self.paging.max));
        if self.query.is_ascending {
            query.push_str("&asc=true");
        }
        query.push_str(&self.query.fixed);
        let mut push_time = |name, time: &str| {
            if !time.is_empty() {
                query.push_str(name);
                push_encoded(&mut query, time, b"-.:");
            }
        };
        push_time("&before=", &self.query.before);
        push_time("&after=", &self.query.after);
        query
    }
}

fn astray(request: &Request) -> Box<Error> {
    let fault = "200 result: expected videos in their order, from where the last page ended";
    let mut error = Error::new(ErrorKind::InvalidResponse, &[fault]).of(&request.label());
    error.status = Some(200);
    error
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
