//! What HTTP allows as the name and value of a header. Runtimes differ in what they let pass, and some
//! repeat a refused value, which may be a secret, in what they throw.

/// Tells whether a text is a token of HTTP, as names of headers and methods are.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let token = |byte| {
        matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'#'..=b'\'' | b'*' | b'+')
            || matches!(byte, b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
    };
    !text.is_empty() && text.bytes().all(token)
}

/// Tells whether a URL may have a character: visible ASCII, but those that are to be encoded.
#[must_use]
pub fn is_url(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~')
}

/// Tells whether a text can be the value of a header: Latin-1 without control characters.
#[must_use]
pub fn is_value(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\t' | ' '..='~' | '\u{A0}'..='\u{FF}'))
}

#[cfg(test)]
mod test {
    use super::{is_token, is_value};

    #[test]
    fn a_name_is_a_token() {
        assert!(is_token("X-Custom_1.~"));
        for text in ["", "a b", "a:", "a\n", "é", "(a)", "a/b"] {
            assert!(!is_token(text), "{text:?}");
        }
    }

    #[test]
    fn a_value_has_no_line_break_and_nothing_beyond_latin_1() {
        for text in ["", "a b", "\t", "é ÿ", "\"{}\""] {
            assert!(is_value(text), "{text:?}");
        }
        for text in ["a\n", "\r", "\0", "\u{7f}", "Ā", "😀"] {
            assert!(!is_value(text), "{text:?}");
        }
    }
}
