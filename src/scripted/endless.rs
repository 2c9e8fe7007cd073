//! A value that has no end, for what must not follow answers wherever they lead.

use crate::decode::Value;
use std::cell::Cell;
use std::rc::Rc;

/// The body of an answer with a hundred thousand errors, each of a chain without an end, and texts
/// as long as somebody asks for.
#[derive(Clone, Debug)]
pub(crate) struct Endless {
    part: Part,
    reads: Rc<Cell<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Object,
    List(usize),
    Text,
    Code,
}

impl Endless {
    pub(crate) fn body() -> Self {
        let reads = Rc::default();
        let part = Part::Object;
        Self { part, reads }
    }

    /// How many values have been asked for.
    pub(crate) fn reads(&self) -> usize {
        self.reads.get()
    }

    fn part(&self, part: Part) -> Self {
        self.reads.set(self.reads.get() + 1);
        let reads = Rc::clone(&self.reads);
        Self { part, reads }
    }
}

impl Value for Endless {
    fn entries(&self) -> Vec<(String, Self)> {
        Vec::new()
    }
    fn type_name(&self) -> &'static str {
        match self.part {
            Part::Object => "an object",
            Part::List(_) => "an array",
            Part::Text => "a string",
            Part::Code => "a number",
        }
    }
    fn is_null(&self) -> bool {
        false
    }
    fn as_bool(&self) -> Option<bool> {
        None
    }
    fn as_f64(&self) -> Option<f64> {
        (self.part == Part::Code).then_some(1000.0)
    }
    fn as_text(&self, max: usize) -> Option<String> {
        (self.part == Part::Text).then(|| "A long story. ".chars().cycle().take(max).collect())
    }
    fn is_object(&self) -> bool {
        self.part == Part::Object
    }
    fn length(&self) -> Option<usize> {
        match self.part {
            Part::List(length) => Some(length),
            _ => None,
        }
    }
    fn element(&self, index: usize) -> Option<Self> {
        (index < self.length()?).then(|| self.part(Part::Object))
    }
    fn member(&self, name: &'static str) -> Option<Self> {
        let part = match name {
            "errors" => Part::List(100_000),
            "error_chain" => Part::List(1),
            "message" | "url" | "percentComplete" => Part::Text,
            "code" => Part::Code,
            "result" | "default" => Part::Object,
            _ => return None,
        };
        (self.part == Part::Object).then(|| self.part(part))
    }
    fn object(_: Option<(&'static str, Self)>) -> Self {
        Self::body()
    }
    fn merged(&self, _: &Self) -> Self {
        self.clone()
    }
    fn is_same(&self, _: &Self) -> bool {
        true
    }
}
