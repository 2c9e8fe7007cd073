//! Writes JSON of known names: a library for all of JSON is larger than the rest of the client.

use crate::error::push;

/// An object that is being written.
pub(crate) struct Json<'a> {
    text: &'a mut String,
    separator: char,
}

impl<'a> Json<'a> {
    pub(crate) fn new(text: &'a mut String) -> Self {
        let separator = '{';
        Self { text, separator }
    }

    fn name(&mut self, name: &str) {
        self.text.push(self.separator);
        self.separator = ',';
        push(self.text, &["\"", name, "\":"]);
    }

    /// Adds a member that is a text.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        push_text(self.text, value);
    }

    /// Adds a member that is JSON already.
    pub(crate) fn plain(&mut self, name: &str, value: &str) {
        self.name(name);
        self.text.push_str(value);
    }

    /// Adds a member that is an array.
    pub(crate) fn list<T>(&mut self, name: &str, values: &[T], write: impl Fn(&mut String, &T)) {
        self.name(name);
        let mut separator = '[';
        for value in values {
            self.text.push(separator);
            write(self.text, value);
            separator = ',';
        }
        self.text
            .push_str(if values.is_empty() { "[]" } else { "]" });
    }

    pub(crate) fn end(self) {
        self.text
            .push_str(if self.separator == '{' { "{}" } else { "}" });
    }
}

/// Writes a text with its quotation marks.
pub(crate) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\0'..='\u{1f}' => {
                json.push_str("\\u00");
                for digit in [u32::from(character) >> 4, u32::from(character) & 0xF] {
                    json.push(char::from_digit(digit, 16).unwrap_or_default());
                }
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}
