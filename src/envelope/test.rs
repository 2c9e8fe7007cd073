//! What of an answer is the reply. What an error says is in [`message`], and what no answer may do
//! in [`hostile`].

mod hostile;
mod message;

use super::{Content, Head, Reply, reply};
use crate::download::DownloadType::{self, Audio, Default};
use crate::endpoint::Operation::{
    self, CreateDownload, CreateToken, DeleteDownload, GetVideo, ListDownloads, Other,
};
use crate::error::{Error, ErrorKind};
use crate::redact::Secret;
use crate::scripted::SECRET;
use serde_json::{Value as Json, json};

fn answer(
    operation: Operation,
    status: u16,
    content: &Content<Json>,
) -> Result<Reply<Json>, Box<Error>> {
    let head = Head {
        status,
        ..Head::default()
    };
    reply(operation, &head, content, Secret::new(SECRET).as_ref())
}

fn answers(operation: Operation, body: Json) -> Result<Reply<Json>, String> {
    answer(operation, 200, &Content::Json(body)).map_err(|error| {
        assert_eq!(error.kind, ErrorKind::InvalidResponse);
        assert_eq!(error.status, Some(200));
        error.message
    })
}

fn downloads(result: Json) -> Reply<Json> {
    Reply::Downloads(result)
}

#[test]
fn the_result_of_a_list_is_given_as_it_came() {
    let result = json!({
        "zeta": null,
        "default": { "url": "https://x", "status": "paused", "percentComplete": "42.125", "extra": [1] },
        "hls": { "percentComplete": "half", "status": 7 },
        "audio": { "percentComplete": null, "status": "READY" },
    });
    let body = json!({ "success": true, "errors": [], "result": result, "more": 1 });
    assert_eq!(answers(ListDownloads, body), Ok(downloads(result)));
}

#[test]
fn any_2xx_is_a_success_and_an_absent_success_is_taken_from_it() {
    let body = json!({ "result": { "audio": {} } });
    for status in [200, 201, 202, 206, 299] {
        let found = answer(ListDownloads, status, &Content::Json(body.clone()));
        assert_eq!(found, Ok(Reply::Downloads(json!({ "audio": {} }))));
    }
    let null = json!({ "success": null, "result": {} });
    assert_eq!(answers(ListDownloads, null), Ok(downloads(json!({}))));
}

#[test]
fn a_status_that_is_not_2xx_is_an_error_whatever_the_body_says() {
    let body = Content::Json(json!({ "success": true, "result": {} }));
    for status in [0, 199, 300, 304, 404, 500, u16::MAX] {
        for operation in [
            ListDownloads,
            CreateDownload(None),
            DeleteDownload(None),
            GetVideo,
            Other,
        ] {
            let error = answer(operation, status, &body).expect_err("an error");
            assert_eq!(error.kind, ErrorKind::Status);
            assert_eq!(error.status, (status > 0).then_some(status));
        }
    }
}

#[test]
fn the_details_of_a_video_are_given_as_they_came() {
    let video = json!({ "uid": "v", "status": { "pctComplete": "4" }, "more": [1] });
    let body = json!({ "success": true, "result": video });
    assert_eq!(answers(GetVideo, body), Ok(Reply::Document(Some(video))));
    for (result, got) in [
        (json!(null), "null"),
        (json!("v"), "a string"),
        (json!([]), "an array"),
    ] {
        let fault = answers(GetVideo, json!({ "success": true, "result": result }));
        let expected = format!("200 result: expected an object, got {got}");
        assert_eq!(fault, Err(expected));
    }
}

#[test]
fn no_result_beside_success_is_no_downloads() {
    for body in [
        json!({ "success": true }),
        json!({ "success": true, "result": null }),
        json!({ "result": null }),
        json!({ "result": {} }),
        json!({ "result": [] }),
    ] {
        assert_eq!(answers(ListDownloads, body), Ok(downloads(json!({}))));
    }
}

#[test]
fn a_body_that_cannot_be_used_says_why() {
    for (body, message) in [
        (
            json!({}),
            "200 body: expected `success` or `result`, got neither",
        ),
        (
            json!({ "errors": [] }),
            "200 body: expected `success` or `result`, got neither",
        ),
        (
            json!({ "success": null }),
            "200 body: expected `success` or `result`, got neither",
        ),
        (json!([]), "200 body: expected an object, got an array"),
        (json!(null), "200 body: expected an object, got null"),
        (json!(42), "200 body: expected an object, got a number"),
        (json!("done"), "200 body: expected an object, got a string"),
        (
            json!({ "success": "yes" }),
            "200 success: expected a boolean, got a string",
        ),
        (
            json!({ "success": true, "result": [1] }),
            "200 result: expected an object, got an array",
        ),
        (
            json!({ "result": { "default": { "percentComplete": {} } } }),
            "200 result.default.percentComplete: expected a number, got an object",
        ),
        (
            json!({ "success": false, "errors": [{ "code": 10005, "message": "Bad" }], "result": {} }),
            "200 success: false, Bad [code 10005]",
        ),
        (
            json!({ "success": false }),
            "200 success: false, with no message in its body",
        ),
    ] {
        assert_eq!(answers(ListDownloads, body), Err(message.to_owned()));
    }
}

