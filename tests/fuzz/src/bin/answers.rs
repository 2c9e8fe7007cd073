//! Answers of the API: what a call makes of them, what a wait does, and that no secret comes back.

#![no_main]

use cf_stream_downloads::decode::decode;
use cf_stream_downloads::endpoint::Operation;
use cf_stream_downloads::envelope::{Content, Head, Reply, reply};
use cf_stream_downloads::poll::{Look, OnFailed};
use cf_stream_downloads::redact::{Secret, redact};
use cf_stream_downloads::{DownloadType, Downloads, ErrorKind};
use cf_stream_downloads_fuzz::{SECRET, check, lines, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value as Json;
use std::time::Duration;

const OPERATIONS: [Operation; 9] = [
    Operation::ListDownloads,
    Operation::CreateDownload(None),
    Operation::CreateDownload(Some(DownloadType::Audio)),
    Operation::DeleteDownload(None),
    Operation::DeleteDownload(Some(DownloadType::Default)),
    Operation::GetVideo,
    Operation::ListVideos,
    Operation::CreateToken,
    Operation::Other,
];

fuzz_target!(|input: &[u8]| {
    let Some((kind, text)) = read(input, 3) else {
        return;
    };
    match kind {
        0 => answer(&text),
        1 => downloads(&text),
        _ => secrets(&text),
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

fn answer(text: &str) {
    let ([status, content_type, redirects_to], body) = lines(text);
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
            (Operation::ListVideos, Reply::Document(Some(videos))) => {
                assert!(videos.is_array(), "{videos:?}");
            }
            (Operation::GetVideo | Operation::CreateToken, Reply::Document(Some(found))) => {
                assert!(found.is_object(), "{found:?}");
            }
            (Operation::DeleteDownload(_), Reply::Deleted(_))
            | (Operation::ListVideos, Reply::Document(None))
            | (Operation::Other, Reply::Document(_)) => {}
            (operation, found) => panic!("{operation:?} gives {found:?}"),
        }
    }
}

/// Reads downloads, one answer in each line, as a wait does.
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

/// Takes a secret out of a text that has it, and out of one that was cut off within it.
fn secrets(text: &str) {
    let ([secret], text) = lines(text);
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
        let mut parts = (8..secret.len()).filter_map(|length| secret.get(..length));
        assert!(!parts.any(|part| redacted.ends_with(part)), "{redacted:?}");
    }
}
