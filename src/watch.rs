//! The loop of a wait for downloads: it looks at them again and again, creates what is missing, and
//! gives them whenever they have changed. What a look means, and when the next one is due, is decided
//! in [`crate::poll`].

use crate::attempt::{Early, Evidence, Failed, TimeLimit, push_milliseconds};
use crate::decode::Value;
use crate::download::DownloadType;
use crate::encoding::Encoding;
use crate::endpoint::Operation;
use crate::ensure::{Ensure, Ensured, look};
use crate::envelope::Reply;
use crate::error::{Error, ErrorKind};
use crate::host::Host;
use crate::options::{RequestOptions, WaitOptions};
use crate::paced::Paced;
use crate::poll::{Look, MAX_LAG, OnFailed, Phase, Verdict, WaitProgress};
use crate::redact::redact;
use crate::request::Request;
use std::time::Duration;

/// What the caller of a wait has a say in. A function of the caller's own may throw.
pub(crate) trait Hooks<H: Host> {
    /// Returns how long to wait before the next look, or `None` to leave it to the wait.
    ///
    /// - `looks` is how many there have been.
    fn interval(&mut self, seen: &H::Value, looks: u32)
    -> Result<Option<Duration>, Box<Failed<H>>>;

    /// Is told of the downloads whenever they have changed, and of how far the wait is.
    async fn progress(
        &mut self,
        seen: &H::Value,
        progress: WaitProgress,
    ) -> Result<(), Box<Failed<H>>>;
}

/// A wait for downloads. [`Watch::next`] looks until they have changed.
pub(crate) struct Watch<H: Host, K> {
    paced: Paced<H>,
    /// The request that lists the downloads.
    list: Request,
    wait: WaitOptions,
    hooks: K,
    /// When it has taken too long.
    deadline: Option<Duration>,
    /// How many looks there have been.
    looks: u32,
    first: Option<(Look, Duration)>,
    /// The last look, until the next is due, and when that is.
    last: Option<(Look, Duration)>,
    due: Option<Duration>,
    created_at: Option<Duration>,
    /// Whether the video itself is being encoded, and since when it no longer is.
    is_encoding: bool,
    encoded_at: Option<Duration>,
    without_url_since: Option<Duration>,
    seen: Option<H::Value>,
    shown: Option<(Look, H::Value)>,
    progress: Option<WaitProgress>,
    is_over: bool,
}

impl<H: Host + Clone, K: Hooks<H>> Watch<H, K> {
    pub(crate) fn new(
        host: H,
        list: Request,
        options: RequestOptions,
        wait: WaitOptions,
        hooks: K,
    ) -> Self {
        Self {
            deadline: (wait.max_wait).map(|max_wait| host.now().saturating_add(max_wait)),
            paced: Paced::new(host, options),
            list,
            wait,
            hooks,
            looks: 0,
            first: None,
            last: None,
            due: None,
            created_at: None,
            is_encoding: false,
            encoded_at: None,
            without_url_since: None,
            seen: None,
            shown: None,
            progress: None,
            is_over: false,
        }
    }

    /// Returns how far the wait was when it last gave downloads.
    pub(crate) fn progress(&self) -> Option<WaitProgress> {
        self.progress
    }

