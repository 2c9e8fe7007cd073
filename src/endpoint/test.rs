use super::Operation::{CreateDownload, DeleteDownload, GetVideo, ListDownloads};
use super::{Endpoint, Operation};
use crate::download::DownloadType::{Audio, Default};
use crate::error::ErrorKind;
use crate::scripted::cases;
use proptest::prelude::*;

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

fn label(operation: Operation, account: &str, identifier: &str) -> Result<String, String> {
    match Endpoint::downloads(operation, account, identifier) {
        Ok(endpoint) => Ok(endpoint.label()),
        Err(error) => {
            assert_eq!(error.kind, ErrorKind::InvalidInput);
            Err(error.message)
        }
    }
}

fn path(identifier: &str) -> String {
    let label = label(ListDownloads, ACCOUNT, identifier).expect("a path");
    let before = "GET /accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/";
    let path = label.strip_prefix(before).expect("the account");
    path.strip_suffix("/downloads").expect("the end").to_owned()
}

fn fault(identifier: &str) -> String {
    label(ListDownloads, ACCOUNT, identifier).expect_err("a fault")
}

#[test]
fn without_an_account_the_identifier_is_kept_as_it_is_and_may_be_longer() {
    let bound = |operation, identifier: &str| Endpoint::downloads(operation, None, identifier);
    let uuid = "0a0b8995-5d56-4dd6-9b23-32098e16485c";
    let endpoint = bound(DeleteDownload(Some(Audio)), uuid).expect("an endpoint");
    assert_eq!(endpoint.identifier, uuid);
    let label = format!("DELETE /stream/{uuid}/downloads/audio");
    assert_eq!(endpoint.label(), label);
    let encoded = bound(ListDownloads, "a/é").expect("an endpoint");
    assert_eq!(encoded.identifier, "a/é");
    assert_eq!(encoded.path, "/stream/a%2F%C3%A9/downloads");
    assert!(bound(ListDownloads, &"é".repeat(64)).is_ok());
    let fault = |identifier: &str| {
        bound(ListDownloads, identifier)
            .expect_err("a fault")
            .message
    };
    let too_long = "identifier: expected at most 64 characters";
    assert_eq!(fault(&"a".repeat(65)), too_long);
    assert_eq!(fault(""), "identifier: expected a string that is not empty");
    let other = Endpoint::downloads(ListDownloads, ACCOUNT, "video").expect("an endpoint");
    assert_eq!(other.identifier, "");
}

#[test]
fn each_operation_has_its_method_and_path() {
    let path = "/accounts/a/stream/v/downloads";
    for (operation, method, suffix) in [
        (ListDownloads, "GET", ""),
        (CreateDownload(None), "POST", ""),
        (CreateDownload(Some(Default)), "POST", "/default"),
        (CreateDownload(Some(Audio)), "POST", "/audio"),
        (DeleteDownload(None), "DELETE", ""),
        (DeleteDownload(Some(Default)), "DELETE", "/default"),
        (DeleteDownload(Some(Audio)), "DELETE", "/audio"),
    ] {
        let expected = format!("{method} {path}{suffix}");
        assert_eq!(label(operation, "a", "v"), Ok(expected.clone()));
        let list = Endpoint::downloads(ListDownloads, "a", "v").expect("an endpoint");
        assert_eq!(list.with(operation).label(), expected);
    }
    assert_eq!(
        label(GetVideo, "a", "v").as_deref(),
        Ok("GET /accounts/a/stream/v")
    );
    // An identifier may look like the end of the path.
    let list = Endpoint::downloads(ListDownloads, "a", "downloads").expect("an endpoint");
    assert_eq!(list.with(GetVideo).path, "/accounts/a/stream/downloads");
    let token = label(Operation::CreateToken, "a", "v");
    assert_eq!(token, Ok("POST /accounts/a/stream/v/token".to_owned()));
}

#[test]
fn a_parameter_that_is_too_long_is_told_what_it_looks_like() {
    let id = "ea95132c15732412d22c1476fa83f27a";
    let expected = |advice: &str| format!("identifier: expected at most 32 characters{advice}");
    let space = expected(", got white space around it: trim it");
    for padded in [
        format!(" {id}"),
        format!("{id}\n"),
        format!("\t{id}  "),
        format!("\u{a0}{id}"),
    ] {
        assert_eq!(fault(&padded), space, "{padded:?}");
    }
    let url = expected(", got a URL: pass the identifier in it (see identifierOf)");
    for link in [
        format!("https://customer-m033z5x00ks6nunl.cloudflarestream.com/{id}/watch"),
        format!("https://watch.videodelivery.net/{id}"),
    ] {
        assert_eq!(fault(&link), url, "{link}");
    }
    let token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    let advice =
        ", got a signed token: pass what identifierOf finds in it, and the token to downloadLink";
    assert_eq!(fault(token), expected(advice));
    assert_eq!(fault(&"a".repeat(33)), expected(""));
}

