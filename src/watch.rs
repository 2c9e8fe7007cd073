//! The loop of a wait for downloads: it looks at them again and again, creates what is missing, and
//! gives them whenever they have changed. What a look means, and when the next one is due, is decided
//! in [`crate::poll`].

use crate::attempt::{Early, Evidence, Failed, TimeLimit, push_milliseconds};
use crate::decode::Value;
use crate::download::{DownloadType, Downloads};
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind};
use crate::host::{Abandoned, Host};
use crate::options::{RequestOptions, WaitOptions};
use crate::poll::{Look, Verdict};
use crate::request::Request;
use crate::send::call_in_turn;
use std::time::Duration;

/// What the caller of a wait has a say in. A function of the caller's own may throw.
pub(crate) trait Hooks<H: Host> {
    /// Returns how long to wait before the next look, or `None` to leave it to the wait.
    ///
    /// - `looks` is how many there have been.
    fn interval(&mut self, seen: &H::Value, looks: u32) -> Result<Option<Duration>, Failed<H>>;

    /// Is told of the downloads whenever they have changed.
    async fn progress(&mut self, seen: &H::Value) -> Result<(), Failed<H>>;
}

/// The requests of a wait.
pub(crate) struct Requests {
    pub(crate) list: Request,
    pub(crate) create: Vec<(DownloadType, Request)>,
}

/// A wait for downloads. [`Watch::next`] looks until they have changed.
pub(crate) struct Watch<H: Host, K> {
    host: H,
    requests: Requests,
    options: RequestOptions,
    wait: WaitOptions,
    hooks: K,
    /// When it has taken too long.
    deadline: Option<Duration>,
    /// How many looks there have been.
    looks: u32,
    first: Option<(Look, Duration)>,
    /// The last look, until its delay begins.
    last: Option<(Look, Duration)>,
    created_at: Option<Duration>,
    without_url_since: Option<Duration>,
    seen: Option<H::Value>,
    shown: Option<(Look, H::Value)>,
    is_over: bool,
}

impl<H: Host + Clone, K: Hooks<H>> Watch<H, K> {
    pub(crate) fn new(
        host: H,
        requests: Requests,
        options: RequestOptions,
        wait: WaitOptions,
        hooks: K,
    ) -> Self {
        Self {
            deadline: (wait.max_wait).map(|max_wait| host.now().saturating_add(max_wait)),
            host,
            requests,
            options,
            wait,
            hooks,
            looks: 0,
            first: None,
            last: None,
            created_at: None,
            without_url_since: None,
            seen: None,
            shown: None,
            is_over: false,
        }
    }

    /// Resolves to the downloads when they have changed, and to `None` after all were ready or the
    /// wait has failed.
    pub(crate) async fn next(&mut self) -> Option<Result<H::Value, Failed<H>>> {
        if self.is_over {
            return None;
        }
        let clock = self.host.clone();
        let left = |deadline: Duration| deadline.saturating_sub(clock.now());
        let left = self.deadline.map(left);
        let ended = if left == Some(Duration::ZERO) {
            Err(self.late())
        } else {
            let is_abandoned = |ended: &Result<_, Failed<H>>| match ended {
                Err(failed) => failed.error.kind == ErrorKind::Abandoned,
                Ok(_) => false,
            };
            let mut limit = TimeLimit::new(&clock, left);
            match limit.within(self.advance(), is_abandoned).await {
                Ok(ended) => ended,
                Err(Early::TimedOut) => Err(self.late()),
                Err(Early::Abandoned) => Err(self.abandoned()),
            }
        };
        match ended {
            Ok(seen) => seen.map(Ok),
            Err(failed) => {
                self.is_over = true;
                Some(Err(failed))
            }
        }
    }

