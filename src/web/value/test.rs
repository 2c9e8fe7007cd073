//! What the engine's parser has made is read as JSON, and anything at all has a name.

use super::{array, name, parse, text, type_name};
use crate::decode::Value;
use crate::web::test::{get, js, json};
use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

fn parsed(text: &str) -> JsValue {
    parse(&JsString::from(text)).unwrap()
}

#[wasm_bindgen_test]
fn every_type_of_value_has_its_name() {
    for (expression, expected) in [
        ("undefined", "undefined"),
        ("null", "null"),
        ("false", "a boolean"),
        ("NaN", "a number"),
        ("-0", "a number"),
        ("''", "a string"),
        ("() => {}", "a function"),
        ("class {}", "a function"),
        ("10n", "a bigint"),
        ("Symbol('x')", "a symbol"),
        ("[]", "an array"),
        ("new (class extends Array {})()", "an array"),
        ("({})", "an object"),
        ("Object.create(null)", "an object"),
        ("new String('text')", "an object"),
        ("new Number(1)", "an object"),
        ("new Date(0)", "an object"),
        ("new Error('no')", "an object"),
    ] {
        assert_eq!(type_name(&js(expression)), expected, "{expression}");
    }
}

#[wasm_bindgen_test]
fn a_proxy_has_the_name_of_what_it_stands_for() {
    let throwing = "{ get() { throw 1; }, has() { throw 1; }, getPrototypeOf() { throw 1; } }";
    for (target, expected) in [
        ("{}", "an object"),
        ("[]", "an array"),
        ("() => {}", "a function"),
    ] {
        let proxy = js(&format!("new Proxy({target}, {throwing})"));
        assert_eq!(type_name(&proxy), expected);
        let revoked = format!(
            "(() => {{ const {{ proxy, revoke }} = Proxy.revocable({target}, {{}}); revoke(); return proxy; }})()"
        );
        // Nobody can tell what a revoked one was, except that it was a function.
        let expected = if expected == "a function" {
            expected
        } else {
            "an object"
        };
        assert_eq!(type_name(&js(&revoked)), expected, "revoked {target}");
    }
}

#[wasm_bindgen_test]
fn only_an_array_is_taken_for_one() {
    assert!(array(&js("[1]")).is_some());
    for expression in [
        "({ length: 1, 0: 1 })",
        "'text'",
        "new Uint8Array(1)",
        "null",
    ] {
        assert!(array(&js(expression)).is_none(), "{expression}");
    }
}

#[wasm_bindgen_test]
fn of_a_long_text_the_beginning_is_copied() {
    let long = js("'é'.repeat(100_000)");
    assert_eq!(text(&long, 3).unwrap(), "ééé");
    assert_eq!(text(&"short".into(), 100).unwrap(), "short");
    assert_eq!(text(&"short".into(), usize::MAX).unwrap(), "short");
    assert_eq!(text(&js("'a😀'"), 2).unwrap(), "a\u{FFFD}");
    assert_eq!(text(&"short".into(), 0).unwrap(), "");
}

