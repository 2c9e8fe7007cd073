//! Makes of a body's text what the core can look at: the value that the JavaScript engine parses,
//! which the caller then gets as it is. Reads no stream and judges nothing.

use super::throw::read_member;
use crate::envelope::Body;
use crate::json::{Json, Kind};
use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/js/redact.js")]
extern "C" {
    /// Gives undefined for what is no JSON. Were it to throw, wasm-bindgen's `catch` would never free
    /// the slot of the undefined that stands for the value.
    fn parse(text: &JsValue, secret: Option<&str>) -> JsValue;
}

/// How much of a string is copied into wasm for a message, in UTF-16 code units.
const EXCERPT: u32 = 600;

/// Parses the text of a body, and takes the secret out of its strings if one is given.
pub(super) fn body(
    text: &JsValue,
    content_type: Option<String>,
    secret: Option<&str>,
) -> Body<JsValue> {
    let value = parse(text, secret);
    if !value.is_undefined() {
        return Body::Json(value);
    }
    Body::Other {
        content_type: content_type.unwrap_or_default(),
        excerpt: text.excerpt().unwrap_or_default(),
    }
}

impl Json for JsValue {
    fn kind(&self) -> Kind {
        if self.is_string() {
            Kind::String
        } else if self.as_f64().is_some() {
            Kind::Number
        } else if self.as_bool().is_some() {
            Kind::Boolean
        } else if self.is_null() {
            Kind::Null
        } else if Array::is_array(self) {
            Kind::Array
        } else {
            Kind::Object
        }
    }

    fn member(&self, name: &str) -> Option<Self> {
        let member = read_member(self, name);
        (!member.is_undefined()).then_some(member)
    }

    fn element(&self, index: u32) -> Option<Self> {
        let array = self.dyn_ref::<Array>()?;
        (index < array.length()).then(|| array.get(index))
    }

    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn excerpt(&self) -> Option<String> {
        Some(self.dyn_ref::<JsString>()?.slice(0, EXCERPT).into())
    }
}

#[cfg(test)]
mod test {
    use super::body;
    use crate::download;
    use crate::envelope::Body;
    use crate::json::{Json, Kind};
    use serde::Serialize;
    use serde_json::json;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn js(value: &serde_json::Value) -> JsValue {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        value.serialize(&serializer).expect("a JS value")
    }

    #[wasm_bindgen_test]
    fn each_kind_of_json_value_is_told_apart() {
        for (value, kind) in [
            (json!(null), Kind::Null),
            (json!(false), Kind::Boolean),
            (json!(0.5), Kind::Number),
            (json!(""), Kind::String),
            (json!([]), Kind::Array),
            (json!({}), Kind::Object),
        ] {
            assert_eq!(js(&value).kind(), kind, "{value}");
        }
    }

    #[wasm_bindgen_test]
    fn a_member_is_read_in_place() {
        let value = js(&json!({ "a": { "b": [true, 2] } }));
        let array = value.member("a").and_then(|a| a.member("b")).expect("b");
        assert_eq!(array.element(0).and_then(|e| e.boolean()), Some(true));
        assert_eq!(array.element(1).and_then(|e| e.number()), Some(2.0));
        assert!(array.element(2).is_none());
        assert!(value.member("c").is_none());
    }

    #[wasm_bindgen_test]
    fn what_is_no_container_has_no_members() {
        for value in [json!(null), json!(1), json!("text"), json!(true)] {
            let value = js(&value);
            assert!(value.member("a").is_none());
            assert!(value.element(0).is_none());
        }
    }

    #[wasm_bindgen_test]
    fn an_excerpt_is_the_beginning_of_a_long_string() {
        let text = JsValue::from_str(&"x".repeat(1_000_000));
        let length = text.excerpt().expect("an excerpt").len();
        assert!((500..1000).contains(&length), "{length}");
    }

    #[wasm_bindgen_test]
    fn text_that_is_no_json_keeps_its_type_and_beginning() {
        let content_type = Some("text/plain".to_owned());
        let Body::Other {
            content_type,
            excerpt,
        } = body(&"{\"a\":".into(), content_type, None)
        else {
            panic!("it was parsed");
        };
        assert_eq!(
            (content_type.as_str(), excerpt.as_str()),
            ("text/plain", "{\"a\":")
        );
    }

    #[wasm_bindgen_test]
    fn a_secret_is_taken_out_however_it_is_written() {
        let text = JsValue::from_str("{\"a\":[\"Bearer s3cret\",\"\\u0073\\u0033cret\"]}");
        let Body::Json(value) = body(&text, None, Some("s3cret")) else {
            panic!("it was not parsed");
        };
        let list = value.member("a").expect("a list");
        assert_eq!(
            list.element(0).and_then(|e| e.excerpt()),
            Some("Bearer ***".to_owned())
        );
        assert_eq!(
            list.element(1).and_then(|e| e.excerpt()),
            Some("***".to_owned())
        );
    }

    #[wasm_bindgen_test]
    fn the_core_checks_a_javascript_value() {
        assert!(download::check(&js(&json!({ "default": { "percentComplete": 1 } }))).is_ok());
        let error = download::check(&js(&json!({ "default": { "percentComplete": "1" } })));
        assert_eq!(
            error.expect_err("a fault").message,
            "result.default.percentComplete: expected a number, got a string"
        );
    }
}
