//! The way of a request: attempts until one is content with the answer, then the body, then what the
//! two mean. Here retries happen; when and how long after is decided in [`crate::retry`].

use crate::attempt::{Evidence, Failed, TimeLimit, failed};
use crate::endpoint::Operation;
use crate::envelope::{Content, Head, Reply, reply};
use crate::error::{Error, ErrorKind};
use crate::host::{Attempt, Failure, Host, Response, Transport};
use crate::options::RequestOptions;
use crate::rate_limit::RateLimit;
use crate::redact::redact;
use crate::request::Request;
use crate::retry::{self, Refusal};
use std::time::Duration;

/// An answer whose body is to be read within what is left of a time.
pub(crate) struct Accepted<'a, R> {
    pub(crate) response: R,
    pub(crate) limit: TimeLimit<'a>,
}

/// Sends a request until there is a 2xx answer, and resolves to it when its head is there.
pub(crate) async fn send<'a, H: Host>(
    host: &'a H,
    request: &Request,
    options: &RequestOptions,
) -> Result<Accepted<'a, H::Response>, Box<Failed<H>>> {
    let mut retries = 0;
    loop {
        let started = host.watches_attempts().then(|| host.now());
        let mut limit = TimeLimit::new(host, options.timeout);
        let open = started.map(|started| Open {
            host,
            request,
            started,
        });
        let ended = limit.attempt(host.send(request)).await;
        // It has ended: to drop that would say that it was aborted.
        std::mem::forget(open);
        let took = started.map(|started| host.now().saturating_sub(started));
        let note = |outcome: Result<u16, &_>, refusal: Option<Refusal>| {
            let delay =
                |refusal| retry::delay(&refusal, retries, options.max_retries, host.random());
            let retry_in = refusal.and_then(delay);
            if let Some(took) = took {
                let attempt = Attempt {
                    outcome,
                    took,
                    retry_in,
                };
                host.attempted(request, &attempt);
            }
            retry_in
        };
        let retry_in = match ended {
            Err(Failure::Abandoned) => return Err(Failed::abandoned(request)),
            Err(failure) => {
                let may_pass = matches!(failure, Failure::Connection { .. } | Failure::TimedOut);
                let failed = failed(failure, request, options.timeout);
                let refusal = may_pass.then(Refusal::default);
                match note(Err(&failed.error), refusal) {
                    Some(retry_in) => retry_in,
                    None => return Err(failed),
                }
            }
            Ok(response) => {
                let status = response.status();
                let server_delay = observe(host, &response);
                if matches!(status, 200..=299) {
                    note(Ok(status), None);
                    return Ok(Accepted { response, limit });
                }
                let should_retry = response.header("x-should-retry").unwrap_or_default();
                let refusal = Refusal {
                    status: Some(status),
                    should_retry: &should_retry,
                    server_delay,
                    creates: matches!(request.endpoint.operation, Operation::CreateDownload(_)),
                };
                let Some(retry_in) = note(Ok(status), Some(refusal)) else {
                    let accepted = Accepted { response, limit };
                    return Err(refused(request, options, accepted, server_delay).await);
                };
                // This gives up the connection of the answer.
                drop(response);
                retry_in
            }
        };
        retries += 1;
        if let Err(error) = host.sleep(retry_in).await {
            return Err(Failed::of_sleep(error, request));
        }
    }
}

/// An attempt that is watched and has not ended. To drop it says that it was aborted.
struct Open<'a, H: Host> {
    host: &'a H,
    request: &'a Request,
    started: Duration,
}

impl<H: Host> Drop for Open<'_, H> {
    fn drop(&mut self) {
        let attempt = Attempt {
            outcome: Err(&Error::new(ErrorKind::Aborted, &[])),
            took: self.host.now().saturating_sub(self.started),
            retry_in: None,
        };
        self.host.attempted(self.request, &attempt);
    }
}

/// Takes note of what an answer says of the rate limit, and returns the delay that it asks for.
fn observe<H: Host>(host: &H, response: &H::Response) -> Option<Duration> {
    let header = |name: &'static str| response.header(name).unwrap_or_default();
    if let Some(limits) = response.header("ratelimit")
        && let Some(limit) = RateLimit::parse(&limits, &header("ratelimit-policy"))
    {
        host.observe(limit);
    }
    let status = response.status();
    if matches!(status, 200..=299) {
        return None;
    }
    let delay = retry::server_delay(&header("retry-after-ms"), &header("retry-after"), || {
        host.unix_time()
    });
    if status == 429 && delay.is_some() {
        let now = host.now();
        host.pace(|pace| pace.pause(0, delay, now));
    }
    delay
}