#[test]
fn an_operation_needs_the_permission_that_cloudflare_documents() {
    assert_eq!(ListDownloads.permission(), Some("Stream Read"));
    for operation in [
        CreateDownload(None),
        DeleteDownload(Some(Audio)),
        Operation::CreateToken,
    ] {
        assert_eq!(operation.permission(), Some("Stream Write"));
    }
    assert_eq!(Operation::Other.permission(), None);
}

#[test]
fn any_method_and_path_are_taken_if_they_stay_on_the_server() {
    let any = |method: &str, path: &str| {
        let endpoint = Endpoint::other(method, path.to_owned());
        endpoint.map_or_else(|error| Err(error.message), |endpoint| Ok(endpoint.label()))
    };
    assert_eq!(
        any("patch", "/zones?a=b%20c"),
        Ok("PATCH /zones?a=b%20c".to_owned())
    );
    for method in ["", "GE T", "GET\r\n", "GÉT", "trace", "CONNECT", "Track"] {
        let fault = any(method, "/zones").expect_err("a fault");
        assert!(fault.starts_with("method: expected"), "{method}");
    }
    for path in [
        "",
        "zones",
        "https://evil.example/",
        "@evil.example",
        "/a b",
        "/a#b",
        "/é",
        "/a\\b",
        "/a\n",
    ] {
        let fault = any("GET", path).expect_err("a fault");
        assert!(fault.starts_with("path: expected"), "{path}");
    }
}

#[test]
fn what_a_path_segment_may_carry_stays_as_it_is() {
    assert_eq!(path("AZaz09-._~!$&'()*+,;=:@"), "AZaz09-._~!$&'()*+,;=:@");
}

#[test]
fn all_else_is_percent_encoded_as_utf_8() {
    assert_eq!(path(" \"#%/<>?"), "%20%22%23%25%2F%3C%3E%3F");
    assert_eq!(path("[\\]^`{|}\u{7f}"), "%5B%5C%5D%5E%60%7B%7C%7D%7F");
    assert_eq!(path("é€😀\0"), "%C3%A9%E2%82%AC%F0%9F%98%80%00");
    assert_eq!(path("%2e%2e"), "%252e%252e");
    assert_eq!(path("..."), "...");
}

#[test]
fn a_parameter_has_at_most_32_characters() {
    assert_eq!(path(&"a".repeat(32)), "a".repeat(32));
    assert_eq!(path(&"😀".repeat(32)), "%F0%9F%98%80".repeat(32));
    for long in ["a".repeat(33), "😀".repeat(33), "a".repeat(10_000_000)] {
        assert_eq!(fault(&long), "identifier: expected at most 32 characters");
    }
    let error = label(ListDownloads, &"a".repeat(33), "x");
    assert_eq!(
        error,
        Err("account_id: expected at most 32 characters".to_owned())
    );
}

#[test]
fn an_empty_parameter_is_refused() {
    assert_eq!(fault(""), "identifier: expected a string that is not empty");
    assert_eq!(
        label(ListDownloads, "", "x"),
        Err("account_id: expected a string that is not empty".to_owned())
    );
}

#[test]
fn a_step_in_the_tree_is_refused() {
    assert_eq!(fault("."), "identifier: \".\" would change the path");
    assert_eq!(fault(".."), "identifier: \"..\" would change the path");
    assert_eq!(
        label(ListDownloads, "..", "x"),
        Err("account_id: \"..\" would change the path".to_owned())
    );
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_parameter_is_one_segment_and_can_be_read_back(text in ".{0,40}|\\PC{0,34}|[.]{0,4}") {
        let length = text.chars().count();
        let refused = length == 0 || length > 32 || text == "." || text == "..";
        let Ok(endpoint) = Endpoint::downloads(ListDownloads, "a", &text) else {
            prop_assert!(refused);
            return Ok(());
        };
        prop_assert!(!refused);
        let segments: Vec<_> = endpoint.path.split('/').collect();
        prop_assert_eq!(segments.len(), 6);
        prop_assert_eq!(decoded(segments[4]), text.into_bytes());
        prop_assert!(Endpoint::other("GET", endpoint.path).is_ok());
    }
}

fn decoded(segment: &str) -> Vec<u8> {
    let mut bytes = segment.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits =
                    [bytes.next(), bytes.next()].map(|digit| char::from(digit.expect("a digit")));
                let digits: String = digits.into_iter().collect();
                assert_eq!(digits, digits.to_uppercase());
                u8::from_str_radix(&digits, 16).expect("a byte")
            }
            byte => byte,
        });
    }
    decoded
}

#[test]
fn what_changes_nothing_is_safe_and_needs_a_token_that_may_read() {
    for (operation, permission) in [
        (ListDownloads, Some("Stream Read")),
        (GetVideo, Some("Stream Read")),
        (Operation::ListVideos, Some("Stream Read")),
        (CreateDownload(None), Some("Stream Write")),
        (DeleteDownload(Some(Audio)), Some("Stream Write")),
        (Operation::CreateToken, Some("Stream Write")),
        (Operation::Other, None),
    ] {
        assert_eq!(operation.permission(), permission, "{operation:?}");
        let is_safe = permission == Some("Stream Read");
        assert_eq!(operation.is_safe(), is_safe, "{operation:?}");
    }
}
