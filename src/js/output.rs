//! Makes of a body's text what the core can look at: the value that the JavaScript engine parses,
//! which the caller then gets as it is. Reads no stream and judges nothing.

use crate::envelope::Body;
use crate::json::{Json, Kind};
use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js-sys's own takes a `&str`, and would copy the text into wasm and back.
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn parse(text: &JsValue) -> Result<JsValue, JsValue>;
}

/// How much of a string is copied into wasm for a message, in UTF-16 code units.
const EXCERPT: u32 = 600;

/// Parses the text of a body.
pub(super) fn body(text: &JsValue, content_type: Option<String>) -> Body<JsValue> {
    parse(text).map_or_else(
        |_| Body::Other {
            content_type: content_type.unwrap_or_default(),
            excerpt: text.excerpt().unwrap_or_default(),
        },
        Body::Json,
    )
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
        let member = Reflect::get(self, &Self::from_str(name)).ok()?;
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
