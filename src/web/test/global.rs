//! Globals that are replaced for a time.

use super::{get, js, set};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// A member of an object, replaced until this is dropped.
pub(crate) struct Replaced {
    object: JsValue,
    name: &'static str,
    /// `None` where there was no such member.
    before: Option<JsValue>,
}

impl Replaced {
    /// Replaces a global.
    pub(crate) fn global(name: &'static str, value: &JsValue) -> Self {
        Self::of(js("globalThis"), name, value)
    }

    /// Replaces a member of an object.
    pub(crate) fn of(object: JsValue, name: &'static str, value: &JsValue) -> Self {
        let exists = Reflect::has(&object, &name.into()).unwrap();
        let before = exists.then(|| get(&object, name));
        set(&object, name, value);
        Self {
            object,
            name,
            before,
        }
    }
}

impl Drop for Replaced {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            set(&self.object, self.name, before);
        } else {
            let object: &Object = self.object.unchecked_ref();
            Reflect::delete_property(object, &self.name.into()).unwrap();
        }
    }
}