#[wasm_bindgen_test]
fn only_a_text_is_copied_as_one() {
    for expression in [
        "1",
        "({ toString() { throw 1; } })",
        "new String('x')",
        "Symbol()",
        "null",
    ] {
        assert_eq!(text(&js(expression), 10), None, "{expression}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_json_is_not_parsed() {
    for text in [
        "",
        " ",
        "<html>",
        "{",
        "undefined",
        "NaN",
        "{'a': 1}",
        "\u{FEFF}{}",
    ] {
        assert!(parse(&JsString::from(text)).is_none(), "{text:?}");
    }
    assert_eq!(parsed(" 7 "), JsValue::from(7));
}

#[wasm_bindgen_test]
fn primitive_values_are_read_by_their_types() {
    assert_eq!(Value::as_bool(&parsed("true")), Some(true));
    assert_eq!(Value::as_bool(&parsed("1")), None);
    assert_eq!(Value::as_f64(&parsed("1.5e3")), Some(1500.0));
    assert_eq!(Value::as_f64(&parsed("\"1\"")), None);
    assert_eq!(parsed("\"text\"").as_text(2), Some("te".to_owned()));
    assert_eq!(parsed("[]").as_text(2), None);
    assert!(Value::is_null(&parsed("null")));
    assert!(Value::is_null(&JsValue::UNDEFINED));
    assert!(!Value::is_null(&parsed("0")));
}

#[wasm_bindgen_test]
fn an_array_is_no_object_and_an_object_has_no_length() {
    let (list, object) = (parsed("[1, [2]]"), parsed("{\"length\": 2, \"0\": 1}"));
    assert!(Value::is_object(&object) && !Value::is_object(&list));
    assert_eq!((list.length(), object.length()), (Some(2), None));
    assert_eq!(list.element(0), Some(1.into()));
    assert_eq!(list.element(1).and_then(|inner| inner.length()), Some(1));
    assert_eq!(list.element(2), Some(JsValue::UNDEFINED));
    assert_eq!(object.element(0), None);
    assert_eq!(parsed("\"text\"").length(), None);
}

#[wasm_bindgen_test]
fn a_member_is_one_of_the_object_itself() {
    let object = parsed("{\"a\": 1, \"b\": null}");
    assert_eq!(object.member("a"), Some(1.into()));
    assert_eq!(object.member("b"), Some(JsValue::NULL));
    for inherited in ["toString", "constructor", "__proto__", "hasOwnProperty"] {
        assert_eq!(object.member(inherited), None, "{inherited}");
    }
    for value in ["[1]", "null", "7", "\"text\""] {
        assert_eq!(parsed(value).member("status"), None, "{value}");
    }
}

#[wasm_bindgen_test]
fn a_member_may_have_any_name() {
    let object = parsed(r#"{"__proto__": {"a": 1}, "hasOwnProperty": 2, "then": 3}"#);
    assert_eq!(json(&object.member("__proto__").unwrap()), r#"{"a":1}"#);
    assert_eq!(object.member("a"), None);
    assert_eq!(object.member("hasOwnProperty"), Some(2.into()));
    assert_eq!(object.member("then"), Some(3.into()));
}

#[wasm_bindgen_test]
fn an_object_is_made_of_at_most_one_member() {
    assert_eq!(json(&JsValue::object(None)), "{}");
    let object = JsValue::object(Some(("default", parsed("[1]"))));
    assert_eq!(json(&object), r#"{"default":[1]}"#);
    let odd = JsValue::object(Some(("__proto__", parsed("{\"a\": 1}"))));
    assert_eq!(json(&odd), r#"{"__proto__":{"a":1}}"#);
    assert_eq!(get(&odd, "a"), JsValue::UNDEFINED);
}

#[wasm_bindgen_test]
fn merged_objects_have_the_members_of_both_and_the_values_of_the_second() {
    let (one, other) = (parsed(r#"{"a": 1, "b": 2}"#), parsed(r#"{"b": 3, "c": 4}"#));
    assert_eq!(json(&one.merged(&other)), r#"{"a":1,"b":3,"c":4}"#);
    // Neither is changed.
    assert_eq!(
        (json(&one), json(&other)),
        (r#"{"a":1,"b":2}"#.into(), r#"{"b":3,"c":4}"#.into())
    );
    let odd = parsed(r#"{"__proto__": {"d": 1}}"#);
    assert_eq!(
        json(&one.merged(&odd)),
        r#"{"a":1,"b":2,"__proto__":{"d":1}}"#
    );
}

#[wasm_bindgen_test]
fn values_are_the_same_when_their_json_is() {
    let text = r#"{"a": [1, {"b": null}]}"#;
    assert!(parsed(text).is_same(&parsed(text)));
    assert!(!parsed(text).is_same(&parsed(r#"{"a": [1, {"b": 0}]}"#)));
    assert!(!parsed("1").is_same(&parsed("\"1\"")));
}

#[wasm_bindgen_test]
fn a_name_is_made_for_javascript_once() {
    assert_eq!(name("status"), name("status"));
    assert_eq!(*name("status"), JsValue::from_str("status"));
    assert_ne!(name("status"), name("url"));
}
