//! Reads single values of what the caller gave, and remembers the first that cannot be used.

use crate::error::Error;
use crate::js::throw;
use js_sys::{JsString, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// More than any header, and so any credential or URL, may have. What is longer is not copied.
pub(super) const MAX_OPTION: usize = 8192;

/// Reads values, and gives the default in the place of one that cannot be used.
///
/// The first fault is kept for [`Reader::finish`], so that what reads a call is one straight list
/// and not a tree of exits, which is a third smaller in the wasm.
#[derive(Debug, Default)]
pub(super) struct Reader {
    fault: RefCell<Option<JsValue>>,
}

impl Reader {
    /// Returns what was read if all of it can be used, or else the error to throw.
    pub(super) fn finish<T>(self, read: T) -> Result<T, JsValue> {
        self.fault.into_inner().map_or(Ok(read), Err)
    }

    /// Takes what the core has made of values.
    pub(super) fn take<T: Default>(&self, made: Result<T, Error>) -> T {
        made.unwrap_or_else(|error| {
            self.keep(&error, None);
            T::default()
        })
    }

    /// Reads a member, whose getter may throw. Nothing has no members.
    pub(super) fn get(&self, owner: &str, object: &JsValue, name: &str) -> JsValue {
        if !object.is_object() && !object.is_function() {
            return JsValue::UNDEFINED;
        }
        Reflect::get(object, &JsValue::from_str(name)).unwrap_or_else(|cause| {
            self.unreadable(&[owner, ".", name].concat(), &cause);
            JsValue::UNDEFINED
        })
    }

    /// Reads an option of the call, or else the client's field of the same name.
    pub(super) fn either(&self, client: &JsValue, options: &JsValue, name: &str) -> JsValue {
        let value = self.get("options", options, name);
        if is_nothing(&value) {
            self.get("client", client, name)
        } else {
            value
        }
    }

    /// Reads a field of the client that is a string, or nothing.
    pub(super) fn option(&self, client: &JsValue, name: &str) -> Option<String> {
        let value = self.get("client", client, name);
        (!is_nothing(&value)).then(|| self.string(name, &value, MAX_OPTION, MAX_OPTION))
    }

    /// Copies a string that has at most `units` code units, of which the message says `max`
    /// characters.
    pub(super) fn string(&self, name: &str, value: &JsValue, max: usize, units: usize) -> String {
        match value.dyn_ref::<JsString>() {
            Some(text) if text.length() as usize <= units => return text.into(),
            Some(_) => self.keep(&Error::too_long(name, max), None),
            None => self.unexpected(name, "a string", value),
        }
        String::new()
    }

    /// Takes a number of milliseconds, more than 0.
    pub(super) fn duration(&self, name: &str, value: &JsValue) -> f64 {
        match value.as_f64() {
            Some(duration) if duration > 0.0 => return duration,
            Some(_) => self.fail(name, "expected milliseconds, more than 0"),
            None => self.unexpected(name, "a number of milliseconds", value),
        }
        0.0
    }

    /// Takes a whole number, `least` or more. Those beyond 32 bits count as the largest that fits.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates"
    )]
    pub(super) fn count(&self, name: &str, value: &JsValue, least: u32) -> u32 {
        let expected = ["a whole number, ", &least.to_string(), " or more"].concat();
        match value.as_f64() {
            Some(count) if count >= f64::from(least) && count.fract() == 0.0 => {
                return count as u32;
            }
            Some(_) => self.fail(name, &["expected ", &expected].concat()),
            None => self.unexpected(name, &expected, value),
        }
        0
    }

    /// Refuses what is neither an object nor nothing.
    pub(super) fn expect_object(&self, name: &str, value: &JsValue) {
        if !is_nothing(value) && !value.is_object() {
            self.unexpected(name, "an object", value);
        }
    }

    pub(super) fn unreadable(&self, name: &str, cause: &JsValue) {
        self.keep(&Error::invalid(name, "could not be read"), Some(cause));
    }

    pub(super) fn unexpected(&self, name: &str, expected: &str, got: &JsValue) {
        let fault = ["expected ", expected, ", got ", &throw::kind(got)].concat();
        self.fail(name, &fault);
    }

    pub(super) fn fail(&self, name: &str, fault: &str) {
        self.keep(&Error::invalid(name, fault), None);
    }

    fn keep(&self, error: &Error, cause: Option<&JsValue>) {
        let mut fault = self.fault.borrow_mut();
        if fault.is_none() {
            *fault = Some(match cause {
                Some(cause) => throw::caused(error, cause),
                None => throw::error(error),
            });
        }
    }
}

/// Tells whether a value stands for none.
pub(super) fn is_nothing(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}
