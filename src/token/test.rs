//! What a token says, and which can be made.

use super::json::{Json, push_text};
use super::{AccessRule, Action, DownloadToken, SigningKey, decode};
use crate::ErrorKind;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

const KEY: &str = "8f926b2b01f383510025a78a4dcbf6a";
const VIDEO: &str = "ea95132c15732412d22c1476fa83f27a";
const NOW: Duration = Duration::from_millis(1_800_000_000_999);

fn parts(token: &DownloadToken) -> [Value; 2] {
    let token = token.unsigned(NOW).expect("a token");
    let (header, claims) = token.signing_input().split_once('.').expect("two parts");
    [header, claims].map(|part| {
        let bytes = decode(part).expect("base64");
        serde_json::from_slice(&bytes).expect("JSON")
    })
}

fn fault(token: &DownloadToken) -> String {
    let error = token.unsigned(NOW).expect_err("a fault");
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    error.message
}

#[test]
fn a_token_opens_the_downloads_of_a_video_for_an_hour() {
    let [header, claims] = parts(&DownloadToken::new(KEY, VIDEO));
    assert_eq!(header, json!({ "alg": "RS256", "kid": KEY }));
    let expected = json!({ "sub": VIDEO, "kid": KEY, "downloadable": true, "exp": 1_800_003_600 });
    assert_eq!(claims, expected);
}

#[test]
fn a_token_has_its_times_and_rules() {
    let token = DownloadToken::new(KEY, VIDEO)
        .expires_in(Duration::from_hours(24))
        .not_before(Duration::from_millis(1_800_000_100_500))
        .access_rule(AccessRule::ip(
            Action::Allow,
            ["192.0.2.0/24", "2001:db8::/32"],
        ))
        .access_rule(AccessRule::country(Action::Allow, ["GB"]))
        .access_rule(AccessRule::any(Action::Block));
    let [_, claims] = parts(&token);
    assert_eq!(claims["exp"], 1_800_086_400);
    assert_eq!(claims["nbf"], 1_800_000_100);
    let expected = json!([
        { "type": "ip.src", "action": "allow", "ip": ["192.0.2.0/24", "2001:db8::/32"] },
        { "type": "ip.geoip.country", "action": "allow", "country": ["GB"] },
        { "type": "any", "action": "block" },
    ]);
    assert_eq!(claims["accessRules"], expected);
}

#[test]
fn what_cloudflare_takes_for_no_token_is_refused_by_name() {
    let token = || DownloadToken::new(KEY, VIDEO);
    let many = (0..6).fold(token(), |token, _| {
        token.access_rule(AccessRule::any(Action::Allow))
    });
    let none: [&str; 0] = [];
    for (token, expected) in [
        (
            DownloadToken::new("", VIDEO),
            "key_id: expected a string that is not empty",
        ),
        (
            DownloadToken::new(KEY, ""),
            "identifier: expected a video's identifier",
        ),
        (
            DownloadToken::new(KEY, "a/b"),
            "identifier: expected a video's identifier",
        ),
        (
            DownloadToken::new(KEY, "a".repeat(33)),
            "identifier: expected a video's identifier",
        ),
        (
            token().expires_in(Duration::ZERO),
            "expires_in: expected 1 second to 24 hours",
        ),
        (
            token().expires_in(Duration::from_millis(999)),
            "expires_in: expected 1 second",
        ),
        (
            token().expires_in(Duration::from_millis(86_400_001)),
            "expires_in: expected 1 second",
        ),
        (
            token().not_before(Duration::new(1_800_003_600, 0)),
            "not_before: expected a time",
        ),
        (
            token().not_before(Duration::MAX),
            "not_before: expected a time",
        ),
        (many, "access_rules: expected at most 5"),
        (
            token().access_rule(AccessRule::ip(Action::Allow, none)),
            "access_rules: expected at least",
        ),
        (
            token().access_rule(AccessRule::country(Action::Block, ["GB", ""])),
            "access_rules: ",
        ),
    ] {
        assert!(fault(&token).starts_with(expected), "{}", fault(&token));
    }
}

