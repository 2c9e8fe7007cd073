//! JavaScript values: as JSON that [`crate::decode`] reads, and as anything at all that messages name.

use crate::decode::Value;
use js_sys::{Array, JSON, JsString, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = hasOwn)]
    fn has_own(object: &JsValue, name: &JsValue) -> bool;

    type Members;
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Members, name: &JsValue) -> JsValue;
}

/// Returns the type of any value with its article, as in "an array".
pub(crate) fn type_name(value: &JsValue) -> &'static str {
    if value.is_undefined() {
        "undefined"
    } else if value.is_null() {
        "null"
    } else if value.as_bool().is_some() {
        "a boolean"
    } else if value.as_f64().is_some() {
        "a number"
    } else if value.is_string() {
        "a string"
    } else if value.is_function() {
        "a function"
    } else if value.is_bigint() {
        "a bigint"
    } else if value.is_symbol() {
        "a symbol"
    } else if array(value).is_some() {
        "an array"
    } else {
        "an object"
    }
}

/// Reads a global variable, by `globalThis`: in jsdom `self` is a window that lacks some of them.
pub(crate) fn global(of: &'static str) -> Result<JsValue, JsValue> {
    GLOBAL.with(|global| get(global, of))
}

/// Reads a member of any object, which may run a user's code. Of what is no object it throws.
pub(crate) fn get(object: &JsValue, of: &'static str) -> Result<JsValue, JsValue> {
    Reflect::get(object, name(of))
}

/// Takes any value for an array, if it is one.
pub(crate) fn array(value: &JsValue) -> Option<&Array> {
    // A proxy that has been revoked throws here.
    let is_array = is_array(value).unwrap_or(false);
    is_array.then(|| value.unchecked_ref())
}

/// Copies a text, or its beginning of at most `max` UTF-16 code units.
pub(crate) fn text(value: &JsValue, max: usize) -> Option<String> {
    let text = value.dyn_ref::<JsString>()?;
    if max == 0 {
        return Some(String::new());
    }
    let max = u32::try_from(max).unwrap_or(u32::MAX);
    if text.length() > max {
        return Some(text.slice(0, max).into());
    }
    Some(text.into())
}

/// Parses JSON. The text stays with JavaScript.
pub(crate) fn parse(text: &JsString) -> Option<JsValue> {
    json_parse(text).ok()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn json_parse(text: &JsString) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// Names of members that were asked for, as JavaScript has them.
    static NAMES: std::cell::RefCell<Vec<(&'static str, &'static JsValue)>> = const {
        std::cell::RefCell::new(Vec::new())
    };
}

/// Returns a name as JavaScript has it. It is made once, and kept.
pub(crate) fn name(name: &'static str) -> &'static JsValue {
    NAMES.with_borrow_mut(|names| {
        let known = names.iter().find(|(known, _)| std::ptr::eq(*known, name));
        if let Some((_, value)) = known {
            return *value;
        }
        let value: &JsValue = Box::leak(Box::new(JsValue::from_str(name)));
        names.push((name, value));
        value
    })
}

// None of these runs a user's code: the values are those that `JSON.parse` has made.
impl Value for JsValue {
    fn type_name(&self) -> &'static str {
        type_name(self)
    }

    fn is_null(&self) -> bool {
        self.is_null_or_undefined()
    }

    fn as_bool(&self) -> Option<bool> {
        Self::as_bool(self)
    }

    fn as_f64(&self) -> Option<f64> {
        Self::as_f64(self)
    }

    fn as_text(&self, max: usize) -> Option<String> {
        text(self, max)
    }

    fn is_object(&self) -> bool {
        Self::is_object(self) && !Array::is_array(self)
    }

    fn length(&self) -> Option<usize> {
        let array = self.dyn_ref::<Array>()?;
        Some(array.length() as usize)
    }

    fn element(&self, index: usize) -> Option<Self> {
        let array = self.dyn_ref::<Array>()?;
        Some(array.get(u32::try_from(index).ok()?))
    }

    fn member(&self, of: &'static str) -> Option<Self> {
        if Value::is_null(self) {
            return None;
        }
        let name = name(of);
        has_own(self, name).then(|| self.unchecked_ref::<Members>().get(name))
    }

    fn entries(&self) -> Vec<(String, Self)> {
        if !Value::is_object(self) {
            return Vec::new();
        }
        let entries = Object::entries(self.unchecked_ref());
        let entry = |entry: Self| {
            let entry: Array = entry.unchecked_into();
            Some((text(&entry.get(0), usize::MAX)?, entry.get(1)))
        };
        entries.iter().filter_map(entry).collect()
    }

    fn object(member: Option<(&'static str, Self)>) -> Self {
        let entries = Array::new();
        if let Some((of, value)) = member {
            entries.push(&Array::of2(name(of), &value));
        }
        // An assignment to `__proto__` would be lost, and this is none.
        Object::from_entries(&entries).map_or(Self::UNDEFINED, Self::from)
    }

    fn merged(&self, other: &Self) -> Self {
        let entries = |object: &Self| Object::entries(object.unchecked_ref());
        let both = entries(self).concat(&entries(other));
        Object::from_entries(&both).map_or(Self::UNDEFINED, Self::from)
    }

    fn is_same(&self, other: &Self) -> bool {
        let written = |value: &Self| JSON::stringify(value).map(Self::from).ok();
        written(self) == written(other)
    }
}

#[cfg(test)]
mod test;
