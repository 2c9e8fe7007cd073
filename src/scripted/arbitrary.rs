//! Strategies of proptest for what a server may answer.

use super::answer::{Scene, Scripted};
use super::request::SECRET;
use crate::decode::Fault;
use crate::envelope::Content;
use crate::host::{Failure, FailureDetails};
use proptest::prelude::*;
use serde_json::{Map, Number, Value as Json, json};
use std::time::Duration;

/// How many cases a property is tried with. Where one fails, nothing is written to disk.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A text: ordinary, odd, long, or one that repeats the credential.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z \r\n\t<>\"{}]{0,80}",
        "[A-Za-z0-9 😀é\u{2028}\u{85}]{0,700}",
        ".{0,90}".prop_map(|before| [&before, "Bearer ", SECRET, " welcome", SECRET].concat()),
        prop::sample::select(vec![
            "ready",
            "READY",
            "inprogress",
            "error",
            "queued",
            "42.5"
        ])
        .prop_map(ToOwned::to_owned),
    ]
}

/// A name of a member: mostly one that is known.
fn any_name() -> impl Strategy<Value = String> {
    const NAMES: [&str; 13] = [
        "success",
        "result",
        "errors",
        "code",
        "message",
        "error_chain",
        "default",
        "audio",
        "percentComplete",
        "status",
        "url",
        "hls",
        SECRET,
    ];
    prop_oneof![
        9 => prop::sample::select(NAMES.to_vec()).prop_map(ToOwned::to_owned),
        1 => any::<String>(),
    ]
}

fn any_number() -> impl Strategy<Value = Json> {
    let float =
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(json!(0), Json::Number));
    prop_oneof![
        float,
        any::<i64>().prop_map(Json::from),
        (0..20_000_u32).prop_map(Json::from)
    ]
}

/// Any JSON, of which much is where it is expected.
pub(crate) fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any_number(),
        any_text().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        let members = prop::collection::vec((any_name(), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Json::from),
            members.prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// A download that is mostly in order.
pub(crate) fn any_download() -> impl Strategy<Value = Json> {
    let statuses = vec![
        "ready",
        "inprogress",
        "inprogress",
        "queued",
        "Ready",
        "error",
    ];
    let status = prop::sample::select(statuses).prop_map(|text| Some(json!(text)));
    let percent = prop_oneof![
        (0.0..=100.0_f64).prop_map(|number| Some(json!(number))),
        Just(Some(json!("12.5"))),
        Just(Some(json!(1e308))),
        Just(Some(json!(-3))),
        Just(None),
    ];
    let url = prop_oneof![
        9 => Just(Some(json!("https://x.example/a.mp4"))),
        1 => Just(Some(json!(""))),
        1 => Just(None),
    ];
    (percent, status, url).prop_map(|(percent, status, url)| {
        let fields = [
            ("percentComplete", percent),
            ("status", status),
            ("url", url),
        ];
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Json::Object(fields.collect::<Map<_, _>>())
    })
}

/// Any body.
pub(crate) fn any_content() -> impl Strategy<Value = Content<Json>> {
    let envelope = (any::<Option<bool>>(), any_json(), any_json()).prop_map(
        |(success, result, errors)| json!({ "success": success, "result": result, "errors": errors }),
    );
    prop_oneof![
        1 => Just(Content::Empty),
        2 => any_text().prop_map(Content::Text),
        3 => any_json().prop_map(Content::Json),
        6 => envelope.prop_map(Content::Json),
    ]
}

/// Any failure, with reasons and causes that may repeat the credential.
pub(crate) fn any_failure() -> impl Strategy<Value = Failure<Json>> {
    let reasons = prop::collection::vec(any_text(), 0..4);
    (0..5_u8, reasons, prop::option::of(any_json())).prop_map(|(kind, reasons, cause)| match kind {
        0 | 1 => Failure::Connection(Box::new(FailureDetails { reasons, cause })),
        2 => Failure::Refused(Box::new(FailureDetails { reasons, cause })),
        3 => Failure::Unexpected(Fault::new("fetch", "a Response", "a symbol")),
        _ => Failure::Abandoned,
    })
}

fn any_status() -> impl Strategy<Value = u16> {
    let usual = vec![
        200, 200, 200, 204, 302, 401, 404, 408, 409, 429, 429, 500, 503,
    ];
    prop_oneof![4 => prop::sample::select(usual), 1 => any::<u16>()]
}

fn any_headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let names = vec![
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
        "ratelimit",
        "ratelimit-policy",
        "location",
        "content-type",
        "cf-ray",
    ];
    let values = vec![
        "0",
        "2",
        "59.5",
        "300",
        "99999999999999999999",
        "true",
        "false",
        "\"default\";r=3;t=40",
        "\"default\";r=0;t=9",
        "\"default\";q=1200;w=300",
        "https://evil.example/a",
        "//evil.example\\b",
        "text/html; charset=UTF-8",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Thu, 31 Dec 9999 23:59:59 GMT",
    ];
    let value = prop_oneof![
        4 => prop::sample::select(values).prop_map(ToOwned::to_owned),
        1 => any_text(),
    ];
    prop::collection::vec((prop::sample::select(names), value), 0..4)
}

/// Anything that may become of a request, within a minute or so.
pub(crate) fn any_scene(
    content: impl Strategy<Value = Content<Json>>,
) -> impl Strategy<Value = Scene> {
    let content = prop_oneof![
        8 => content.prop_map(Ok),
        1 => any_failure().prop_map(Err),
    ];
    let delay =
        || prop_oneof![Just(0), 0..3_000_u64, 0..70_000_u64].prop_map(Duration::from_millis);
    let scripted = (any_status(), any_headers(), delay(), content);
    let scripted = scripted.prop_map(|(status, headers, body_delay, content)| Scripted {
        status,
        headers,
        body_delay,
        content,
    });
    let outcome = prop_oneof![8 => scripted.prop_map(Ok), 1 => any_failure().prop_map(Err)];
    (delay(), outcome).prop_map(|(delay, outcome)| Scene { delay, outcome })
}
