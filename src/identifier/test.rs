//! Where an identifier is found: by the cases that the npm package is tested with, too.

use super::{identifier_of, sub};
use crate::ErrorKind;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const CASES: &str = include_str!("../../tests/conformance/identifiers.js");
const VIDEO: &str = "ea95132c15732412d22c1476fa83f27a";

fn cases() -> Vec<(String, String, Option<String>)> {
    let (_, list) = CASES.split_once("IDENTIFIERS = ").expect("the list");
    let list = list.trim_end().trim_end_matches(';');
    serde_json::from_str(list).expect("JSON")
}

#[test]
fn an_identifier_is_found_where_it_is_and_nowhere_else() {
    for (about, url, expected) in cases() {
        let found = identifier_of(&url);
        let Some(expected) = expected else {
            let error = found.expect_err(&about);
            assert_eq!(error.kind, ErrorKind::InvalidInput);
            assert!(error.message.starts_with("url: expected "), "{about}");
            let shows = |part| error.message.contains(part);
            assert!(!["secret", "e30", "ea9"].into_iter().any(shows), "{about}");
            continue;
        };
        assert_eq!(found, Ok(expected), "{about}");
    }
}

#[test]
fn claims_that_break_off_have_no_sub() {
    let claims = json!({ "a": [1, "}"], "sub": VIDEO, "b": "\\\"" }).to_string();
    assert_eq!(sub(claims.as_bytes()).as_deref(), Some(VIDEO));
    for end in 0..claims.len() {
        assert_eq!(sub(&claims.as_bytes()[..end]), None, "{end}");
    }
    assert_eq!(sub(b"\xff{\"sub\":\"a\"}"), None);
    assert_eq!(sub(b"}{\"sub\":\"a\"}"), None);
}

fn any_claims() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::from),
        any::<u32>().prop_map(Json::from),
        "(sub|[\"\\\\{}:,a]{0,4}|\\PC{0,4})".prop_map(Json::from),
    ];
    let name = || "(sub|a|[\"\\\\{}:,é]{0,3})";
    let value = leaf.prop_recursive(3, 24, 4, move |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from);
        let object = proptest::collection::hash_map(name(), inner, 0..4);
        let object = object.prop_map(|members| Json::Object(members.into_iter().collect()));
        prop_oneof![list, object]
    });
    proptest::collection::hash_map(name(), value, 0..5)
        .prop_map(|members| Json::Object(members.into_iter().collect()))
}

proptest! {
    #![proptest_config(crate::scripted::cases(256))]

    #[test]
    fn the_sub_is_the_one_that_a_parser_finds(claims in any_claims()) {
        let text = claims["sub"].as_str();
        // What has escapes is no identifier.
        let plain = text.filter(|text| !text.contains(['"', '\\']) && !text.chars().any(char::is_control));
        let found = sub(claims.to_string().as_bytes());
        if plain.is_some() || text.is_none() {
            prop_assert_eq!(found.as_deref(), plain);
        }
    }

    #[test]
    fn any_text_has_an_identifier_or_an_error(text in "\\PC{0,40}|https://[a-z.:@/?&=]{0,60}") {
        if let Ok(found) = identifier_of(&text) {
            prop_assert!(text.contains(&found));
        }
    }

    #[test]
    fn any_bytes_have_a_sub_or_none(bytes: Vec<u8>) {
        let _ = sub(&bytes);
    }
}
