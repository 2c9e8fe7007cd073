//! Feeds the core whatever libFuzzer comes up with: as an answer, an argument, an option or a header.
//! Nothing may panic; the message of an error is one line of at most 500 UTF-16 code units; and no
//! error shows the secret.
//!
//! Not in the gate. With `cargo install cargo-fuzz`, a nightly compiler and a C++ compiler, from the
//! repository's root:
//!
//! ```sh
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz decode -- -dict=tests/fuzz/decode.dict -max_total_time=60
//! ```
//!
//! The first byte says what the rest is. Line feeds separate the texts of the rest.

#![no_main]

use cf_stream_downloads::account::{BaseUrl, Credential};
use cf_stream_downloads::decode::decode;
use cf_stream_downloads::endpoint::{Endpoint, Operation};
use cf_stream_downloads::envelope::{Content, Head, Reply, reply};
use cf_stream_downloads::header::{Headers, is_secret, is_token, is_value, number};
use cf_stream_downloads::options::{count, interval, limit};
use cf_stream_downloads::poll::{Look, OnFailed};
use cf_stream_downloads::rate_limit::Pace;
use cf_stream_downloads::redact::{Secret, redact};
use cf_stream_downloads::request::{Authorization, Request};
use cf_stream_downloads::retry::{Refusal, delay, server_delay};
use cf_stream_downloads::{DownloadType, Downloads, Error, ErrorInfo, ErrorKind, RateLimit};
use libfuzzer_sys::fuzz_target;
use serde_json::Value as Json;
use std::time::Duration;

/// The secret that an input may repeat: decode.dict has it, so that libFuzzer finds it.
const SECRET: &str = "s3cret-0f-the-client";

const MAX_MESSAGE: usize = 500;

const OPERATIONS: [Operation; 6] = [
    Operation::ListDownloads,
    Operation::CreateDownload(None),
    Operation::CreateDownload(Some(DownloadType::Audio)),
    Operation::DeleteDownload(None),
    Operation::DeleteDownload(Some(DownloadType::Default)),
    Operation::Other,
];

fuzz_target!(|input: &[u8]| {
    let Some((&kind, rest)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let mut texts = text.split('\n');
    let mut next = || texts.next().unwrap_or_default();
    match kind % 12 {
        0..=3 => {
            let (status, content_type, redirects_to) = (next(), next(), next());
            answer(
                status,
                content_type,
                redirects_to,
                &texts.collect::<Vec<_>>().join("\n"),
            );
        }
        4 => downloads(&text),
        5 => parameters(next(), next()),
        6 => any_endpoint(next(), next()),
        7 => account([next(), next(), next()], next()),
        8 => retries([next(), next(), next()], next()),
        9 => rate_limit([next(), next()], [next(), next()]),
        10 => headers(next(), next()),
        _ => secrets(&text, next()),
    }
});

fn content(body: &str) -> Content<Json> {
    if body.trim().is_empty() {
        return Content::Empty;
    }
    match serde_json::from_str(body) {
        Ok(value) => Content::Json(value),
        Err(_) => Content::Text(body.to_owned()),
    }
}

fn answer(status: &str, content_type: &str, redirects_to: &str, body: &str) {
    let secret = Secret::new(SECRET);
    let content = content(body);
    let head = Head {
        status: status.parse().unwrap_or(200),
        content_type: content_type.to_owned(),
        redirects_to: redirects_to.to_owned(),
    };
    for operation in OPERATIONS {
        let found = match reply(operation, &head, &content, secret.as_ref()) {
            Ok(found) => found,
            Err(error) => {
                let kind = match head.status {
                    200..=299 => ErrorKind::InvalidResponse,
                    _ => ErrorKind::Status,
                };
                assert_eq!(error.kind, kind);
                check(&error);
                continue;
            }
        };
        assert!(matches!(head.status, 200..=299), "{}", head.status);
        let is_failure = |body: &Json| body.get("success") == Some(&Json::Bool(false));
        assert!(!matches!(&content, Content::Json(body) if is_failure(body)));
        match (operation, found) {
            (Operation::ListDownloads | Operation::CreateDownload(_), Reply::Downloads(value)) => {
                decode::<_, Downloads>(&value).expect("a reply that has been checked");
                assert!(value.is_object(), "{value:?}");
                // A download that comes alone is given under its type.
                let has = |name: &&str| value.get(name).is_some();
                let is_alone = ["percentComplete", "status", "url"].iter().any(has)
                    && !["default", "audio"].iter().any(has);
                assert!(!is_alone || operation == Operation::ListDownloads);
            }
            (Operation::DeleteDownload(_), Reply::Deleted(_))
            | (Operation::Other, Reply::Document(_)) => {}
            (operation, found) => panic!("{operation:?} gives {found:?}"),
        }
    }
}

/// Reads downloads as a wait does.
fn downloads(text: &str) {
    let mut looks = text.split('\n').filter_map(|line| {
        let value: Json = serde_json::from_str(line).ok()?;
        match decode::<_, Downloads>(&value) {
            Ok(downloads) => Some(downloads),
            Err(fault) => {
                assert!(fault.path.len() < 64, "{fault}");
                None
            }
        }
    });
    let Some(first) = looks.next() else {
        return;
    };
    let first = Look::at(&first, &DownloadType::ALL);
    for (passed, downloads) in looks.enumerate() {
        let look = Look::at(&downloads, &DownloadType::ALL);
        let elapsed = Duration::from_secs(passed as u64);
        let delay = look.delay(&first, elapsed, 0.5).as_secs_f64();
        assert!((0.9..=16.5).contains(&delay), "{delay}");
        for created in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
            let _ = look.verdict(created, elapsed);
        }
        assert!(look.to_do(OnFailed::Retry).len() <= 2 * DownloadType::ALL.len());
        let _ = (look.lacks_url(), look.is_behind(Some(&first)));
    }
}

