//! JSON values of `serde_json` as values of a host, for hosts that are not JavaScript's.

use super::Value;
use serde_json::Value as Json;

impl Value for Json {
    fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
    fn is_null(&self) -> bool {
        Self::is_null(self)
    }
    fn as_bool(&self) -> Option<bool> {
        Self::as_bool(self)
    }
    fn as_f64(&self) -> Option<f64> {
        Self::as_f64(self)
    }
    fn as_text(&self, max: usize) -> Option<String> {
        Some(self.as_str()?.chars().take(max).collect())
    }
    fn is_object(&self) -> bool {
        Self::is_object(self)
    }
    fn length(&self) -> Option<usize> {
        Some(self.as_array()?.len())
    }
    fn element(&self, index: usize) -> Option<Self> {
        self.get(index).cloned()
    }
    fn member(&self, name: &'static str) -> Option<Self> {
        self.get(name).cloned()
    }
    fn entries(&self) -> Vec<(String, Self)> {
        let members = self.as_object().into_iter().flatten();
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
    fn object(member: Option<(&'static str, Self)>) -> Self {
        let member = member.into_iter();
        member
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
    fn merged(&self, other: &Self) -> Self {
        let members = |value: &Self| value.as_object().cloned().unwrap_or_default();
        Self::Object(members(self).into_iter().chain(members(other)).collect())
    }
    fn is_same(&self, other: &Self) -> bool {
        self == other
    }
}
