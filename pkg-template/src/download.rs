//! Downloads as the API answers them: which types and fields are known, where an answer has them, and
//! of which kind each must be. Knows nothing of requests, or of what an answer means.

use crate::kind::Kind;

/// The download types that Cloudflare documents.
///
/// The API may name others. They are passed on as they came and are not checked.
pub(crate) const TYPES: [&str; 2] = ["default", "audio"];

/// What is known of an answer, with the kind of each. All may be absent.
///
/// `answer.js` has the kinds in this order.
const VALUES: [(&str, Kind); 14] = [
    ("body", Kind::Object),
    ("success", Kind::True),
    ("result", Kind::Object),
    ("result.percentComplete", Kind::Number),
    ("result.status", Kind::String),
    ("result.url", Kind::String),
    ("result.default", Kind::Object),
    ("result.default.percentComplete", Kind::Number),
    ("result.default.status", Kind::String),
    ("result.default.url", Kind::String),
    ("result.audio", Kind::Object),
    ("result.audio.percentComplete", Kind::Number),
    ("result.audio.status", Kind::String),
    ("result.audio.url", Kind::String),
];

/// The place of the `result` among them.
const RESULT: u8 = 2;

/// The place of the first field of a `result` that is one download.
const FIELD: u8 = 3;

/// The place of the first type of a `result` that is a list.
const TYPE: u8 = 6;

/// What the `result` of an answer is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Downloads, keyed by their type.
    List,
    /// One download.
    One,
    /// A text.
    Text,
}

/// A value of an answer that is of another kind than the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    place: u8,
    expected: Kind,
    got: Kind,
}

impl Mismatch {
    /// The one of a `result` that lacks what was created.
    pub(crate) const NO_RESULT: Self = Self {
        place: RESULT,
        expected: Kind::Object,
        got: Kind::Null,
    };

    /// Writes what is wrong, as in `result.default.percentComplete: expected a number, got a string`.
    pub(crate) fn push(self, message: &mut String) {
        let path = VALUES
            .get(usize::from(self.place))
            .map_or("", |(path, _)| path);
        message.push_str(path);
        message.push_str(": expected ");
        message.push_str(self.expected.with_article());
        message.push_str(", got ");
        message.push_str(self.got.with_article());
    }
}

/// Tells whether a `result` is one download rather than a list: it has a field of a download, and no
/// known type.
pub(crate) fn is_one(kinds: &[u8]) -> bool {
    let is_there = |kind: &u8| *kind != Kind::Undefined as u8;
    let last = kinds.iter().rposition(is_there).unwrap_or_default();
    (usize::from(FIELD)..usize::from(TYPE)).contains(&last)
}

