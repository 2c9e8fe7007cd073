//! What no answer may do: exhaust the stack, take long, or make an error that cannot be read.

use super::{Content, CreateDownload, DeleteDownload, Head, ListDownloads, Other};
use crate::envelope::reply;
use crate::redact::Secret;
use crate::scripted::{Endless, SECRET, any_content, assert_readable, cases};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

#[test]
fn a_chain_without_an_end_and_100_000_errors_are_read_as_far_as_they_help() {
    let body = Endless::body();
    let head = Head {
        status: 400,
        ..Head::default()
    };
    let content = Content::Json(body.clone());
    let error = reply(ListDownloads, &head, &content, None).expect_err("an error");
    assert_readable(&error);
    assert!(
        error.message.starts_with("400 A long story. A long"),
        "{error}"
    );
    assert_eq!(error.message.matches("[code 1000]").count(), 4, "{error}");
    assert!(body.reads() < 5_000, "{} reads", body.reads());
}

#[test]
fn a_result_without_an_end_is_read_as_far_as_it_is_known() {
    let body = Endless::body();
    let head = Head {
        status: 200,
        ..Head::default()
    };
    for operation in [
        ListDownloads,
        CreateDownload(None),
        DeleteDownload(None),
        Other,
    ] {
        assert!(reply(operation, &head, &Content::Json(body.clone()), None).is_ok());
    }
    assert!(body.reads() < 200, "{} reads", body.reads());
}

#[test]
fn a_chain_of_10_000_links_is_cut() {
    // What serde_json itself does with such a value takes a stack of its own.
    let deep = std::thread::Builder::new().stack_size(1 << 30).spawn(|| {
        let link = |inner, code| {
            // `json!` would copy what is inside.
            let mut error = json!({ "code": code, "message": "x" });
            error["error_chain"] = inner;
            Json::Array(vec![error])
        };
        let errors = (0..10_000).fold(json!([]), link);
        let mut body = json!({});
        body["errors"] = errors;
        let head = Head {
            status: 400,
            ..Head::default()
        };
        let content = Content::Json(body);
        reply(ListDownloads, &head, &content, None).expect_err("an error")
    });
    let error = deep.expect("a thread").join().expect("an error");
    assert!(
        error.message.starts_with("400 x [code 9999]: x [code 99"),
        "{error}"
    );
    assert_readable(&error);
}

#[test]
fn a_megabyte_of_text_does_no_harm() {
    let secret = Secret::new(SECRET);
    let head = Head {
        status: 502,
        content_type: "a/b".repeat(30_000),
        redirects_to: "https://".repeat(100_000),
    };
    for text in [
        "<".repeat(1_000_000),
        [SECRET, " "].concat().repeat(30_000),
        "😀".repeat(250_000),
    ] {
        let errors = json!({ "errors": [{ "message": text }] });
        for content in [Content::Text(text), Content::Json(errors)] {
            let error = reply(ListDownloads, &head, &content, secret.as_ref());
            assert_readable(&error.expect_err("an error"));
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_answer_gives_a_reply_or_an_error_that_can_be_read(
        status in prop_oneof![Just(200), 100..600_u16, any::<u16>()],
        content in any_content(),
        content_type in prop_oneof![Just("application/json".to_owned()), any::<String>()],
        redirects_to in prop_oneof![Just(String::new()), any::<String>()],
        of in 0..4_u8,
    ) {
        let operations = [ListDownloads, CreateDownload(None), DeleteDownload(None), Other];
        let head = Head { status, content_type, redirects_to };
        let secret = Secret::new(SECRET);
        if let Err(error) = reply(operations[usize::from(of)], &head, &content, secret.as_ref()) {
            assert_readable(&error);
            let begins = error.message.starts_with(&status.to_string());
            prop_assert!(begins, "{}", error.message);
        }
    }
}