    /// Resolves to the downloads when they have changed, and to `None` after all were ready or the
    /// wait has failed.
    pub(crate) async fn next(&mut self) -> Option<Result<H::Value, Box<Failed<H>>>> {
        if self.is_over {
            return None;
        }
        let clock = self.paced.host.clone();
        let left = |deadline: Duration| deadline.saturating_sub(clock.now());
        let left = self.deadline.map(left);
        let ended = if left == Some(Duration::ZERO) {
            Err(self.late())
        } else {
            let is_abandoned = |ended: &Result<_, Box<Failed<H>>>| match ended {
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

    async fn advance(&mut self) -> Result<Option<H::Value>, Box<Failed<H>>> {
        loop {
            if self.last.is_some() {
                self.rest().await?;
                let now = self.paced.host.now();
                if self.deadline.is_some_and(|deadline| deadline <= now) {
                    return Err(self.late());
                }
            }
            let look = self.look().await?;
            let now = self.paced.host.now();
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
            let is_same = |(at, shown): &(Look, H::Value)| *at == look && shown.is_same(&seen);
            let is_shown = self.shown.as_ref().is_some_and(is_same);
            self.last = Some((look.clone(), now));
            if !is_behind && !is_shown {
                let phase = match self.is_over {
                    _ if self.is_encoding => Phase::Encoding,
                    true => Phase::Ready,
                    false => Phase::Creating,
                };
                let progress = WaitProgress {
                    phase,
                    percent_complete: look.percent(),
                };
                self.shown = Some((look, seen.clone()));
                self.progress = Some(progress);
                self.hooks.progress(&seen, progress).await?;
                return Ok(Some(seen));
            }
            if self.is_over {
                return Ok(None);
            }
        }
    }

    /// Waits until the next look is due. A wait that was dropped before goes on.
    async fn rest(&mut self) -> Result<(), Box<Failed<H>>> {
        let now = self.paced.host.now();
        let due = match self.due {
            Some(due) => due,
            None => now.saturating_add(self.delay()?),
        };
        self.due = Some(due);
        let slept = self.paced.host.sleep(due.saturating_sub(now)).await;
        slept.map_err(|error| Failed::of_sleep(error, &self.list))?;
        (self.last, self.due) = (None, None);
        Ok(())
    }

    /// Returns how long to wait after the last look.
    fn delay(&mut self) -> Result<Duration, Box<Failed<H>>> {
        let chosen = match &self.seen {
            Some(seen) => self.hooks.interval(seen, self.looks)?,
            None => None,
        };
        let own = || {
            let (look, at) = self.last.as_ref()?;
            let (first, first_at) = self.first.as_ref()?;
            let elapsed = at.saturating_sub(*first_at);
            Some(look.delay(first, elapsed, self.paced.host.random()))
        };
        Ok(chosen.or_else(own).unwrap_or_default())
    }

    /// Looks at the downloads, or at the video where that is still to be encoded. The first look
    /// creates what is missing.
    async fn look(&mut self) -> Result<Look, Box<Failed<H>>> {
        if self.wait.create && self.created_at.is_none() {
            return self.create().await;
        }
        // One that was just created may not be listed yet.
        let harmless: &[u16] = if self.wait.create { &[404] } else { &[] };
        let seen = self.paced.downloads(&self.list, harmless).await?;
        let look = look(&self.paced.host, &seen, &self.wait.types);
        self.seen = Some(seen);
        look
    }

    async fn create(&mut self) -> Result<Look, Box<Failed<H>>> {
        let mut refused = None;
        loop {
            if self.is_encoding || refused.is_some() {
                let encoded_at = self.encoded_at;
                match (self.look_at_video().await, refused) {
                    (Ok(Some(look)), _) => {
                        self.is_encoding = true;
                        return Ok(look);
                    }
                    // What one place knows, others learn a little later.
                    (Ok(None), Some(_))
                        if self.is_encoding && self.since(encoded_at) < Some(MAX_LAG) =>
                    {
                        return Ok(Look::at_video(100.0));
                    }
                    // The video is not why, or nothing is known of it.
                    (Ok(None), Some(refused)) if encoded_at.is_some() => return Err(refused),
                    (Err(failed), Some(refused)) if failed.error.is_of_the_api() => {
                        return Err(refused);
                    }
                    (Err(failed), _) => return Err(failed),
                    // It was encoded meanwhile.
                    (Ok(None), _) => {}
                }
            }
            match self.ensure(OnFailed::Stop).run().await? {
                Ensured::Downloads(seen) => {
                    self.created_at = Some(self.paced.host.now());
                    if std::mem::take(&mut self.is_encoding) {
                        (self.first, self.shown) = (None, None);
                    }
                    let look = look(&self.paced.host, &seen, &self.wait.types);
                    self.seen = Some(seen);
                    return look;
                }
                Ensured::Refused(failed) if self.wait.wait_for_video => refused = Some(failed),
                Ensured::Refused(failed) => return Err(failed),
            }
        }
    }

    /// Creates what is missing and resolves to the downloads, without waiting for them.
    pub(crate) async fn created(&mut self) -> Result<H::Value, Box<Failed<H>>> {
        self.paced.hurry();
        self.ensure(OnFailed::Leave).downloads().await
    }

    fn ensure(&mut self, otherwise: OnFailed) -> Ensure<'_, H> {
        Ensure {
            paced: &self.paced,
            list: &self.list,
            types: &self.wait.types,
            on_failed: OnFailed::new(self.wait.retry_failed, otherwise),
            limit: None,
            seen: &mut self.seen,
        }
    }

    /// Looks at the video itself: gives nothing when it is encoded.
    async fn look_at_video(&mut self) -> Result<Option<Look>, Box<Failed<H>>> {
        let request = self.list.to(Operation::GetVideo);
        let Reply::Document(Some(video)) = self.paced.call(&request).await? else {
            return Ok(None);
        };
        match Encoding::read(&video) {
            Encoding::Percent(percent) => Ok(Some(Look::at_video(percent))),
            Encoding::Ready => {
                self.encoded_at.get_or_insert(self.paced.host.now());
                Ok(None)
            }
            Encoding::Failed(reason) => {
                let reason = redact(reason, self.paced.secret().as_ref());
                let colon = if reason.is_empty() { "" } else { ": " };
                let message = ["The video could not be encoded", colon, &reason];
                let error = Error::new(ErrorKind::DownloadFailed, &message);
                Err(error.of(&request.label()).into())
            }
        }
    }

    fn since(&self, then: Option<Duration>) -> Option<Duration> {
        let now = self.paced.host.now();
        then.map(|then| now.saturating_sub(then))
    }

    fn fault(&mut self, of: DownloadType, error: Box<Error>) -> Box<Failed<H>> {
        let seen = self.seen.as_ref();
        let download = seen.and_then(|seen| seen.member(of.as_str()));
        let evidence = match download {
            Some(download) => Evidence::Download(of, download),
            None => Evidence::None,
        };
        let error = error.of(&self.list.label());
        Failed::new(error, evidence).hiding(self.paced.secret())
    }

    fn late(&self) -> Box<Failed<H>> {
        let mut message = "Not ready after ".to_owned();
        push_milliseconds(&mut message, self.wait.max_wait.unwrap_or_default());
        let error = Error::new(ErrorKind::DownloadTimeout, &[&message]);
        let evidence = Evidence::Downloads(self.seen.clone());
        Failed::new(error.of(&self.list.label()), evidence).hiding(self.paced.secret())
    }

    fn abandoned(&self) -> Box<Failed<H>> {
        Failed::abandoned(&self.list)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
