//! What the error of an answer says.

use super::{Content, Head, ListDownloads, answer};
use crate::download::DownloadType;
use crate::endpoint::Operation;
use crate::envelope::reply;
use crate::error::{Error, ErrorKind};
use crate::redact::Secret;
use crate::scripted::{SECRET, assert_readable};
use serde_json::{Value as Json, json};

fn failed(status: u16, body: Json) -> Error {
    let error = answer(ListDownloads, status, &Content::Json(body)).expect_err("an error");
    assert_readable(&error);
    *error
}

/// The message of a 400 that has these errors.
fn said(errors: &Json) -> String {
    failed(
        400,
        json!({ "success": false, "errors": errors, "result": null }),
    )
    .message
}

/// A chain of errors, outermost first, with codes from 0 on.
fn chain(messages: &[&str]) -> Json {
    let links = messages.iter().enumerate().rev();
    let inner = links.fold(json!([]), |inner, (code, message)| {
        json!([{ "code": code, "message": message, "error_chain": inner }])
    });
    inner[0].clone()
}

fn error_of(head: &Head, content: &Content<Json>) -> Error {
    let secret = Secret::new(SECRET);
    let error = reply(ListDownloads, head, content, secret.as_ref()).expect_err("an error");
    assert_readable(&error);
    *error
}

/// The message of a body that is no JSON.
fn page(status: u16, content_type: &str, text: &str) -> String {
    let head = Head {
        status,
        content_type: content_type.to_owned(),
        ..Head::default()
    };
    error_of(&head, &Content::Text(text.to_owned())).message
}

#[test]
fn a_403_for_a_lack_of_permission_names_the_permission() {
    let body =
        |code: Json| json!({ "errors": [{ "code": code, "message": "Authentication error" }] });
    let said = |operation, status, code: Json| {
        let content = Content::Json(body(code));
        let error = answer(operation, status, &content).expect_err("an error");
        error.message
    };
    let read = "403 Authentication error [code 10000]; it needs the permission Stream Read";
    assert_eq!(said(ListDownloads, 403, json!(10000)), read);
    assert_eq!(said(ListDownloads, 403, json!("10000")), read);
    for operation in [
        Operation::CreateDownload(None),
        Operation::DeleteDownload(Some(DownloadType::Audio)),
    ] {
        assert_eq!(
            said(operation, 403, json!(10000)),
            "403 Authentication error [code 10000]; it needs the permission Stream Write"
        );
    }
    for (operation, status, code) in [
        (Operation::Other, 403, 10000),
        (ListDownloads, 401, 10000),
        (ListDownloads, 403, 9109),
    ] {
        let expected = format!("{status} Authentication error [code {code}]");
        assert_eq!(said(operation, status, json!(code)), expected);
    }
}

#[test]
fn a_failure_has_its_status_and_cloudflares_message_and_code() {
    let error = failed(
        404,
        json!({ "errors": [{ "code": 10003, "message": "Not Found" }] }),
    );
    assert_eq!(error.message, "404 Not Found [code 10003]");
    assert_eq!((error.kind, error.status), (ErrorKind::Status, Some(404)));
    assert_eq!(error.errors[0].code, Some(10003));
    assert_eq!(error.errors[0].message, "Not Found");
}

#[test]
fn a_failure_has_its_chain_outermost_first() {
    let errors = json!([{
        "code": 6003, "message": "Invalid request headers",
        "error_chain": [{ "code": 6111, "message": "Invalid format for Authorization header" }]
    }]);
    assert_eq!(
        said(&errors),
        "400 Invalid request headers [code 6003]: Invalid format for Authorization header [code 6111]"
    );
}

#[test]
fn the_middle_of_a_long_chain_gives_way_and_the_fourth_error() {
    let deep = chain(&["a", "b", "c", "d", "e"]);
    let errors = json!([deep, { "message": "f" }, {}, { "message": "g" }]);
    assert_eq!(said(&errors), "400 a [code 0]: d [code 3]: e [code 4]; f");
    assert_eq!(
        said(&json!([chain(&["a", "b", "c"])])),
        "400 a [code 0]: b [code 1]: c [code 2]"
    );
}

#[test]
fn of_a_chain_sixteen_links_count() {
    let letters: Vec<_> = ('a'..='z').map(String::from).collect();
    let messages: Vec<&str> = letters.iter().map(String::as_str).collect();
    let expected = "400 a [code 0]: o [code 14]: p [code 15]";
    assert_eq!(said(&json!([chain(&messages)])), expected);
}

#[test]
fn the_deepest_reason_is_told_however_long_the_others_are() {
    let long = "long ".repeat(500);
    let message = said(&json!([chain(&[&long, &long, &long, "deepest"])]));
    assert!(message.contains("[code 0]: long"), "{message}");
    assert!(message.ends_with(": deepest [code 3]"), "{message}");
    assert!(message.len() < 400, "{message}");
}

#[test]
fn several_errors_are_told_apart() {
    let errors = json!([{ "code": 7003, "message": "Could not route" }, { "code": 7000, "message": "No route" }]);
    assert_eq!(
        said(&errors),
        "400 Could not route [code 7003]; No route [code 7000]"
    );
    let parts = json!([{ "error_chain": [{ "message": "a" }] }, { "code": 1 }, { "message": "b" }]);
    assert_eq!(said(&parts), "400 a; [code 1]; b");
}