/// Makes the failure of an answer that is not 2xx: its body says what went wrong.
async fn refused<T: Transport>(
    request: &Request,
    options: &RequestOptions,
    accepted: Accepted<'_, T::Response>,
    retry_after: Option<Duration>,
) -> Box<Failed<T>> {
    let Accepted {
        mut response,
        mut limit,
    } = accepted;
    let content = match limit.attempt(response.content()).await {
        Ok(content) => content,
        Err(failure @ (Failure::TimedOut | Failure::Abandoned)) => {
            return failed(failure, request, options.timeout);
        }
        // The status has said enough to not be lost with the body.
        Err(_) => Content::Empty,
    };
    let mut failed = judge(request, response, content)
        .err()
        .unwrap_or_else(|| failed(Failure::TimedOut, request, options.timeout));
    failed.error.retry_after = retry_after;
    failed
}

/// Reads the body of an answer, and resolves to what the two mean.
pub(crate) async fn receive<T: Transport>(
    request: &Request,
    options: &RequestOptions,
    accepted: Accepted<'_, T::Response>,
) -> Result<Reply<T::Value>, Box<Failed<T>>> {
    let Accepted {
        mut response,
        mut limit,
    } = accepted;
    match limit.attempt(response.content()).await {
        Ok(content) => judge(request, response, content),
        Err(failure) => Err(failed(failure, request, options.timeout)),
    }
}

/// Sends a request and reads its answer.
pub(crate) async fn call<H: Host>(
    host: &H,
    request: &Request,
    options: &RequestOptions,
) -> Result<Reply<H::Value>, Box<Failed<H>>> {
    let accepted = send(host, request, options).await?;
    receive(request, options, accepted).await
}

fn judge<T: Transport>(
    request: &Request,
    response: T::Response,
    content: Content<T::Value>,
) -> Result<Reply<T::Value>, Box<Failed<T>>> {
    let header = |name: &'static str| response.header(name).unwrap_or_default();
    let status = response.status();
    let head = Head {
        status,
        content_type: match content {
            Content::Text(_) => header("content-type"),
            Content::Empty | Content::Json(_) => String::new(),
        },
        redirects_to: match status {
            300..=399 => origin(&header("location"), &request.url),
            _ => String::new(),
        },
    };
    let secret = request.secret.as_ref();
    match reply(request.endpoint.operation, &head, &content, secret) {
        Ok(reply) => Ok(reply),
        Err(error) => {
            let mut error = error.of(&request.label());
            error.ray = response.header("cf-ray").map(|ray| redact(ray, secret));
            let body = match content {
                Content::Json(body) => Some(body),
                Content::Empty | Content::Text(_) => None,
            };
            let failed = Failed::new(error, Evidence::Answer(response, body));
            Err(failed.hiding(request.secret.clone()))
        }
    }
}

/// Returns the origin of a location, which may be relative to the URL of its request, or nothing:
/// <https://url.spec.whatwg.org/#url-parsing>, as far as the schemes of HTTP need it.
fn origin(location: &str, url: &str) -> String {
    let mut cleaned = String::new();
    for character in location.trim().chars() {
        match character {
            '\t' | '\n' | '\r' => {}
            '\\' => cleaned.push('/'),
            _ => cleaned.push(character),
        }
    }
    let Some((own, host)) = split_scheme(url).filter(|_| !cleaned.is_empty()) else {
        return String::new();
    };
    let (scheme, rest) = split_scheme(&cleaned).unwrap_or((own, &cleaned));
    let is_another = matches!(scheme, "http" | "https") && scheme != own;
    let (scheme, host) = if is_another || rest.starts_with("//") {
        (scheme, rest)
    } else {
        (own, host)
    };
    [scheme, "://", host_of(host)].concat()
}

/// Splits a URL into its scheme and what comes after the colon.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let end = url.bytes().position(|byte| byte == b':')?;
    let (scheme, rest) = (url.get(..end)?, url.get(end + 1..)?);
    let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_scheme && end > 0).then_some((scheme, rest))
}

/// Returns the host and port at the beginning of what comes after a scheme. Any number of slashes may
/// stand before them.
fn host_of(rest: &str) -> &str {
    let start = rest.bytes().position(|byte| byte != b'/').unwrap_or(0);
    let rest = rest.get(start..).unwrap_or_default();
    let end = rest
        .bytes()
        .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    let authority = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    // A user and a password are no part of an origin.
    let host = authority
        .bytes()
        .rposition(|byte| byte == b'@')
        .map_or(0, |at| at + 1);
    authority.get(host..).unwrap_or_default()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
