//! Feeds the core whatever libFuzzer comes up with, as an answer, an argument, an option or a
//! header. What comes back must hold its promises, and nothing may panic.
//!
//! Not in the gate. With `cargo install cargo-fuzz`, a nightly compiler and a C++ compiler, from the
//! repository's root:
//!
//! ```sh
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz decode -- -dict=tests/fuzz/envelope.dict -max_total_time=60
//! ```
//!
//! The first byte says what the rest is, and line feeds part the rest where there are several texts.

#![no_main]

use cf_stream_downloads::account::{Credential, push_base_url};
use cf_stream_downloads::endpoint::{DownloadType, Operation, push_any, push_request};
use cf_stream_downloads::envelope::{Fault, failure, find};
use cf_stream_downloads::error::{Class, Error, MAX_MESSAGE, line};
use cf_stream_downloads::kind::Kind;
use cf_stream_downloads::retry::{Attempt, delay, server_delay};
use libfuzzer_sys::fuzz_target;

const OPERATIONS: [Operation; 4] = [
    Operation::ListDownloads,
    Operation::CreateDownload(DownloadType::Implied),
    Operation::CreateDownload(DownloadType::Audio),
    Operation::DeleteDownload(DownloadType::Default),
];

const SECRET: &str = "s3cret-";

fuzz_target!(|input: &[u8]| {
    let Some((&kind, rest)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let mut texts = text.split('\n');
    let mut next = || texts.next().unwrap_or_default();
    match kind % 8 {
        0..=2 => {
            let (status, kinds, origin) = (next(), next(), next());
            envelope(status, kinds, origin, &texts.collect::<Vec<_>>().join("\n"));
        }
        3 => lines(&text),
        4 => parameters(next(), next()),
        5 => any_endpoint(next(), next()),
        6 => account([next(), next(), next()], next()),
        _ => retry([next(), next(), next()], next()),
    }
});

/// The letters of `kinds` are the numbers of kinds, from `A`, whether there is such a kind or not.
fn envelope(status: &str, kinds: &str, origin: &str, told: &str) {
    let status = status.parse().unwrap_or(200);
    let kinds: Vec<u8> = kinds
        .bytes()
        .map(|letter| letter.wrapping_sub(b'A'))
        .collect();
    for operation in OPERATIONS.map(Some).into_iter().chain([None]) {
        let found = find(operation, status, &kinds);
        assert!(found.is_err() || matches!(status, 200..=299));
        assert!(found != Err(Fault::Failure) || kinds[1] == Kind::False as u8);
        let error = failure(operation, status, &kinds, told, origin);
        assert_eq!(error.class, Class::of_status(status));
        check(&error);
        check(&error.of(told));
    }
}

fn lines(text: &str) {
    for max in [1, 2, 3, 90, MAX_MESSAGE] {
        assert_one_line(&line(&[text], max), max);
    }
    check(&Error::new(Class::Api, &[text, text]).of(text));
    check(&Error::invalid(text, text).of(text));
}

fn parameters(account_id: &str, identifier: &str) {
    for operation in OPERATIONS {
        let mut request = String::new();
        match push_request(&mut request, operation, account_id, identifier) {
            Ok(()) => {
                let steps: Vec<_> = request.split('/').collect();
                assert!(steps.len() == 6 || steps.len() == 7, "{steps:?}");
                assert_eq!(steps[1], "accounts");
                assert_eq!(decoded(steps[2]), account_id);
                assert_eq!(decoded(steps[4]), identifier);
                assert!(is_request(&request), "{request}");
                check(&Error::new(Class::Api, &["reason"]).of(&request));
            }
            Err(error) => check(&error),
        }
    }
}

/// Tells whether it is a method, a space and a path.
fn is_request(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(method, path)| {
        !method.is_empty()
            && path.starts_with('/')
            && path.bytes().all(|byte| byte.is_ascii_graphic())
    })
}

fn decoded(step: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = step.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).expect("what was encoded")
}

fn any_endpoint(method: &str, path: &str) {
    let mut request = String::new();
    match push_any(&mut request, method, path) {
        Ok(()) => assert!(is_request(&request) && !request.contains('#'), "{request}"),
        Err(error) => check(&error),
    }
}

fn account(credential: [&str; 3], base: &str) {
    // With something in front that no message has: whoever sees an error must not find it there.
    let secrets = credential.map(|text| [SECRET, text].concat());
    let [token, key, email] = [0, 1, 2].map(|index| {
        let is_given = !credential[index].is_empty();
        is_given.then_some(secrets[index].as_str())
    });
    if let Err(error) = Credential::choose(token, key, email) {
        assert!(!error.message.contains(SECRET), "{error:?}");
        check(&error);
    }
    // The platform's own, and so always a good one.
    for origin in [None, Some("https://example.com")] {
        let mut url = String::new();
        match push_base_url(&mut url, Some(base), origin) {
            Ok(()) => {
                assert!(!url.contains(['?', '#']), "{url}");
                assert!(url.starts_with("https://example.com") || url.len() <= base.len());
            }
            Err(error) => {
                check(&error);
                assert!(base.len() < 24 || !error.message.contains(base));
            }
        }
    }
}

fn retry([milliseconds, seconds, until]: [&str; 3], should_retry: &str) {
    let until = until.parse().unwrap_or(f64::NAN);
    for given in ["", milliseconds] {
        let asked = server_delay(given, seconds, until);
        assert!(asked.is_none_or(|delay| delay >= 0.0), "{asked:?}");
        for (status, retries) in [(None, 0), (Some(429), 3), (Some(200), 4_000_000_000)] {
            let attempt = Attempt {
                status,
                should_retry,
                server_delay: asked,
            };
            let delay = delay(&attempt, retries, f64::INFINITY, 0.5);
            assert!(
                delay.is_none_or(|delay| (0.0..=60_000.0).contains(&delay)),
                "{delay:?}"
            );
        }
    }
}

fn check(error: &Error) {
    assert_one_line(&error.message, MAX_MESSAGE);
}

fn assert_one_line(text: &str, max: usize) {
    assert!(text.encode_utf16().count() <= max, "{text:?}");
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    assert!(!text.contains(breaks), "{text:?}");
}