#[test]
fn errors_of_odd_kinds_cost_nothing_but_themselves() {
    let odd = json!([null, "two", { "code": "x", "message": "Read" }]);
    assert_eq!(said(&odd), "400 two; Read");
    let more =
        json!([[], { "code": [7], "message": 1 }, { "error_chain": "y", "message": "Kept" }]);
    assert_eq!(said(&more), "400 Kept");
    assert_eq!(
        said(&json!({ "code": 7, "message": "Alone" })),
        "400 Alone [code 7]"
    );
    let chain = json!([{ "message": "Kept", "error_chain": [null, 5, { "message": "too" }] }]);
    assert_eq!(said(&chain), "400 Kept: too");
}

#[test]
fn a_code_is_a_whole_number_or_a_text_that_is_one() {
    for code in [
        json!(1.5),
        json!(-1),
        json!(4_294_967_296_u64),
        json!(1e300),
        json!(null),
        json!(true),
        json!({}),
        json!("x"),
        json!("-7"),
        json!(""),
    ] {
        assert_eq!(said(&json!([{ "code": code, "message": "No" }])), "400 No");
    }
    assert_eq!(
        said(&json!([{ "code": "7", "message": "No" }])),
        "400 No [code 7]"
    );
    assert_eq!(
        said(&json!([{ "code": 0 }, { "code": u32::MAX }])),
        "400 [code 0]; [code 4294967295]"
    );
}

#[test]
fn an_envelope_without_reasons_is_still_a_message() {
    for errors in [
        json!([]),
        json!(null),
        json!([{}]),
        json!([null]),
        json!([{ "message": " \t\u{7}" }]),
        json!(""),
    ] {
        assert_eq!(said(&errors), "400 with no message in its body");
    }
    for body in [json!({}), json!(null), json!(42), json!([])] {
        assert_eq!(failed(502, body).message, "502 with no message in its body");
    }
}

#[test]
fn a_message_is_one_line() {
    let errors = json!([{ "code": 1000, "message": "a\r\n\tb\u{2028}c\u{2029}d\0e\u{1b}[31m" }]);
    assert_eq!(said(&errors), "400 a b c d e [31m [code 1000]");
}

#[test]
fn a_body_that_is_not_json_is_told_by_type_and_excerpt() {
    assert_eq!(
        page(
            502,
            "text/html; charset=UTF-8",
            "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head>"
        ),
        "502 text/html: \"Bad gateway\""
    );
    assert_eq!(
        page(200, "application/json", "{\"success\":tr"),
        "200 malformed JSON: \"{\"success\":tr\""
    );
    assert_eq!(page(503, "", "no < end"), "503 no content type: \"no\"");
    assert_eq!(
        page(503, "", "<b>1 > 0</b>"),
        "503 no content type: \"1 > 0\""
    );
    assert_eq!(
        page(403, "text/plain", "error code: 1010"),
        "403 text/plain: \"error code: 1010\""
    );
    assert!(page(500, &"a/b".repeat(900), &"word ".repeat(40_000)).len() < 300);
    let head = Head {
        status: 503,
        content_type: "text/html".to_owned(),
        ..Head::default()
    };
    assert_eq!(
        error_of(&head, &Content::Empty).message,
        "503 with an empty body"
    );
}

#[test]
fn a_redirect_names_where_it_points() {
    let redirect = |status, origin: &str| {
        let head = Head {
            status,
            redirects_to: origin.to_owned(),
            ..Head::default()
        };
        error_of(&head, &Content::Empty)
    };
    let error = redirect(302, "https://evil.example");
    assert_eq!(error.kind, ErrorKind::Status);
    assert_eq!(
        error.message,
        "302 redirect to https://evil.example, which is not followed"
    );
    assert_eq!(redirect(302, "").message, "302 with an empty body");
    assert_eq!(
        redirect(404, "https://evil.example").message,
        "404 with an empty body"
    );
    assert_eq!(
        redirect(0, "").message,
        "0 redirect to an address that the browser hides, which is not followed"
    );
    let echo = redirect(302, &["http://", SECRET, ".localhost"].concat());
    assert_eq!(
        echo.message,
        "302 redirect to http://***.localhost, which is not followed"
    );
}

#[test]
fn no_part_of_an_error_repeats_the_credential() {
    let echo = ["Not welcome: Bearer ", SECRET].concat();
    let error = failed(
        401,
        json!({ "errors": [chain(&[&echo, &echo, &echo]), echo] }),
    );
    assert_eq!(
        error.errors[0].error_chain[0].message,
        "Not welcome: Bearer ***"
    );
    assert_eq!(
        page(502, "text/plain", &echo),
        "502 text/plain: \"Not welcome: Bearer ***\""
    );
    let content_type = ["a/", SECRET].concat();
    assert_eq!(page(502, &content_type, "x"), "502 a/***: \"x\"");
}

#[test]
fn what_is_cut_off_does_not_leave_a_part_of_the_credential() {
    for length in 50..100 {
        let echo = ["a".repeat(length), SECRET.to_owned()].join(" ");
        for message in [
            said(&json!([{ "message": echo }])),
            page(502, "text/plain", &echo),
        ] {
            assert!(!message.contains(&SECRET[..8]), "{message}");
        }
    }
}

#[test]
fn nor_does_what_is_cut_off_before_it_is_read() {
    for length in [16_384 - 30, 16_384 - 20, 16_384 - 9] {
        let echo = ["a".repeat(length), SECRET.to_owned()].concat();
        let error = failed(401, json!({ "errors": [{ "message": echo }] }));
        let kept = &error.errors[0].message;
        assert!(kept.ends_with("a***"), "{}", &kept[16_000..]);
    }
}
