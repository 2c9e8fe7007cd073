use super::{Fault, MAX_DEPTH, MAX_ITEMS, MAX_TEXT, check, decode};
use crate::download::{Download, Downloads};
use crate::scripted::{any_json, cases};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value as Json, json};

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Book {
    title: Option<String>,
    pages: Option<f64>,
    sold: Option<bool>,
    chapters: Vec<Book>,
    sequel: Option<Box<Book>>,
}

fn read(value: &Json) -> Result<Book, String> {
    decode(value).map_err(|fault: Box<Fault>| fault.to_string())
}

#[test]
fn members_are_read_by_name_and_others_are_not_looked_at() {
    let value = json!({ "more": [1], "title": "One", "pages": 12.5, "sold": false });
    let expected = Book {
        title: Some("One".to_owned()),
        pages: Some(12.5),
        sold: Some(false),
        ..Book::default()
    };
    assert_eq!(read(&value), Ok(expected));
}

#[test]
fn null_is_absent() {
    let nulls = json!({ "title": null, "pages": null, "sold": null, "sequel": null });
    assert_eq!(read(&nulls), Ok(Book::default()));
    assert_eq!(read(&json!({})), Ok(Book::default()));
    assert_eq!(decode(&json!(null)), Ok(None::<Book>));
}

#[test]
fn a_fault_is_named_by_its_path_and_what_was_there() {
    for (value, fault) in [
        (json!([]), ": expected an object, got an array"),
        (json!(null), ": expected an object, got null"),
        (json!("One"), ": expected an object, got a string"),
        (
            json!({ "title": 1 }),
            "title: expected a string, got a number",
        ),
        (
            json!({ "title": {} }),
            "title: expected a string, got an object",
        ),
        (
            json!({ "pages": true }),
            "pages: expected a number, got a boolean",
        ),
        (
            json!({ "sold": "yes" }),
            "sold: expected a boolean, got a string",
        ),
        (
            json!({ "chapters": {} }),
            "chapters: expected an array, got an object",
        ),
        (
            json!({ "sequel": { "sequel": { "pages": [] } } }),
            "sequel.sequel.pages: expected a number, got an array",
        ),
    ] {
        assert_eq!(read(&value), Err(fault.to_owned()));
    }
}

#[test]
fn a_fault_repeats_no_value() {
    for value in ["s3cret", "sold", "pages"].map(|name| json!({ name: { "s3cret": "s3cret" } })) {
        let shown = format!("{:?}", read(&value));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

#[test]
fn what_lies_too_deep_counts_as_absent() {
    let mut value = json!({ "title": "deepest" });
    for _ in 0..100 {
        value = json!({ "title": "above", "sequel": value });
    }
    let mut book = &read(&value).expect("a book");
    let mut depth = 1;
    while let Some(sequel) = &book.sequel {
        (book, depth) = (sequel, depth + 1);
    }
    assert_eq!(depth, usize::from(MAX_DEPTH) + 1);
    assert_eq!(book.title, None);
}

#[test]
fn so_do_elements_beyond_a_number_and_the_end_of_a_long_text() {
    let chapter = json!({ "title": "é".repeat(20_000) });
    let title = read(&chapter).expect("a book").title;
    let value = json!({ "chapters": vec![json!({}); MAX_ITEMS + 7] });
    assert_eq!(read(&value).expect("a book").chapters.len(), MAX_ITEMS);
    let title = title.as_ref().expect("a title");
    assert_eq!(title.chars().count(), MAX_TEXT);
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn any_json_is_read_or_has_a_fault(value in any_json()) {
        if let Err(fault) = decode::<_, Book>(&value) {
            prop_assert!(fault.expected.starts_with('a'), "{fault}");
            prop_assert!(!fault.got.is_empty(), "{fault}");
        }
    }

    #[test]
    fn a_check_finds_what_reading_would(value in any_json()) {
        let read = decode::<_, Book>(&value).map(drop);
        prop_assert_eq!(check::<_, Book>(&value), read);
        let read = decode::<_, Download>(&value).map(drop);
        prop_assert_eq!(check::<_, Download>(&value), read);
        let downloads = json!({ "default": value, "audio": { "percentComplete": value, "url": value } });
        let read = decode::<_, Downloads>(&downloads).map(drop);
        prop_assert_eq!(check::<_, Downloads>(&downloads), read);
    }

    #[test]
    fn what_is_in_order_is_read_as_it_is(
        title in any::<Option<String>>(),
        pages in prop::option::of(-1e9..1e9),
        sold in any::<Option<bool>>(),
    ) {
        let chapters = vec![Book { title: title.clone(), ..Book::default() }];
        let value = json!({
            "title": title, "pages": pages, "sold": sold, "chapters": [{ "title": title }],
        });
        let expected = Book { title, pages, sold, chapters, sequel: None };
        prop_assert_eq!(read(&value), Ok(expected));
    }
}

#[test]
fn a_fault_that_serde_finds_says_nothing_because_that_would_format_it() {
    use serde::de::{Error, Unexpected};

    let expected = &"a book";
    let faults: [Box<Fault>; 8] = [
        Error::custom("custom"),
        Error::invalid_type(Unexpected::Float(0.5), expected),
        Error::invalid_value(Unexpected::Unit, expected),
        Error::invalid_length(3, expected),
        Error::unknown_variant("one", &["two"]),
        Error::unknown_field("one", &["two"]),
        Error::missing_field("one"),
        Error::duplicate_field("one"),
    ];
    assert!(faults.iter().all(|fault| **fault == Fault::default()));
}

#[test]
fn a_number_that_may_be_a_text_is_read_as_either() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(f64),
        Text(String),
    }

    assert_eq!(decode(&json!(1.5)), Ok(Either::Number(1.5)));
    assert_eq!(decode(&json!("1.5")), Ok(Either::Text("1.5".to_owned())));
    let fault = decode::<_, Either>(&json!([])).expect_err("a fault");
    assert_eq!(fault.to_string(), ": expected a number, got an array");
}
