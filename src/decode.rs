//! Reads a host's JSON values as serde's data. Holds the trait that such values implement, and a
//! [`serde::Deserializer`] over it that names a fault by its path and formats nothing: the
//! standard library's formatting of floats alone would be a tenth of the npm package.
//!
//! It is made for values that a JSON parser has made: reading one never runs code of the user.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Expected, Unexpected, Visitor};
use std::fmt;

/// How deep values are read, in objects and arrays. What lies deeper counts as absent, so that no
/// answer can exhaust the stack.
const MAX_DEPTH: u8 = 32;

/// How many elements of an array are read. Further ones count as absent.
const MAX_ITEMS: usize = 1_024;

/// How much of a text is copied, in the host's own units (UTF-16 code units in JavaScript).
const MAX_TEXT: usize = 16_384;

/// A JSON value of a host, which the host has parsed.
pub trait Value: Clone {
    /// Returns the type of the value with its article, as in "an array".
    fn type_name(&self) -> &'static str;

    /// Tells whether it is `null`.
    fn is_null(&self) -> bool;

    /// Returns the boolean, if it is one.
    fn as_bool(&self) -> Option<bool>;

    /// Returns the number, if it is one.
    fn as_f64(&self) -> Option<f64>;

    /// Returns the text, if it is one, or its beginning of at most `max` units.
    fn as_text(&self, max: usize) -> Option<String>;

    /// Tells whether it is an object: neither `null` nor an array.
    fn is_object(&self) -> bool;

    /// Returns the number of elements, if it is an array.
    fn length(&self) -> Option<usize>;

    /// Returns the element at a place of an array.
    fn element(&self, index: usize) -> Option<Self>;

    /// Returns a member of its own, if it is an object that has it. The names are those of the API's
    /// fields, which an array or a text has none of.
    fn member(&self, name: &'static str) -> Option<Self>;

    /// Returns the members of its own, if it is an object.
    fn entries(&self) -> Vec<(String, Self)>;

    /// Makes an object with one member, or with none.
    fn object(member: Option<(&'static str, Self)>) -> Self;

    /// Makes an object with the members of both; those of `other` win.
    #[must_use]
    fn merged(&self, other: &Self) -> Self;

    /// Tells whether both are the same, with all that is in them.
    fn is_same(&self, other: &Self) -> bool;
}

/// Why a value cannot be read: what was expected where, and what was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The path of the value, as in `result.default.url`.
    pub path: String,
    /// What was expected, with its article.
    pub expected: &'static str,
    /// What was there, with its article.
    pub got: &'static str,
}

impl Fault {
    /// Makes the fault of a value at a path.
    #[must_use]
    pub fn new(path: &str, expected: &'static str, got: &'static str) -> Box<Self> {
        let path = path.to_owned();
        Box::new(Self {
            path,
            expected,
            got,
        })
    }

    /// Returns the parts of the text that says it.
    pub(crate) fn parts(&self) -> [&str; 5] {
        [&self.path, ": expected ", self.expected, ", got ", self.got]
    }

    /// Puts a name in front of the path.
    pub(crate) fn under(mut self: Box<Self>, name: &str) -> Box<Self> {
        let separator = if self.path.is_empty() { "" } else { "." };
        self.path = [name, separator, &self.path].concat();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.parts() {
            formatter.write_str(part)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

// Each default implementation formats its arguments, which would link that code in.
impl de::Error for Box<Fault> {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::default()
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::default()
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::default()
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::default()
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::default()
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::default()
    }
    fn missing_field(_: &'static str) -> Self {
        Self::default()
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self::default()
    }
}

/// Reads a value as a type.
///
/// - A struct takes the members that it names; others are not looked at.
/// - `null` is `None` for an `Option`.
///
/// # Errors
///
/// The first value that is of another type, by its path.
pub fn decode<'de, V: Value, T: Deserialize<'de>>(value: &V) -> Result<T, Box<Fault>> {
    let limits = Limits {
        depth: MAX_DEPTH,
        text: MAX_TEXT,
    };
    T::deserialize(Decoder { value, limits })
}

/// Checks that a value can be read as a type that takes any text, and copies none.
///
/// # Errors
///
/// As [`decode`].
pub(crate) fn check<'de, V: Value, T: Deserialize<'de>>(value: &V) -> Result<(), Box<Fault>> {
    let limits = Limits {
        depth: MAX_DEPTH,
        text: 0,
    };
    T::deserialize(Decoder { value, limits }).map(drop)
}

/// How much is still read: of levels below a value, and of a text.
#[derive(Clone, Copy)]
struct Limits {
    depth: u8,
    text: usize,
}

impl Limits {
    fn below(self) -> Self {
        Self {
            depth: self.depth.saturating_sub(1),
            ..self
        }
    }
}

struct Decoder<'a, N> {
    value: &'a N,
    limits: Limits,
}

impl<N: Value> Decoder<'_, N> {
    fn fault(&self, expected: &'static str) -> Box<Fault> {
        Fault::new("", expected, self.value.type_name())
    }

    fn text(&self) -> Result<String, Box<Fault>> {
        let text = self.value.as_text(self.limits.text);
        text.ok_or_else(|| self.fault("a string"))
    }

    fn number(&self) -> Result<f64, Box<Fault>> {
        self.value.as_f64().ok_or_else(|| self.fault("a number"))
    }
}

impl<'de, N: Value> de::Deserializer<'de> for Decoder<'_, N> {
    type Error = Box<Fault>;

    // What may be of any type here is a number that some answers have as a text.
    fn deserialize_any<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        match self.value.as_text(MAX_TEXT) {
            Some(text) => visitor.visit_string(text),
            None => visitor.visit_f64(self.number()?),
        }
    }

