//! What the core sees of a JSON document that somebody else parsed and owns. Holds no parser and
//! no document: in the package the JavaScript engine has both, on the host the tests have.

/// A JSON value, read in place.
///
/// - Reading never fails and never panics: what is not there, or is of another kind, is `None`.
/// - Strings come out as excerpts, because the core needs them for messages only.
pub trait Json: Sized {
    /// Returns the kind of this value.
    fn kind(&self) -> Kind;

    /// Returns the member of an object, or `None` where there is none or this is no object.
    fn member(&self, name: &str) -> Option<Self>;

    /// Returns the element of an array, or `None` past its end or where this is no array.
    fn element(&self, index: u32) -> Option<Self>;

    /// Returns the value of a boolean.
    fn boolean(&self) -> Option<bool>;

    /// Returns the value of a number.
    fn number(&self) -> Option<f64>;

    /// Returns the beginning of a string, at least its first 500 characters.
    fn excerpt(&self) -> Option<String>;
}

/// The six kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// Returns the kind as a message names it, with its article.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// Takes a number as a whole one, or `None` where it is negative, too large or has a fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "the cast saturates, and whatever it changed at all is refused"
)]
#[must_use]
pub fn integer(number: f64) -> Option<u32> {
    let integer = number as u32;
    (f64::from(integer) == number).then_some(integer)
}

#[cfg(test)]
pub(crate) mod test {
    use super::{Json, Kind, integer};
    use serde_json::Value;

    impl Json for &Value {
        fn kind(&self) -> Kind {
            match self {
                Value::Null => Kind::Null,
                Value::Bool(_) => Kind::Boolean,
                Value::Number(_) => Kind::Number,
                Value::String(_) => Kind::String,
                Value::Array(_) => Kind::Array,
                Value::Object(_) => Kind::Object,
            }
        }

        fn member(&self, name: &str) -> Option<Self> {
            self.get(name)
        }

        fn element(&self, index: u32) -> Option<Self> {
            self.get(index as usize)
        }

        fn boolean(&self) -> Option<bool> {
            self.as_bool()
        }

        fn number(&self) -> Option<f64> {
            self.as_f64()
        }

        fn excerpt(&self) -> Option<String> {
            self.as_str().map(str::to_owned)
        }
    }
    #[test]
    fn a_whole_number_is_taken_as_it_is_and_no_other() {
        assert_eq!(integer(0.0), Some(0));
        assert_eq!(integer(4_294_967_295.0), Some(u32::MAX));
        for number in [-1.0, 0.5, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
            assert_eq!(integer(number), None, "{number}");
        }
    }
}
