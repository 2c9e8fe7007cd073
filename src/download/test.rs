use super::{Download, DownloadType, Downloads, Status};
use crate::scripted::{any_json, cases};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn read(result: &Json) -> Result<Downloads, String> {
    Downloads::read(result).map_err(|fault| fault.under("result").to_string())
}

fn percent(value: &Json) -> Option<f64> {
    let downloads = read(&json!({ "default": { "percentComplete": value } }));
    downloads
        .expect("downloads")
        .default
        .expect("one")
        .percent_complete
}

#[test]
fn what_the_contract_shows_is_read() {
    let result = json!({
        "audio": { "percentComplete": 100, "status": "ready", "url": "https://x/audio.m4a" },
        "default": { "percentComplete": 42.5, "status": "inprogress", "url": "https://x/default.mp4" }
    });
    let download = |percent, status, url: &str| {
        Some(Download {
            percent_complete: Some(percent),
            status: Some(status),
            url: Some(url.to_owned()),
        })
    };
    let downloads = read(&result).expect("downloads");
    assert_eq!(
        downloads.audio,
        download(100.0, Status::Ready, "https://x/audio.m4a")
    );
    assert_eq!(
        downloads.default,
        download(42.5, Status::InProgress, "https://x/default.mp4")
    );
    assert_eq!(downloads.get(DownloadType::Audio), downloads.audio.as_ref());
    assert_eq!(
        downloads.get(DownloadType::Default),
        downloads.default.as_ref()
    );
}

#[test]
fn what_the_contract_does_not_know_passes() {
    for result in [
        json!({}),
        json!({ "default": {} }),
        json!({ "default": { "status": "queued", "size": 12 } }),
        json!({ "subtitles": { "percentComplete": {} }, "hls": 1 }),
        json!({ "status": { "percentComplete": {} }, "url": 1 }),
    ] {
        assert!(read(&result).is_ok(), "{result}");
    }
}

#[test]
fn null_is_absent() {
    let nulls = json!({ "percentComplete": null, "status": null, "url": null });
    let downloads = read(&json!({ "audio": null, "default": nulls })).expect("downloads");
    assert_eq!(downloads.audio, None);
    assert_eq!(downloads.default, Some(Download::default()));
}

#[test]
fn a_percentage_may_be_a_text() {
    for (value, expected) in [
        (json!(42.5), Some(42.5)),
        (json!("42.5"), Some(42.5)),
        (json!(" 100.000000 "), Some(100.0)),
        (json!(0), Some(0.0)),
        (json!("half"), None),
        (json!(""), None),
        (json!("x".repeat(10_000)), None),
    ] {
        assert_eq!(percent(&value), expected, "{value}");
    }
}

#[test]
fn a_status_is_compared_without_case_and_kept_where_nobody_knows_it() {
    for (text, expected) in [
        ("ready", Status::Ready),
        ("Ready", Status::Ready),
        ("INPROGRESS", Status::InProgress),
        ("inProgress", Status::InProgress),
        ("ERROR", Status::Error),
        ("Queued", Status::Other("Queued".to_owned())),
        ("", Status::Other(String::new())),
        ("ready ", Status::Other("ready ".to_owned())),
    ] {
        let downloads = read(&json!({ "audio": { "status": text } })).expect("downloads");
        assert_eq!(downloads.audio.expect("one").status, Some(expected));
    }
    assert_eq!(Status::Other("Queued".to_owned()).as_str(), "Queued");
}

#[test]
fn a_known_field_that_cannot_be_used_is_named_with_its_path() {
    for (result, fault) in [
        (
            json!({ "default": { "percentComplete": {} } }),
            "result.default.percentComplete: expected a number, got an object",
        ),
        (
            json!({ "default": { "percentComplete": true } }),
            "result.default.percentComplete: expected a number, got a boolean",
        ),
        (
            json!({ "default": { "percentComplete": [] } }),
            "result.default.percentComplete: expected a number, got an array",
        ),
        (
            json!({ "audio": { "status": 7 } }),
            "result.audio.status: expected a string, got a number",
        ),
        (
            json!({ "audio": { "url": {} } }),
            "result.audio.url: expected a string, got an object",
        ),
        (
            json!({ "audio": [] }),
            "result.audio: expected an object, got an array",
        ),
        (
            json!({ "audio": "done" }),
            "result.audio: expected an object, got a string",
        ),
        (
            json!({ "default": 1 }),
            "result.default: expected an object, got a number",
        ),
        (json!("done"), "result: expected an object, got a string"),
    ] {
        assert_eq!(read(&result), Err(fault.to_owned()));
    }
}

#[test]
fn downloads_are_written_as_the_api_has_them() {
    let result = json!({
        "default": { "percentComplete": 42.5, "status": "Paused" },
        "audio": { "url": "https://x/audio.m4a" }
    });
    let mut downloads = read(&result).expect("downloads");
    assert_eq!(serde_json::to_value(&downloads).expect("JSON"), result);
    downloads.others = vec![("hls".to_owned(), Download::default())];
    let written = serde_json::to_string(&downloads).expect("JSON");
    assert!(written.ends_with(r#","hls":{}}"#), "{written}");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_json_is_read_or_has_a_fault_with_a_path(result in any_json()) {
        if let Err(fault) = read(&result) {
            prop_assert!(fault.starts_with("result"), "{fault}");
            prop_assert!(fault.len() < 100, "{fault}");
        }
    }
}
