//! The loop over many videos: asks for several at once, and gives the answers as they come.

use crate::attempt::Failed;
use crate::encoding_limit::EncodingLimit;
use crate::ensure::Ensure;
use crate::error::{Error, ErrorKind};
use crate::host::Host;
use crate::options::{EnsureOptions, RequestOptions};
use crate::paced::Paced;
use crate::request::Request;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Where identifiers come from. To drop it says that no more are wanted.
pub(crate) trait Identifiers<H: Host> {
    /// An identifier as it comes.
    type Item: 'static;

    /// Resolves to the next identifier, or to `None` after the last.
    async fn next(&mut self) -> Result<Option<Self::Item>, Box<Failed<H>>>;

    /// Makes the request for the downloads of a video.
    fn request(&self, item: &Self::Item) -> Result<Request, Box<Error>>;
}

/// What is found for one video.
pub(crate) type Answer<H, I> = (
    I,
    Result<<H as crate::host::Transport>::Value, Box<Failed<H>>>,
);

/// A step of a loop: an answer, an error that ends all, or nothing after the last.
pub(crate) type Step<H, I> = Option<Result<Answer<H, I>, Box<Failed<H>>>>;

type Asking<H, I> = Pin<Box<dyn Future<Output = Result<Answer<H, I>, Box<Failed<H>>>>>>;

/// A source, and what it has given.
type Pulled<H, S> = (
    S,
    Result<Option<<S as Identifiers<H>>::Item>, Box<Failed<H>>>,
);

type Pulling<H, S> = Pin<Box<dyn Future<Output = Pulled<H, S>>>>;

/// The state of a loop over many videos. [`Many::next`] gives the next answer.
pub(crate) struct Many<H: Host, S: Identifiers<H>> {
    shared: Rc<Shared<H>>,
    concurrency: usize,
    source: Source<H, S>,
    asking: Vec<Asking<H, S::Item>>,
    finished: VecDeque<Answer<H, S::Item>>,
    failure: Option<Box<Failed<H>>>,
}

struct Shared<H> {
    paced: Paced<H>,
    /// What is to be created, or nothing where the downloads are only listed.
    ensure: Option<(EnsureOptions, EncodingLimit)>,
}

enum Source<H: Host, S: Identifiers<H>> {
    Idle(S),
    Pulling(Pulling<H, S>),
    Exhausted,
}

impl<H: Host + 'static, S: Identifiers<H> + 'static> Many<H, S> {
    /// Makes a loop that lists downloads, or creates what is missing of them first.
    pub(crate) fn new(
        host: H,
        options: RequestOptions,
        source: S,
        concurrency: usize,
        ensure: Option<EnsureOptions>,
    ) -> Self {
        let with_limit = |options: EnsureOptions| {
            let limit = EncodingLimit::new(options.max_encoding);
            (options, limit)
        };
        Self {
            shared: Rc::new(Shared {
                paced: Paced::new(host, options).patient(),
                ensure: ensure.map(with_limit),
            }),
            concurrency,
            source: Source::Idle(source),
            asking: Vec::new(),
            finished: VecDeque::new(),
            failure: None,
        }
    }

    /// Resolves to what is found for one more video, in the order in which answers come, and to
    /// `None` after the last. An error that the other videos would be answered with, too, ends all.
    pub(crate) async fn next(&mut self) -> Step<H, S::Item> {
        poll_fn(|context| {
            self.poll_progress(context);
            self.take()
        })
        .await
    }

    /// Goes on with all that is under way, and begins what there is room for.
    pub(crate) fn poll_progress(&mut self, context: &mut Context<'_>) {
        while self.pull(context) {}
        let mut at = 0;
        while let Some(asking) = self.asking.get_mut(at) {
            match asking.as_mut().poll(context) {
                Poll::Pending => at += 1,
                Poll::Ready(ended) => {
                    // In order: of answers that come together the last knows the most of the limit.
                    drop(self.asking.remove(at));
                    match ended {
                        Ok(answer) => self.finished.push_back(answer),
                        Err(failed) => self.failure = self.failure.take().or(Some(failed)),
                    }
                }
            }
        }
    }

    /// Takes what [`Many::next`] resolves to, if it is there.
    pub(crate) fn take(&mut self) -> Poll<Step<H, S::Item>> {
        if let Some(answer) = self.finished.pop_front() {
            return Poll::Ready(Some(Ok(answer)));
        }
        if let Some(failed) = self.failure.take() {
            self.source = Source::Exhausted;
            self.asking.clear();
            return Poll::Ready(Some(Err(failed)));
        }
        if self.asking.is_empty() && matches!(self.source, Source::Exhausted) {
            return Poll::Ready(None);
        }
        Poll::Pending
    }

    /// Takes one more identifier and begins to ask for it, unless that were too many. Tells whether
    /// it did.
    fn pull(&mut self, context: &mut Context<'_>) -> bool {
        let is_full = self.asking.len() + self.finished.len() >= self.concurrency;
        let mut pulling = match std::mem::replace(&mut self.source, Source::Exhausted) {
            Source::Idle(mut source) if !is_full && self.failure.is_none() => {
                Box::pin(async move {
                    let next = source.next().await;
                    (source, next)
                })
            }
            Source::Pulling(pulling) => pulling,
            other => {
                self.source = other;
                return false;
            }
        };
        let Poll::Ready((source, next)) = pulling.as_mut().poll(context) else {
            self.source = Source::Pulling(pulling);
            return false;
        };
        match next {
            Ok(Some(item)) => {
                let request = source.request(&item);
                self.source = Source::Idle(source);
                let shared = Rc::clone(&self.shared);
                self.asking.push(Box::pin(ask(shared, item, request)));
                true
            }
            Ok(None) => false,
            Err(failed) => {
                self.failure = self.failure.take().or(Some(failed));
                false
            }
        }
    }
}

/// Asks for the downloads of one video. An error of its own is its answer.
async fn ask<H: Host, I>(
    shared: Rc<Shared<H>>,
    item: I,
    request: Result<Request, Box<Error>>,
) -> Result<Answer<H, I>, Box<Failed<H>>> {
    let list = match request {
        Ok(request) => request,
        Err(error) => return Ok((item, Err(error.into()))),
    };
    let Shared { paced, ensure } = &*shared;
    let found = match ensure {
        None => paced.downloads(&list, &[]).await,
        Some((options, limit)) => {
            let on_failed = options.on_failed();
            let types = &options.types;
            let (list, limit) = (&list, Some(limit));
            let ensure = Ensure {
                paced,
                list,
                types,
                on_failed,
                limit,
                seen: &mut None,
            };
            ensure.downloads().await
        }
    };
    match found {
        // The next video would be answered with the same.
        Err(failed)
            if failed.error.kind == ErrorKind::Abandoned
                || matches!(failed.error.status, Some(401 | 403 | 429)) =>
        {
            Err(failed)
        }
        found => Ok((item, found)),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
