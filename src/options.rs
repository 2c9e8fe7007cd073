//! What can be said of a request and of a wait, and which values of it are good. Reads nothing: a
//! host's own options are read where they come in.

use crate::download::DownloadType;
use crate::error::Error;
use crate::poll::OnFailed;
use std::time::Duration;

/// How many requests of a call for many videos are under way at most, by default: as many as a Worker
/// may wait for at once.
pub(crate) const CONCURRENCY: usize = 6;

/// How many videos a call that creates the downloads of many has Cloudflare encode at once at most,
/// by default.
pub(crate) const MAX_ENCODING: usize = 100;

/// What can be said of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestOptions {
    /// How long an attempt may take, headers and body together, or `None` for no limit.
    pub timeout: Option<Duration>,
    /// How often a request is repeated that failed for a reason that may pass.
    pub max_retries: u32,
}

impl Default for RequestOptions {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_mins(1)),
            max_retries: 2,
        }
    }
}

impl RequestOptions {
    pub(crate) fn check(&self) -> Result<(), Box<Error>> {
        if self.timeout == Some(Duration::ZERO) {
            let fault = "expected more than 0, or None for no limit";
            return Err(Error::invalid("timeout", fault));
        }
        Ok(())
    }
}

/// Takes each of a list of types once.
pub(crate) fn distinct(types: &[DownloadType]) -> Result<Vec<DownloadType>, Box<Error>> {
    if types.is_empty() {
        return Err(Error::invalid("types", "expected default, audio or both"));
    }
    let is_named = |of: &DownloadType| types.contains(of);
    Ok(DownloadType::ALL.into_iter().filter(is_named).collect())
}

/// What can be said of a wait for downloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitOptions {
    /// The types to wait for.
    pub(crate) types: Vec<DownloadType>,
    /// Whether those that are missing are created first.
    pub(crate) create: bool,
    /// Whether those that have failed are deleted and created anew, once, with `create`.
    pub(crate) retry_failed: bool,
    /// Whether a video that is itself still being encoded is waited for, with `create`.
    pub(crate) wait_for_video: bool,
    /// How long to wait at most, or `None` for no limit.
    pub(crate) max_wait: Option<Duration>,
}

impl Default for WaitOptions {
    fn default() -> Self {
        Self {
            types: vec![DownloadType::Default],
            create: false,
            retry_failed: false,
            wait_for_video: true,
            max_wait: Some(Duration::from_mins(15)),
        }
    }
}

/// What can be said of the creation of downloads that are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnsureOptions {
    /// The types that are to be there.
    pub(crate) types: Vec<DownloadType>,
    /// Whether those that have failed are deleted and created anew.
    pub(crate) retry_failed: bool,
    /// How many of many videos are encoded at once at most.
    pub(crate) max_encoding: usize,
}

impl EnsureOptions {
    /// Returns what becomes of a download that has failed.
    pub(crate) fn on_failed(&self) -> OnFailed {
        OnFailed::new(self.retry_failed, OnFailed::Leave)
    }
}

impl Default for EnsureOptions {
    fn default() -> Self {
        Self {
            types: vec![DownloadType::Default],
            retry_failed: false,
            max_encoding: MAX_ENCODING,
        }
    }
}

/// Reads a number of milliseconds, more than 0; infinity is no limit.
///
/// # Errors
///
/// Any other number, by name.
pub fn limit(name: &str, milliseconds: f64) -> Result<Option<Duration>, Box<Error>> {
    if milliseconds > 0.0 {
        let duration = crate::retry::milliseconds(milliseconds).max(Duration::from_micros(1));
        return Ok((milliseconds < f64::INFINITY).then_some(duration));
    }
    Err(Error::invalid(name, "expected milliseconds, more than 0"))
}

/// Reads a number of milliseconds, 0 or more.
///
/// # Errors
///
/// Any other number, by name.
pub fn interval(name: &str, milliseconds: f64) -> Result<Duration, Box<Error>> {
    if (0.0..f64::INFINITY).contains(&milliseconds) {
        return Ok(crate::retry::milliseconds(milliseconds));
    }
    Err(Error::invalid(name, "expected milliseconds, 0 or more"))
}

/// Reads a whole number, `least` or more. One above four billion counts as that.
///
/// # Errors
///
/// Any other number, by name.
pub fn count(name: &str, number: f64, least: u32) -> Result<u32, Box<Error>> {
    if number >= f64::from(least) && number.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast takes what is out of range for the nearest that is not"
        )]
        return Ok(number as u32);
    }
    let fault = match least {
        0 => "expected a whole number, 0 or more",
        _ => "expected a whole number, 1 or more",
    };
    Err(Error::invalid(name, fault))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