    async fn advance(&mut self) -> Result<Option<H::Value>, Failed<H>> {
        loop {
            if let Some((look, at)) = self.last.take() {
                self.rest(&look, at).await?;
                if self
                    .deadline
                    .is_some_and(|deadline| deadline <= self.host.now())
                {
                    return Err(self.late());
                }
            }
            let look = self.look().await?;
            let now = self.host.now();
            self.looks += 1;
            self.first.get_or_insert_with(|| (look.clone(), now));
            let since = self.without_url_since.take().unwrap_or(now);
            self.without_url_since = look.lacks_url().then_some(since);
            let ago = |then: Option<Duration>| then.map(|then| now.saturating_sub(then));
            let verdict = look.verdict(
                ago(self.created_at),
                ago(self.without_url_since).unwrap_or_default(),
            );
            if let Verdict::Fault(of, error) = verdict {
                return Err(self.fault(of, error));
            }
            self.is_over = verdict == Verdict::Ready;
            let seen = self.seen.clone().unwrap_or_else(|| H::Value::object(None));
            let is_behind = look.is_behind(self.shown.as_ref().map(|(look, _)| look));
            let is_same = |(_, shown): &(Look, H::Value)| shown.is_same(&seen);
            let is_shown = self.shown.as_ref().is_some_and(is_same);
            self.last = Some((look.clone(), now));
            if !is_behind && !is_shown {
                self.shown = Some((look, seen.clone()));
                self.hooks.progress(&seen).await?;
                return Ok(Some(seen));
            }
            if self.is_over {
                return Ok(None);
            }
        }
    }

    /// Waits until the next look is due.
    async fn rest(&mut self, look: &Look, at: Duration) -> Result<(), Failed<H>> {
        let chosen = match &self.seen {
            Some(seen) => self.hooks.interval(seen, self.looks)?,
            None => None,
        };
        let own = || {
            let (first, first_at) = self.first.as_ref()?;
            let elapsed = at.saturating_sub(*first_at);
            Some(look.delay(first, elapsed, self.host.random()))
        };
        let delay = chosen.or_else(own).unwrap_or_default();
        match self.host.sleep(delay).await {
            Ok(()) => Ok(()),
            Err(Abandoned) => Err(self.abandoned()),
        }
    }

    /// Looks at the downloads. The first look creates what is missing.
    async fn look(&mut self) -> Result<Look, Failed<H>> {
        // A video for which nothing was created may be answered with 404.
        let harmless = self.wait.create.then_some(404);
        let mut seen = self.ask(&self.requests.list, harmless).await?;
        self.seen = Some(seen.clone());
        let mut look = self.at(&seen)?;
        if self.wait.create && self.created_at.is_none() {
            let missing = look.missing();
            let is_missing = |(of, _): &&(DownloadType, Request)| missing.contains(of);
            for (_, request) in self.requests.create.iter().filter(is_missing) {
                // Somebody else may have been first.
                let created = self.ask(request, Some(409)).await?;
                seen = seen.merged(&created);
            }
            look = self.at(&seen)?;
            self.created_at = Some(self.host.now());
        }
        self.seen = Some(seen);
        Ok(look)
    }

    fn at(&self, seen: &H::Value) -> Result<Look, Failed<H>> {
        let downloads = Downloads::read(seen).map_err(Box::<Error>::from)?;
        Ok(Look::at(&downloads, &self.wait.types))
    }

    /// Resolves to downloads, or to none where the status of the answer is one that does no harm.
    async fn ask(&self, request: &Request, harmless: Option<u16>) -> Result<H::Value, Failed<H>> {
        match call_in_turn(&self.host, request, &self.options).await {
            Ok(Reply::Downloads(downloads)) => Ok(downloads),
            Err(failed) if failed.error.status.is_none() || failed.error.status != harmless => {
                Err(failed)
            }
            _ => Ok(H::Value::object(None)),
        }
    }

    fn fault(&mut self, of: DownloadType, error: Box<Error>) -> Failed<H> {
        let seen = self.seen.as_ref();
        let download = seen.and_then(|seen| seen.member(of.as_str()));
        let evidence = match download {
            Some(download) => Evidence::Download(of, download),
            None => Evidence::None,
        };
        let error = error.of(&self.requests.list.label());
        Failed { error, evidence }
    }

    fn late(&self) -> Failed<H> {
        let mut message = "Not ready after ".to_owned();
        push_milliseconds(&mut message, self.wait.max_wait.unwrap_or_default());
        let error = Error::new(ErrorKind::DownloadTimeout, &[&message]);
        Failed {
            error: error.of(&self.requests.list.label()),
            evidence: Evidence::Downloads(self.seen.clone()),
        }
    }

    fn abandoned(&self) -> Failed<H> {
        Failed::abandoned(&self.requests.list)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
