//! What a wait and a call for many videos take, beyond what a request does: whether all of it can be
//! used. Reads no values: the boundary hands in kinds and numbers, in the order that the rules have.

use crate::error::{Class, Error};
use crate::kind::{Kind, Kinds};
use crate::option::{Rule, check, duration};

const INTERVAL: &str = "milliseconds, 0 or more";
const TYPES: &str = "a list of default, audio or both";

/// The delay stands first, because it is checked alone when a function of the caller's chose it.
const WAIT: [Rule; 5] = [
    Rule::optional("interval", Kinds::NUMBER, INTERVAL),
    Rule::optional("types", Kinds::OBJECT, TYPES),
    Rule::optional("create", Kinds::BOOLEAN, "a boolean"),
    Rule::optional("maxWait", Kinds::NUMBER, "a number of milliseconds"),
    Rule::optional("onProgress", Kinds::FUNCTION, "a function"),
];

const MANY: [Rule; 2] = [
    // What can be iterated counts as an array.
    Rule::new(
        "identifiers",
        Kinds::of(&[Kind::Array]),
        "an iterable of texts",
    ),
    Rule::optional("concurrency", Kinds::NUMBER, COUNT),
];

const COUNT: &str = "a whole number, 1 or more";

/// Checks what a wait takes.
///
/// - `types` is the set of types in the list, a bit for each, or 0 where it holds anything else.
/// - `max_wait` and `interval` are in milliseconds. They are checked where they are not left out too:
///   the boundary has the defaults.
///
/// # Errors
///
/// The first that cannot be used, by its name.
///
/// # Examples
///
/// ```
/// use cf_stream_downloads::kind::Kind;
/// use cf_stream_downloads::wait::check_wait;
///
/// let function_gave = [Kind::Number as u8];
/// assert_eq!(check_wait(&function_gave, 1, 900_000.0, 250.0), Ok(()));
///
/// let error = check_wait(&function_gave, 1, 900_000.0, -1.0).unwrap_err();
/// assert_eq!(error.message, "interval: expected milliseconds, 0 or more");
/// ```
pub fn check_wait(kinds: &[u8], types: u8, max_wait: f64, interval: f64) -> Result<(), Error> {
    check(&WAIT, kinds)?;
    if types == 0 {
        return Err(unfit("types", TYPES));
    }
    duration("maxWait", max_wait)?;
    if (0.0..f64::INFINITY).contains(&interval) {
        return Ok(());
    }
    Err(unfit("interval", INTERVAL))
}

/// Checks what a call for many videos takes.
///
/// # Errors
///
/// The first that cannot be used, by its name.
pub fn check_many(kinds: &[u8], concurrency: f64) -> Result<(), Error> {
    check(&MANY, kinds)?;
    if concurrency >= 1.0 && concurrency.fract() == 0.0 {
        return Ok(());
    }
    Err(unfit("concurrency", COUNT))
}

fn unfit(name: &str, expected: &str) -> Error {
    Error::new(Class::Cloudflare, &[name, ": expected ", expected])
}

#[cfg(test)]
mod test {
    use super::{MANY, WAIT, check_many, check_wait};
    use crate::kind::Kind;

    const NUMBER: u8 = Kind::Number as u8;

    /// The kinds of a wait that is given nothing but a video.
    const VIDEO: [u8; 5] = [Kind::Undefined as u8; 5];

    fn fault(kinds: &[u8], types: u8, max_wait: f64, interval: f64) -> String {
        let checked = check_wait(kinds, types, max_wait, interval);
        checked.expect_err("a fault").message
    }

    #[test]
    fn a_video_is_enough() {
        assert_eq!(check_wait(&VIDEO, 1, 900_000.0, 0.0), Ok(()));
        assert_eq!(check_wait(&VIDEO, 3, f64::INFINITY, 0.0), Ok(()));
    }

    #[test]
    fn each_value_of_a_wait_has_its_rule() {
        for (index, rule) in WAIT.iter().enumerate() {
            let mut kinds = VIDEO;
            kinds[index] = Kind::Symbol as u8;
            let expected = [rule.name, ": expected ", rule.expected, ", got a symbol"];
            assert_eq!(fault(&kinds, 1, 1.0, 0.0), expected.concat());
        }
    }

    #[test]
    fn so_has_each_of_a_call_for_many_videos() {
        let good = [Kind::Array as u8, Kind::Undefined as u8];
        assert_eq!(check_many(&good, 6.0), Ok(()));
        for (index, rule) in MANY.iter().enumerate() {
            let mut kinds = good;
            kinds[index] = Kind::BigInt as u8;
            let error = check_many(&kinds, 6.0).expect_err("a fault");
            let expected = [rule.name, ": expected ", rule.expected, ", got a bigint"];
            assert_eq!(error.message, expected.concat());
        }
    }

    #[test]
    fn a_list_of_other_types_is_refused() {
        assert_eq!(
            fault(&VIDEO, 0, 1.0, 0.0),
            "types: expected a list of default, audio or both"
        );
    }

    #[test]
    fn a_number_may_be_of_no_use() {
        for max_wait in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(
                fault(&VIDEO, 1, max_wait, 0.0),
                "maxWait: expected milliseconds, more than 0"
            );
        }
        for interval in [-0.001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(
                fault(&[NUMBER], 1, 1.0, interval),
                "interval: expected milliseconds, 0 or more"
            );
        }
        for concurrency in [0.0, -0.0, 1.5, f64::NAN, f64::INFINITY] {
            let kinds = [Kind::Array as u8, NUMBER];
            assert_eq!(
                check_many(&kinds, concurrency)
                    .expect_err("a fault")
                    .message,
                "concurrency: expected a whole number, 1 or more"
            );
        }
    }
}