/// Checks what is known of an answer by its kinds. A `result` may be `null`; what is in it may not.
///
/// # Errors
///
/// The first that is of another kind.
pub(crate) fn check(form: Form, kinds: &[u8]) -> Result<(), Mismatch> {
    for ((&(_, expected), &kind), place) in VALUES.iter().zip(kinds).zip(0..) {
        let got = Kind::of(kind);
        let expected = match (place, form) {
            (RESULT, _) if got == Kind::Null => continue,
            (RESULT, Form::Text) => Kind::String,
            // In a list of downloads, what is called like a field is a type that nobody knows.
            (FIELD..TYPE, Form::List) => continue,
            _ => expected,
        };
        let is_long_text = got == Kind::LongString && expected == Kind::String;
        if got != expected && got != Kind::Undefined && !is_long_text {
            return Err(Mismatch {
                place,
                expected,
                got,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod test {
    use super::{Form, check, is_one};
    use crate::kind::Kind;
    use serde_json::{Value, json};

    /// The kinds of what is known of an answer, as `answer.js` tells them.
    pub(crate) fn kinds(body: &Value) -> Vec<u8> {
        let result = body.get("result");
        let mut values = vec![Some(body), body.get("success")];
        let of_type = |name| result.and_then(|result| result.get(name));
        for download in [result, of_type("default"), of_type("audio")] {
            let field = |name| download.and_then(|download| download.get(name));
            values.extend([
                download,
                field("percentComplete"),
                field("status"),
                field("url"),
            ]);
        }
        values.into_iter().map(|value| kind(value) as u8).collect()
    }

    fn kind(value: Option<&Value>) -> Kind {
        match value {
            None => Kind::Undefined,
            Some(Value::Null) => Kind::Null,
            Some(Value::Bool(true)) => Kind::True,
            Some(Value::Bool(false)) => Kind::False,
            Some(Value::Number(_)) => Kind::Number,
            Some(Value::String(text)) if text.len() > 8192 => Kind::LongString,
            Some(Value::String(_)) => Kind::String,
            Some(Value::Array(_)) => Kind::Array,
            Some(Value::Object(_)) => Kind::Object,
        }
    }

    fn checked(form: Form, result: &Value) -> Result<(), String> {
        check(form, &kinds(&json!({ "result": result }))).map_err(|mismatch| {
            let mut message = String::new();
            mismatch.push(&mut message);
            message
        })
    }

    #[test]
    fn what_the_contract_shows_passes() {
        let result = json!({
            "audio": { "percentComplete": 100, "status": "ready", "url": "https://x/audio.m4a" },
            "default": { "percentComplete": 42.5, "status": "inprogress", "url": "https://x/default.mp4" }
        });
        assert_eq!(checked(Form::List, &result), Ok(()));
        assert_eq!(checked(Form::One, &result["audio"]), Ok(()));
        assert_eq!(checked(Form::Text, &json!("ok")), Ok(()));
    }

    #[test]
    fn what_the_contract_does_not_know_passes() {
        for result in [
            json!({}),
            json!({ "default": {} }),
            json!({ "default": { "status": "queued", "size": 12 } }),
            json!({ "subtitles": { "percentComplete": "all" }, "hls": 1 }),
            json!({ "status": { "percentComplete": "all" }, "url": 1 }),
        ] {
            assert_eq!(checked(Form::List, &result), Ok(()), "{result}");
        }
    }

    #[test]
    fn a_text_may_be_long() {
        let text = "x".repeat(10_000);
        let result = json!({ "default": { "status": text, "url": text } });
        assert_eq!(checked(Form::List, &result), Ok(()));
        assert_eq!(checked(Form::Text, &json!(text)), Ok(()));
    }

    #[test]
    fn a_known_field_of_another_kind_is_named_with_its_path() {
        for (form, result, fault) in [
            (
                Form::List,
                json!({ "default": { "percentComplete": "x".repeat(10_000) } }),
                "result.default.percentComplete: expected a number, got a string",
            ),
            (
                Form::List,
                json!({ "audio": { "status": null } }),
                "result.audio.status: expected a string, got null",
            ),
            (
                Form::List,
                json!({ "audio": { "url": {} } }),
                "result.audio.url: expected a string, got an object",
            ),
            (
                Form::List,
                json!({ "audio": [] }),
                "result.audio: expected an object, got an array",
            ),
            (
                Form::List,
                json!("done"),
                "result: expected an object, got a string",
            ),
            (
                Form::One,
                json!({ "url": false }),
                "result.url: expected a string, got a boolean",
            ),
            (
                Form::Text,
                json!({ "status": "deleted" }),
                "result: expected a string, got an object",
            ),
        ] {
            assert_eq!(checked(form, &result), Err(fault.to_owned()));
        }
    }

    #[test]
    fn one_download_has_a_field_and_no_type() {
        let one = |result: Value| is_one(&kinds(&json!({ "result": result })));
        assert!(one(json!({ "percentComplete": 0 })) && one(json!({ "url": null, "hls": {} })));
        for result in [
            json!({}),
            json!([]),
            json!("status"),
            json!({ "hls": {} }),
            json!({ "status": {}, "audio": {} }),
            json!({ "status": {}, "default": null }),
        ] {
            assert!(!one(result));
        }
        assert!(!is_one(&[]));
    }
}
