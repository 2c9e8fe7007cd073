//! What the targets in `bin/` share: how an input is read, and what holds of every error.
//!
//! A target feeds the core whatever libFuzzer comes up with. Nothing may panic; the message of an error
//! is one line of at most 500 UTF-16 code units; and no error shows the secret.
//!
//! The first byte of an input, from `0`, says what the rest is. Line feeds separate the texts of the rest.

use cf_stream_downloads::{Error, ErrorInfo};

/// The secret that an input may repeat: `words.dict` has it, so that libFuzzer finds it.
pub const SECRET: &str = "s3cret-0f-the-client";

const MAX_MESSAGE: usize = 500;

/// Gives which of `kinds` an input is, and its text.
pub fn read(input: &[u8], kinds: u8) -> Option<(u8, String)> {
    let (&first, rest) = input.split_first()?;
    let kind = first.wrapping_sub(b'0') % kinds;
    Some((kind, String::from_utf8_lossy(rest).into_owned()))
}

/// Splits a text into its first lines and all that follows. What is not there is empty.
pub fn lines<const N: usize>(text: &str) -> ([&str; N], &str) {
    let mut rest = text;
    let lines = [(); N].map(|()| {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        line
    });
    (lines, rest)
}

/// Asserts what holds of every error.
pub fn check(error: &Error) {
    let text = &error.message;
    assert_eq!(&error.to_string(), text);
    assert!(text.encode_utf16().count() <= MAX_MESSAGE, "{text:?}");
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    assert!(!text.contains(breaks), "{text:?}");
    assert_hidden(text);
    assert_hidden(&format!("{error:?}"));
    error.errors.iter().for_each(check_info);
}

fn check_info(info: &ErrorInfo) {
    assert_hidden(&info.message);
    info.error_chain.iter().for_each(check_info);
}

/// Asserts that a text does not show the secret.
pub fn assert_hidden(text: &str) {
    assert!(!text.contains(SECRET), "{text:?}");
}
