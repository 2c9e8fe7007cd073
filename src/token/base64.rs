//! Base64: what JWTs and keys are written in (RFC 4648).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes in the alphabet for URLs, without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=chunk.len() {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let digit = ALPHABET.get(digit as usize).copied().unwrap_or_default();
            text.push(char::from(digit));
        }
    }
    text
}

/// Reads either alphabet, with or without padding, and with white space in between.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut is_over = false;
    for character in text.bytes() {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                is_over = true;
                continue;
            }
            _ if character.is_ascii_whitespace() => continue,
            _ => return None,
        };
        if is_over {
            return None;
        }
        bits = (bits << 6 | u32::from(digit)) & 0xFF_FFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xFF).unwrap_or_default());
        }
    }
    // One digit alone is no byte.
    (count < 6).then_some(bytes)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod test {
    use super::{decode, encode};
    use proptest::prelude::*;

    #[test]
    fn bytes_are_written_for_urls_without_padding() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"\xfb\xff\xbe", "-_--"),
        ] {
            assert_eq!(encode(bytes), text);
        }
    }

    #[test]
    fn any_way_to_write_them_is_read() {
        for text in ["-_--", "+/+-", " +/\n+-\t", "+/--===="] {
            assert_eq!(
                decode(text).as_deref(),
                Some(&b"\xfb\xff\xbe"[..]),
                "{text}"
            );
        }
        assert_eq!(decode("Zm8=").as_deref(), Some(&b"fo"[..]));
        for text in ["Z", "Zm9vY", "Zm.9", "Zm=9", "Zmé9"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(crate::scripted::cases(256))]

        #[test]
        fn what_is_written_is_read(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn any_text_is_read_or_not(text: String) {
            let _ = decode(&text);
        }
    }
}
