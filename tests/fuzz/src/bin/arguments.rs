//! What a caller hands over: identifiers, paths, credentials, base URLs, and keys that sign tokens.

#![no_main]

use cf_stream_downloads::account::{BaseUrl, Credential};
use cf_stream_downloads::endpoint::{Endpoint, Operation};
use cf_stream_downloads::header::{Headers, is_secret, is_token, is_value};
use cf_stream_downloads::request::{Authorization, Request};
use cf_stream_downloads::token::{DownloadToken, SigningKey};
use cf_stream_downloads::{DownloadType, identifier_of};
use cf_stream_downloads_fuzz::{SECRET, assert_hidden, check, lines, read};
use libfuzzer_sys::fuzz_target;
use std::time::Duration;

const OPERATIONS: [Operation; 5] = [
    Operation::ListDownloads,
    Operation::CreateDownload(Some(DownloadType::Audio)),
    Operation::DeleteDownload(None),
    Operation::GetVideo,
    Operation::CreateToken,
];

fuzz_target!(|input: &[u8]| {
    let Some((kind, text)) = read(input, 6) else {
        return;
    };
    match kind {
        0 => parameters(lines(&text).0),
        1 => any_endpoint(lines(&text).0),
        2 => credentials(lines(&text).0),
        3 => base_url(&text),
        4 => identifier(&text),
        _ => keys(&text),
    }
});

fn parameters([account_id, identifier]: [&str; 2]) {
    for operation in OPERATIONS {
        match Endpoint::downloads(operation, account_id, identifier) {
            Ok(endpoint) => {
                let steps: Vec<_> = endpoint.path.split('/').collect();
                assert!(matches!(steps.len(), 5..=7), "{steps:?}");
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

fn any_endpoint([method, path]: [&str; 2]) {
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

fn credentials(given: [&str; 3]) {
    // With something in front that no message has.
    let secrets = given.map(|text| [SECRET, text].concat());
    let [token, key, email] = [0, 1, 2].map(|index| {
        let is_given = !given[index].is_empty();
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
}

fn base_url(given: &str) {
    // The platform's own origin is always a good one.
    for origin in [None, Some("https://example.com")] {
        match BaseUrl::parse(given, origin) {
            Ok(url) => {
                let url = url.as_str();
                assert!(!url.contains(['?', '#', ' ']), "{url}");
                assert!(url.to_ascii_lowercase().starts_with("http"), "{url}");
            }
            Err(error) => {
                check(&error);
                assert!(given.len() < 24 || !error.message.contains(given));
            }
        }
    }
}

/// What is found can be asked for, and signed for where it is as Cloudflare's own are.
fn identifier(url: &str) {
    match identifier_of(url) {
        Ok(identifier) => {
            assert_eq!(
                identifier_of(&identifier).as_deref(),
                Ok(identifier.as_str())
            );
            let endpoint = Endpoint::downloads(Operation::GetVideo, None, identifier.as_str());
            assert_eq!(endpoint.expect("an endpoint").identifier, identifier);
        }
        Err(error) => check(&error),
    }
    match DownloadToken::new("key", url).unsigned(Duration::from_secs(1_800_000_000)) {
        Ok(token) => assert_eq!(token.with_signature(b"").split('.').count(), 3),
        Err(error) => check(&error),
    }
}

fn keys(text: &str) {
    for key in [SigningKey::jwk(text), SigningKey::pem(text)] {
        match key {
            Ok(key) => assert_eq!(format!("{key:?}"), "SigningKey(***)"),
            Err(error) => check(&error),
        }
    }
}
