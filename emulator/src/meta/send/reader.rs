//! Reading JSON the way the Graph API does: by named parameters, with the full path in every complaint.

use serde_json::{Map, Value};

use crate::meta::graph::GraphError;

/// A JSON object and the path to it, as Meta writes paths: `interactive['action']['buttons'][0]`.
pub(crate) struct Object<'a> {
    path: String,
    map: Option<&'a Map<String, Value>>,
}

impl<'a> Object<'a> {
    /// The whole body. What is no object is read as one without parameters, as the Graph API does.
    pub(crate) fn root(value: &'a Value) -> Self {
        Self { path: String::new(), map: value.as_object() }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map?.get(key)
    }

    /// The path of a parameter of this object.
    pub(crate) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}['{key}']", self.path) }
    }

    /// Refuses parameters nobody knows.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), GraphError> {
        let stranger = self.map.into_iter().flatten().map(|(key, _)| key).find(|key| !known.contains(&key.as_str()));
        match stranger {
            None => Ok(()),
            Some(key) if self.path.is_empty() => Err(GraphError::parameter(format!("Unexpected parameter \"{key}\"."))),
            Some(key) => Err(GraphError::parameter(format!("Unexpected key \"{key}\" on param \"{}\".", self.path))),
        }
    }

    pub(crate) fn required(&self, key: &str) -> Result<&'a Value, GraphError> {
        self.get(key).ok_or_else(|| GraphError::missing(self.path_of(key)))
    }

    /// A text of at least one visible character.
    pub(crate) fn text(&self, key: &str) -> Result<&'a str, GraphError> {
        let text = self.optional_text(key)?.ok_or_else(|| GraphError::missing(self.path_of(key)))?;
        if text.trim().is_empty() { Err(GraphError::missing(self.path_of(key))) } else { Ok(text) }
    }

    pub(crate) fn optional_text(&self, key: &str) -> Result<Option<&'a str>, GraphError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(GraphError::parameter(format!("Param {} must be a string", self.path_of(key)))),
        }
    }

    /// A text of at least one and at most `most` characters.
    pub(crate) fn text_within(&self, key: &str, most: usize) -> Result<&'a str, GraphError> {
        let text = self.text(key)?;
        self.check_length(key, text, most)?;
        Ok(text)
    }

    pub(crate) fn optional_text_within(&self, key: &str, most: usize) -> Result<Option<&'a str>, GraphError> {
        let text = self.optional_text(key)?;
        text.map_or(Ok(()), |text| self.check_length(key, text, most))?;
        Ok(text)
    }

    /// One of a few words.
    pub(crate) fn one_of(&self, key: &str, words: &[&str]) -> Result<&'a str, GraphError> {
        let word = self.text(key)?;
        let message = || format!("Param {} must be one of {{{}}}", self.path_of(key), words.join(", "));
        if words.contains(&word) { Ok(word) } else { Err(GraphError::parameter(message())) }
    }

    pub(crate) fn object(&self, key: &str) -> Result<Self, GraphError> {
        self.optional_object(key)?.ok_or_else(|| GraphError::missing(self.path_of(key)))
    }

    pub(crate) fn optional_object(&self, key: &str) -> Result<Option<Self>, GraphError> {
        let path = self.path_of(key);
        match self.get(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self { path, map: Some(map) })),
            Some(_) => Err(GraphError::parameter(format!("Param {path} must be a JSON object."))),
        }
    }

    /// The objects of an array.
    pub(crate) fn objects(&self, key: &str) -> Result<Vec<Self>, GraphError> {
        let path = self.path_of(key);
        let array = self.required(key)?.as_array();
        let array = array.ok_or_else(|| GraphError::parameter(format!("Param {path} must be an array.")))?;
        let object = |(place, value): (usize, &'a Value)| {
            let path = format!("{path}[{place}]");
            let map = value.as_object();
            let map = map.ok_or_else(|| GraphError::parameter(format!("Param {path} must be a JSON object.")))?;
            Ok(Self { path, map: Some(map) })
        };
        array.iter().enumerate().map(object).collect()
    }

    /// The objects of an array that may be missing.
    pub(crate) fn optional_objects(&self, key: &str) -> Result<Vec<Self>, GraphError> {
        if self.get(key).is_some() { self.objects(key) } else { Ok(Vec::new()) }
    }

    /// A number between two others; Meta takes it as text too.
    pub(crate) fn number_between(&self, key: &str, least: f64, most: f64) -> Result<(), GraphError> {
        let value = self.required(key)?;
        let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let right = number.is_some_and(|number: f64| (least..=most).contains(&number));
        let message = || GraphError::value(format!("{} must be between {least} and {most}.", self.path_of(key)));
        right.then_some(()).ok_or_else(message)
    }

    /// A web address a phone can open.
    pub(crate) fn web_address(&self, key: &str) -> Result<&'a str, GraphError> {
        let address = self.text(key)?;
        let web = address.parse::<http::Uri>().ok().filter(|uri| uri.host().is_some());
        let right = web.is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
        let message = || GraphError::value(format!("Param {} is not a valid URI.", self.path_of(key)));
        right.then_some(address).ok_or_else(message)
    }

    fn check_length(&self, key: &str, text: &str, most: usize) -> Result<(), GraphError> {
        let length = text.chars().count();
        let message =
            || GraphError::value(format!("{} length invalid. Min length: 1, Max length: {most}", self.path_of(key)));
        if length <= most { Ok(()) } else { Err(message()) }
    }
}