fn parameters(account_id: &str, identifier: &str) {
    for operation in OPERATIONS {
        match Endpoint::downloads(operation, account_id, identifier) {
            Ok(endpoint) => {
                let steps: Vec<_> = endpoint.path.split('/').collect();
                assert!(matches!(steps.len(), 6 | 7), "{steps:?}");
                assert_eq!((steps[0], steps[1], steps[3]), ("", "accounts", "stream"));
                assert_eq!(decoded(steps[2]), account_id);
                assert_eq!(decoded(steps[4]), identifier);
                check_endpoint(&endpoint);
                request(endpoint);
            }
            Err(error) => check(&error),
        }
    }
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
    match Endpoint::other(method, path.to_owned()) {
        Ok(endpoint) => {
            check_endpoint(&endpoint);
            request(endpoint);
        }
        Err(error) => check(&error),
    }
}

fn check_endpoint(Endpoint { method, path, .. }: &Endpoint) {
    assert!(is_token(method), "{method:?}");
    assert!(path.starts_with('/'), "{path:?}");
    let is_url = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    assert!(path.bytes().all(is_url), "{path:?}");
}

/// A request holds its credential and does not show it.
fn request(endpoint: Endpoint) {
    let credential = Credential::Token(SECRET.to_owned());
    let authorization = Authorization::Credential(credential);
    let base_url = BaseUrl::default();
    let request = Request::new(endpoint, &base_url, Headers::default(), &authorization)
        .expect("a request with a credential");
    assert!(request.url.starts_with(base_url.as_str()));
    assert!(request.headers.get("authorization").is_some());
    assert_hidden(&request.label());
    assert_hidden(&format!("{:?}{authorization:?}", request.headers));
}

fn account(credential: [&str; 3], base: &str) {
    // With something in front that no message has.
    let secrets = credential.map(|text| [SECRET, text].concat());
    let [token, key, email] = [0, 1, 2].map(|index| {
        let is_given = !credential[index].is_empty();
        is_given.then_some(secrets[index].as_str())
    });
    match Credential::choose(token, key, email) {
        Ok(None) => assert_eq!((token, key, email), (None, None, None)),
        Ok(Some(chosen)) => {
            assert_hidden(&format!("{chosen:?}"));
            let mut headers = Headers::default();
            chosen.authorize(&mut headers);
            for (name, value) in headers.iter() {
                assert!(is_secret(name) && is_value(value), "{name}");
            }
        }
        Err(error) => check(&error),
    }
    // The platform's own origin is always a good one.
    for origin in [None, Some("https://example.com")] {
        match BaseUrl::parse(base, origin) {
            Ok(url) => {
                let url = url.as_str();
                assert!(!url.contains(['?', '#', ' ']), "{url}");
                assert!(url.to_ascii_lowercase().starts_with("http"), "{url}");
            }
            Err(error) => {
                check(&error);
                assert!(base.len() < 24 || !error.message.contains(base));
            }
        }
    }
}

