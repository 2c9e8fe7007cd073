//! Of which kinds the values that a caller gives may be. Knows neither the values nor what they are
//! for: whoever takes them has the rules.

use crate::error::Error;
use crate::kind::{Kind, Kinds};

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name of the argument or option.
    pub name: &'static str,
    /// The kinds that are taken.
    pub accepts: Kinds,
    /// What a message says is expected.
    pub expected: &'static str,
}

impl Rule {
    /// Makes the rule of a value.
    #[must_use]
    pub const fn new(name: &'static str, accepts: Kinds, expected: &'static str) -> Self {
        Self {
            name,
            accepts,
            expected,
        }
    }

    /// Makes the rule of a value that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str, accepts: Kinds, expected: &'static str) -> Self {
        Self::new(name, accepts.or(Kinds::NOTHING), expected)
    }
}

/// Checks the kinds of values by their rules, which are in the same order.
///
/// # Errors
///
/// The first value that cannot be used, by its name.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::kind::{Kind, Kinds};
/// use cf_stream_downloads::option::{Rule, check};
///
/// let rules = [Rule::optional("timeout", Kinds::NUMBER, "a number of milliseconds")];
/// assert_eq!(check(&rules, &[Kind::Undefined as u8]), Ok(()));
///
/// let error = check(&rules, &[Kind::String as u8]).unwrap_err();
/// assert_eq!(error.message, "timeout: expected a number of milliseconds, got a string");
/// ```
pub fn check(rules: &[Rule], kinds: &[u8]) -> Result<(), Error> {
    for (rule, &number) in rules.iter().zip(kinds) {
        check_one(rule.name, rule.accepts, rule.expected, Kind::of(number))?;
    }
    Ok(())
}

/// Checks the kind of one value.
///
/// # Errors
///
/// As for [`check`].
pub fn check_one(name: &str, accepts: Kinds, expected: &str, kind: Kind) -> Result<(), Error> {
    if accepts.has(kind) {
        return Ok(());
    }
    Err(match kind {
        Kind::Unreadable => Error::invalid(name, "could not be read"),
        Kind::LongString if accepts.has(Kind::String) => {
            Error::invalid(name, "expected at most 8192 characters")
        }
        Kind::IllFormedString if accepts.has(Kind::String) => {
            Error::invalid(name, "expected text, got a lone surrogate")
        }
        kind => Error::unexpected(name, expected, kind.with_article()),
    })
}

/// Takes a number of milliseconds, more than 0.
///
/// # Errors
///
/// Any other number, by name.
pub fn duration(name: &str, milliseconds: f64) -> Result<(), Error> {
    if milliseconds > 0.0 {
        return Ok(());
    }
    Err(Error::invalid(name, "expected milliseconds, more than 0"))
}

/// Takes a whole number, 0 or more.
///
/// # Errors
///
/// Any other number, by name.
pub fn count(name: &str, number: f64) -> Result<(), Error> {
    if number >= 0.0 && number.fract() == 0.0 {
        return Ok(());
    }
    Err(Error::invalid(name, "expected a whole number, 0 or more"))
}

#[cfg(test)]
mod test {
    use super::{Rule, check};
    use crate::kind::{Kind, Kinds};

    const RULES: [Rule; 2] = [
        Rule::new("identifier", Kinds::of(&[Kind::String]), "a string"),
        Rule::optional("fetch", Kinds::FUNCTION, "a function"),
    ];

    fn fault(kinds: &[Kind]) -> String {
        let numbers: Vec<u8> = kinds.iter().map(|&kind| kind as u8).collect();
        check(&RULES, &numbers).expect_err("a fault").message
    }

    #[test]
    fn the_first_that_cannot_be_used_is_named() {
        assert_eq!(
            fault(&[Kind::Number, Kind::Number]),
            "identifier: expected a string, got a number"
        );
        assert_eq!(
            fault(&[Kind::String, Kind::Array]),
            "fetch: expected a function, got an array"
        );
    }

    #[test]
    fn what_is_wrong_with_a_string_is_said() {
        assert_eq!(
            fault(&[Kind::LongString]),
            "identifier: expected at most 8192 characters"
        );
        assert_eq!(
            fault(&[Kind::IllFormedString]),
            "identifier: expected text, got a lone surrogate"
        );
        assert_eq!(
            fault(&[Kind::String, Kind::LongString]),
            "fetch: expected a function, got a string"
        );
    }

    #[test]
    fn a_getter_that_threw_is_a_fault_of_its_member() {
        assert_eq!(
            fault(&[Kind::String, Kind::Unreadable]),
            "fetch: could not be read"
        );
    }
}