#[test]
fn a_signature_is_the_third_part() {
    let unsigned = DownloadToken::new(KEY, VIDEO)
        .unsigned(NOW)
        .expect("a token");
    let token = unsigned.with_signature(b"\xfb\xff\xbe");
    assert_eq!(token, format!("{}.-_--", unsigned.signing_input()));
    assert_eq!(format!("{unsigned:?}"), "UnsignedToken");
}

#[test]
fn a_key_is_taken_in_each_form_and_shown_in_none() {
    let der = b"\x30\x03secret".to_vec();
    let pkcs8 =
        "-----BEGIN PRIVATE KEY-----\nMANz\nZWNyZXQ=\n-----END PRIVATE KEY-----\n".to_owned();
    let pkcs1 = pkcs8.replace("PRIVATE", "RSA PRIVATE");
    let base64 = |text: &str| super::base64::encode(text.as_bytes());
    for pem in [
        pkcs8.clone(),
        base64(&pkcs8),
        format!("{}==\n", base64(&pkcs8)),
    ] {
        let key = SigningKey::pem(&pem).expect("a key");
        assert_eq!(key.as_pkcs8(), Some(&der[..]));
        assert_eq!(format!("{key:?}"), "SigningKey(***)");
    }
    for pem in [pkcs1.clone(), base64(&pkcs1)] {
        let key = SigningKey::pem(&pem).expect("a key");
        let bytes = key.as_pkcs8().expect("bytes");
        assert_eq!(bytes[..4], [0x30, 0x82, 0, 30]);
        assert!(bytes.ends_with(&[&[4, 0x82, 0, 8], &der[..]].concat()));
    }
    for jwk in ["{\"kty\":\"RSA\"}", " {}", "eyJrdHkiOiJSU0EifQ=="] {
        assert!(
            SigningKey::jwk(jwk).is_ok_and(|key| key.as_pkcs8().is_none()),
            "{jwk}"
        );
    }
    let long = "A".repeat(16_385);
    for (pem, jwk) in [
        ("", ""),
        (&*long, &*long),
        ("c2VjcmV0", "c2VjcmV0"),
        ("-----BEGIN PUBLIC KEY-----\nMANz\n-----END", "secret!"),
        (
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMANz\n-----END",
            "-----BEGIN",
        ),
        ("-----BEGIN PRIVATE KEY-----\nsecret!\n-----END", "\u{fffd}"),
        ("-----BEGIN PRIVATE KEY-----\nMANz", "/w=="),
    ] {
        let faults = [SigningKey::pem(pem), SigningKey::jwk(jwk)];
        for (fault, name) in faults.into_iter().zip(["pem: ", "jwk: "]) {
            let message = fault.expect_err("a fault").message;
            assert!(
                message.starts_with(name) && !message.contains("secret"),
                "{message}"
            );
        }
    }
}

#[test]
fn what_json_has_escapes_for_is_written_with_them() {
    let mut json = String::new();
    push_text(&mut json, "\0\t\u{1f}\"\\\u{20}é😀");
    assert_eq!(json, "\"\\u0000\\u0009\\u001f\\\"\\\\ é😀\"");
}

proptest! {
    #![proptest_config(crate::scripted::cases(256))]

    #[test]
    fn a_text_is_written_as_json(text: String) {
        let mut json = String::new();
        push_text(&mut json, &text);
        prop_assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(Value::from(text)));
    }

    #[test]
    fn an_object_is_written_as_json(texts: Vec<String>) {
        let mut json = String::new();
        let mut members = Json::new(&mut json);
        members.list("list", &texts, |json, text| push_text(json, text));
        members.plain("number", "1");
        members.end();
        let expected = json!({ "list": texts, "number": 1 });
        prop_assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(expected));
    }
}