fn retries([milliseconds, seconds, time]: [&str; 3], should_retry: &str) {
    let now = || Duration::from_secs(time.parse().unwrap_or(0));
    for milliseconds in ["", milliseconds] {
        let server_delay = server_delay(milliseconds, seconds, now);
        let longest = server_delay.map_or(Duration::from_secs(8), |asked| {
            asked.min(Duration::from_secs(60))
        });
        for (status, retries) in [(None, 0), (Some(429), 3), (Some(200), u32::MAX - 1)] {
            let refusal = Refusal {
                status,
                should_retry,
                server_delay,
                creates: status == Some(429),
            };
            for chance in [0.0, 0.5, 0.999] {
                let delay = delay(&refusal, retries, u32::MAX, chance).unwrap_or_default();
                assert!(delay <= longest, "{delay:?}");
            }
            assert_eq!(delay(&refusal, retries, retries, 0.5), None);
        }
    }
    let number = number(milliseconds).unwrap_or(f64::NAN);
    for number in [number, -number, f64::INFINITY] {
        for error in [
            limit("timeout", number).err(),
            interval("interval", number).err(),
            count("maxRetries", number, 0).err(),
        ] {
            error.iter().for_each(|error| check(error));
        }
    }
}

/// Reads two answers, of which the second comes at another time.
fn rate_limit(limits: [&str; 2], policies: [&str; 2]) {
    let mut pace = Pace::default();
    let mut now = Duration::ZERO;
    for (limits, policies) in limits.into_iter().zip(policies) {
        pace.started(now, Some(Duration::from_secs(60)));
        if let Some(limit) = RateLimit::parse(limits, policies) {
            assert!(limit.policy.len() <= limits.len());
            pace.observe(&limit, now);
            now = now.saturating_add(limit.reset_after / 2);
        }
        pace.ended();
        let _ = pace.starts_in(now);
        let is_any_use = pace.pause(1, None, now);
        assert!(is_any_use);
        let _ = pace.starts_in(now);
    }
}

fn headers(name: &str, value: &str) {
    let mut headers = Headers::default();
    headers.set(name, value);
    headers.append(&name.to_ascii_uppercase(), value);
    assert_eq!(headers.iter().count(), 1);
    assert_eq!(
        headers.get(name),
        Some([value, ", ", value].concat()).as_deref()
    );
    if is_secret(name) && value.contains(SECRET) {
        assert_hidden(&format!("{headers:?}"));
    }
    headers.remove(name);
    assert_eq!(headers.iter().count(), 0);
    assert!(!is_value(value) || !value.contains(['\r', '\0']));
    assert!(!is_token(name) || name.bytes().all(|byte| byte.is_ascii_graphic()));
    assert!(number(value).is_none_or(|number| number >= 0.0));
}

/// Takes a secret out of a text that has it, and out of one that was cut off within it.
fn secrets(text: &str, secret: &str) {
    let Some(made) = Secret::new(secret) else {
        assert!(secret.len() < 8);
        return;
    };
    // The asterisks that stand for one secret may complete another.
    if secret.contains('*') {
        return;
    }
    let redacted = redact(text.to_owned(), Some(&made));
    assert!(!redacted.contains(secret), "{redacted:?}");
    let all = [text, secret].concat();
    for (end, _) in all.char_indices() {
        let redacted = redact(all[..end].to_owned(), Some(&made));
        assert!(!redacted.contains(secret), "{redacted:?}");
    }
}

fn check(error: &Error) {
    let text = &error.message;
    assert_eq!(&error.to_string(), text);
    assert!(text.encode_utf16().count() <= MAX_MESSAGE, "{text:?}");
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    assert!(!text.contains(breaks), "{text:?}");
    assert_hidden(text);
    assert_hidden(&format!("{error:?}"));
    error.errors.iter().for_each(check_info);
}

fn check_info(info: &ErrorInfo) {
    assert_hidden(&info.message);
    info.error_chain.iter().for_each(check_info);
}

fn assert_hidden(text: &str) {
    assert!(!text.contains(SECRET), "{text:?}");
}