    fn deserialize_bool<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        let boolean = self.value.as_bool();
        visitor.visit_bool(boolean.ok_or_else(|| self.fault("a boolean"))?)
    }

    fn deserialize_f64<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        visitor.visit_f64(self.number()?)
    }

    fn deserialize_string<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_str<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        if self.value.is_null() {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_struct<T: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: T,
    ) -> Result<T::Value, Box<Fault>> {
        if !self.value.is_object() {
            // A lenient type may take a text in the place of an object.
            let fault = self.fault("an object");
            let text = self.value.as_text(MAX_TEXT);
            return text
                .and_then(|text| visitor.visit_string::<Box<Fault>>(text).ok())
                .ok_or(fault);
        }
        let names = if self.limits.depth > 0 { names } else { &[] };
        visitor.visit_map(Members {
            object: self.value,
            limits: self.limits.below(),
            names: names.iter(),
            next: None,
        })
    }

    fn deserialize_seq<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        let length = self.value.length().ok_or_else(|| self.fault("an array"))?;
        let length = if self.limits.depth > 0 { length } else { 0 };
        visitor.visit_seq(Elements {
            array: self.value,
            limits: self.limits.below(),
            indices: 0..length.min(MAX_ITEMS),
        })
    }

    fn deserialize_ignored_any<T: Visitor<'de>>(self, visitor: T) -> Result<T::Value, Box<Fault>> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map enum identifier
    }
}

/// The members of an object that a struct names.
struct Members<'a, N> {
    object: &'a N,
    limits: Limits,
    names: std::slice::Iter<'static, &'static str>,
    next: Option<(&'static str, N)>,
}

impl<'de, N: Value> de::MapAccess<'de> for Members<'_, N> {
    type Error = Box<Fault>;

    fn next_key_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Box<Fault>> {
        for &name in &mut self.names {
            if let Some(value) = self.object.member(name) {
                self.next = Some((name, value));
                return seed
                    .deserialize(BorrowedStrDeserializer::new(name))
                    .map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, Box<Fault>> {
        let Some((name, value)) = &self.next else {
            return Err(Box::default());
        };
        let limits = self.limits;
        let read = seed.deserialize(Decoder { value, limits });
        read.map_err(|fault| fault.under(name))
    }
}

struct Elements<'a, N> {
    array: &'a N,
    limits: Limits,
    indices: std::ops::Range<usize>,
}

impl<'de, N: Value> de::SeqAccess<'de> for Elements<'_, N> {
    type Error = Box<Fault>;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Box<Fault>> {
        let Some(value) = self.indices.next().and_then(|at| self.array.element(at)) else {
            return Ok(None);
        };
        let limits = self.limits;
        let value = &value;
        seed.deserialize(Decoder { value, limits }).map(Some)
    }
}

#[cfg(any(feature = "serde_json", all(test, not(target_arch = "wasm32"))))]
mod json;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test;