#[test]
fn a_created_download_is_keyed_by_its_type() {
    let of_type = |of: Option<DownloadType>, result: &Json| {
        answers(CreateDownload(of), json!({ "result": result }))
    };
    for flat in [
        json!({ "percentComplete": 0, "status": "inprogress", "more": [1] }),
        json!({ "url": "" }),
        json!({ "status": "queued", "hls": {} }),
    ] {
        assert_eq!(
            of_type(Some(Audio), &flat),
            Ok(downloads(json!({ "audio": flat })))
        );
        assert_eq!(
            of_type(Some(Default), &flat),
            Ok(downloads(json!({ "default": flat })))
        );
        assert_eq!(
            of_type(None, &flat),
            Ok(downloads(json!({ "default": flat })))
        );
    }
    for keyed in [
        json!({ "audio": { "status": "inprogress" } }),
        json!({ "hls": { "status": "inprogress" } }),
        json!({ "status": { "status": "ready" }, "default": {} }),
        json!({}),
    ] {
        assert_eq!(of_type(Some(Audio), &keyed), Ok(downloads(keyed)));
    }
}

#[test]
fn a_creation_that_says_nothing_is_an_error() {
    for (body, message) in [
        (
            json!({ "result": { "status": 3 } }),
            "200 result.status: expected a string, got a number",
        ),
        (
            json!({ "result": { "audio": { "status": [] } } }),
            "200 result.audio.status: expected a string, got an array",
        ),
        (
            json!({ "success": true }),
            "200 result: expected an object, got null",
        ),
        (
            json!({ "result": null }),
            "200 result: expected an object, got null",
        ),
        (
            json!({ "result": [] }),
            "200 result: expected an object, got an array",
        ),
        (
            json!({}),
            "200 body: expected `success` or `result`, got neither",
        ),
    ] {
        assert_eq!(
            answers(CreateDownload(Some(Audio)), body),
            Err(message.to_owned())
        );
    }
    let error = answer(CreateDownload(None), 204, &Content::Empty).expect_err("an error");
    assert_eq!(error.message, "204 with an empty body");
}

#[test]
fn a_deletion_with_2xx_has_deleted_whatever_its_result() {
    let deleted = |text: Option<&str>| Ok(Reply::Deleted(text.map(Json::from)));
    for (body, text) in [
        (
            json!({ "success": true, "result": "Deleted  it.\n" }),
            Some("Deleted  it.\n"),
        ),
        (json!({ "result": "ok" }), Some("ok")),
        (json!({ "result": null }), None),
        (json!({ "success": true }), None),
        (
            json!({ "success": null, "result": { "default": {} } }),
            None,
        ),
        (json!({ "result": 1 }), None),
        (json!({ "result": [] }), None),
        (json!({}), None),
        (json!("ok"), None),
        (json!(null), None),
        (json!({ "success": "false" }), None),
    ] {
        assert_eq!(answers(DeleteDownload(None), body), deleted(text));
    }
    for status in [200, 202, 204] {
        let of = DeleteDownload(Some(Audio));
        assert_eq!(
            answer(of, status, &Content::Empty),
            Ok(Reply::Deleted(None))
        );
    }
    let long = "x".repeat(100_000);
    let body = json!({ "result": long });
    assert_eq!(answers(DeleteDownload(None), body), deleted(Some(&long)));
}

#[test]
fn a_deletion_that_says_failure_or_a_page_has_not() {
    let body = json!({ "success": false, "result": "ok", "errors": [{ "code": 10003, "message": "Gone" }] });
    let message = "200 success: false, Gone [code 10003]".to_owned();
    assert_eq!(answers(DeleteDownload(None), body), Err(message));
    let page = Content::Text("<p>Deleted".to_owned());
    let error = answer(DeleteDownload(None), 200, &page).expect_err("an error");
    assert_eq!(error.kind, ErrorKind::InvalidResponse);
    let error = answer(DeleteDownload(None), 404, &Content::Empty).expect_err("an error");
    assert_eq!(error.message, "404 with an empty body");
}

#[test]
fn a_document_is_anything_but_a_failure() {
    for body in [
        json!({ "result": 1, "success": true }),
        json!({ "success": "yes" }),
        json!([1]),
        json!(null),
    ] {
        assert_eq!(
            answers(Other, body.clone()),
            Ok(Reply::Document(Some(body)))
        );
    }
    assert_eq!(
        answer(Other, 200, &Content::Empty),
        Ok(Reply::Document(None))
    );
    assert!(answer(Other, 200, &Content::Text("ok".to_owned())).is_err());
    assert_eq!(
        answers(Other, json!({ "success": false })),
        Err("200 success: false, with no message in its body".to_owned())
    );
}

#[test]
fn a_body_that_is_empty_or_no_json_gives_no_downloads() {
    for content in [Content::Empty, Content::Text("{\"success\":tru".to_owned())] {
        for operation in [ListDownloads, CreateDownload(None)] {
            let error = answer(operation, 200, &content).expect_err("an error");
            assert_eq!(
                (error.kind, error.status),
                (ErrorKind::InvalidResponse, Some(200))
            );
        }
    }
}

#[test]
fn a_token_is_given_with_all_that_came_with_it() {
    let result = json!({ "token": "a.b.c", "more": 1 });
    for success in [json!(true), json!(null)] {
        let body = json!({ "success": success, "result": result });
        assert_eq!(
            answers(CreateToken, body),
            Ok(Reply::Document(Some(result.clone())))
        );
    }
}

#[test]
fn a_result_without_a_token_is_none() {
    for (result, got) in [
        (json!(null), "nothing"),
        (json!("a.b.c"), "nothing"),
        (json!({}), "nothing"),
        (json!({ "token": null }), "null"),
        (json!({ "token": 5 }), "a number"),
    ] {
        let fault = answers(CreateToken, json!({ "success": true, "result": result }));
        let expected = format!("200 result.token: expected a string, got {got}");
        assert_eq!(fault, Err(expected));
    }
    let failure = answers(
        CreateToken,
        json!({ "success": false, "result": { "token": "a.b.c" } }),
    );
    assert!(failure.is_err_and(|message| message.starts_with("200 success: false")));
    assert!(answer(CreateToken, 200, &Content::Empty).is_err());
}
