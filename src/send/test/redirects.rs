//! Redirects are errors that name where they point, and nobody follows them.

use super::get;
use crate::error::ErrorKind;
use crate::scripted::{SECRET, Stage, refusal, retrying};
use crate::send::origin;

const BASE: &str = "https://api.cloudflare.com/client/v4/accounts/a";

#[test]
fn a_redirect_is_an_error_that_names_the_targets_origin() {
    for status in [301, 302, 303, 307, 308] {
        let answer = refusal(status).with("location", "https://evil.example:8443/s3cret?s3cret");
        let stage = Stage::answering([answer]);
        let error = get(&stage, &retrying(2)).expect_err("an error");
        assert_eq!(
            (error.kind, error.status),
            (ErrorKind::Status, Some(status))
        );
        let message = "redirect to https://evil.example:8443, which is not followed (GET ";
        assert!(error.message.contains(message), "{error}");
        assert!(!error.message.contains("s3cret"), "{error}");
        assert_eq!(stage.sent().len(), 1);
    }
}

#[test]
fn a_redirect_that_a_browser_hides_is_one_as_well() {
    let error = get(&Stage::answering([refusal(0)]), &retrying(2)).expect_err("an error");
    assert_eq!((error.kind, error.status), (ErrorKind::Status, None));
    let message = "0 redirect to an address that the browser hides, which is not followed (GET ";
    assert!(error.message.starts_with(message), "{error}");
}

#[test]
fn a_3xx_that_leads_nowhere_is_an_error_as_well() {
    for answer in [refusal(304), refusal(302).with("location", " ")] {
        let error = get(&Stage::answering([answer]), &retrying(2)).expect_err("an error");
        assert!(
            error.message.contains("with no message in its body (GET "),
            "{error}"
        );
    }
}

#[test]
fn a_location_that_repeats_the_credential_does_not_show_it() {
    for location in [
        ["https://", SECRET, ".example/"].concat(),
        ["https://x:", SECRET, "@evil.example/"].concat(),
        ["https://evil.example/", SECRET].concat(),
    ] {
        let stage = Stage::answering([refusal(302).with("location", &location)]);
        let error = get(&stage, &retrying(0)).expect_err("an error");
        assert!(
            error.message.starts_with("302 redirect to https://"),
            "{error}"
        );
    }
}

#[test]
fn the_origin_of_a_location_is_that_of_the_request_where_it_has_none() {
    for location in ["/elsewhere", "elsewhere/s3cret", "?s3cret", "a:b", "../x"] {
        assert_eq!(
            origin(location, BASE),
            "https://api.cloudflare.com",
            "{location}"
        );
    }
    assert_eq!(origin("", BASE), "");
    assert_eq!(origin("  ", BASE), "");
}

#[test]
fn a_location_with_a_host_has_its_own() {
    for (location, expected) in [
        ("https://evil.example", "https://evil.example"),
        (" https://evil.example/ ", "https://evil.example"),
        (
            "https://user:s3cret@evil.example:81/a",
            "https://evil.example:81",
        ),
        ("https://evil.example?a@b", "https://evil.example"),
        ("https://evil.example#a@b", "https://evil.example"),
        ("https://a@b@evil.example/", "https://evil.example"),
        ("http://[::1]:81/", "http://[::1]:81"),
        ("http://[broken", "http://[broken"),
        ("//evil.example/a", "https://evil.example"),
        ("///evil.example/a", "https://evil.example"),
        ("https:////evil.example", "https://evil.example"),
        ("http:evil.example/a", "http://evil.example"),
        ("http:/evil.example/a", "http://evil.example"),
        ("/\t/evil.example", "https://evil.example"),
        ("ht\ntps://evil.example", "https://evil.example"),
        ("https:elsewhere", "https://api.cloudflare.com"),
        ("https:/elsewhere", "https://api.cloudflare.com"),
    ] {
        assert_eq!(origin(location, BASE), expected, "{location}");
    }
}

#[test]
fn a_backslash_is_a_slash_as_in_every_url_of_http() {
    for location in [
        "\\\\evil.example/a",
        "/\\evil.example\\a",
        "https:\\\\evil.example\\a",
    ] {
        assert_eq!(origin(location, BASE), "https://evil.example", "{location}");
    }
    assert_eq!(
        origin("https://evil.example\\@api.cloudflare.com", BASE),
        "https://evil.example"
    );
}
