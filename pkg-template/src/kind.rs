//! The kinds of JavaScript values, as checks and messages tell them apart. Knows no value: the
//! boundary reports each by the number of its kind.

/// The kind of a JavaScript value.
///
/// `kind.js` has the same list, in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `undefined`, also for what is not there.
    Undefined,
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number.
    Number,
    /// A bigint.
    BigInt,
    /// A string.
    String,
    /// A string that is longer than any header, URL or credential may be. It is not copied.
    LongString,
    /// A string with a lone surrogate, which would be another text once it is copied.
    IllFormedString,
    /// A symbol.
    Symbol,
    /// A function.
    Function,
    /// An array.
    Array,
    /// An object that can be used as an `AbortSignal`.
    Signal,
    /// Any other object.
    Object,
    /// A member whose getter threw.
    Unreadable,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::Undefined,
        Self::Null,
        Self::True,
        Self::False,
        Self::Number,
        Self::BigInt,
        Self::String,
        Self::LongString,
        Self::IllFormedString,
        Self::Symbol,
        Self::Function,
        Self::Array,
        Self::Signal,
        Self::Object,
        Self::Unreadable,
    ];

    /// Returns the kind of a number, and takes what is none for undefined.
    #[must_use]
    pub fn of(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or(Self::Undefined)
    }

    /// Returns the kind as a message names it, with its article.
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::True | Self::False => "a boolean",
            Self::Number => "a number",
            Self::BigInt => "a bigint",
            Self::String | Self::LongString | Self::IllFormedString => "a string",
            Self::Symbol => "a symbol",
            Self::Function => "a function",
            Self::Array => "an array",
            Self::Signal | Self::Object | Self::Unreadable => "an object",
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// Nothing: `undefined` or `null`.
    pub const NOTHING: Self = Self::of(&[Kind::Undefined, Kind::Null]);
    /// A string that can be copied.
    pub const STRING: Self = Self::of(&[Kind::String, Kind::IllFormedString]);
    /// An object of any sort.
    pub const OBJECT: Self = Self::of(&[Kind::Array, Kind::Signal, Kind::Object]);
    /// A number.
    pub const NUMBER: Self = Self::of(&[Kind::Number]);
    /// A function.
    pub const FUNCTION: Self = Self::of(&[Kind::Function]);
    /// `true` or `false`.
    pub const BOOLEAN: Self = Self::of(&[Kind::True, Kind::False]);

    /// Makes the set of these.
    #[must_use]
    pub const fn of(mut kinds: &[Kind]) -> Self {
        let mut bits = 0;
        while let [kind, rest @ ..] = kinds {
            bits |= 1 << *kind as u16;
            kinds = rest;
        }
        Self(bits)
    }

    /// Returns the set of those in one of the two.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Tells whether a kind is in the set.
    #[must_use]
    pub const fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }
}

#[cfg(test)]
mod test {
    use super::{Kind, Kinds};

    #[test]
    fn the_number_of_a_kind_is_its_place_in_the_list() {
        for (kind, number) in Kind::ALL.into_iter().zip(0..) {
            assert_eq!(kind as u8, number);
            assert_eq!(Kind::of(number), kind);
        }
        assert_eq!(Kind::of(99), Kind::Undefined);
    }

    #[test]
    fn a_set_has_what_it_is_made_of() {
        let set = Kinds::NOTHING.or(Kinds::STRING);
        assert!(set.has(Kind::Null) && set.has(Kind::String));
        assert!(!set.has(Kind::LongString) && !set.has(Kind::Object));
    }
}
