//! What goes with a product: choices to make, and what a customer is asked for.

use base::{Id, Money};
use regex::Regex;

/// Choices that go with a product: "Protein", "Extras".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionGroup {
    /// The group's id.
    pub id: Id,
    /// What customers read.
    pub name: String,
    /// How many choices must be made; 0 makes the group free to skip.
    pub choices_min: usize,
    /// How many may be made.
    pub choices_max: usize,
    /// The choices in order, sold out ones included.
    pub choices: Vec<OptionChoice>,
}

/// One choice of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionChoice {
    /// The choice's id.
    pub id: Id,
    /// What customers read.
    pub name: String,
    /// Other names customers use.
    pub aliases: Vec<String>,
    /// What it adds to the price of one.
    pub price: Money,
    /// Whether it can be chosen now.
    pub available: bool,
}

/// Something the customer is asked for when the product is a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its stable name within the product.
    pub key: String,
    /// What customers are asked for and may write before the value.
    pub label: String,
    /// Other words that stand for the label.
    pub aliases: Vec<String>,
    /// A value that would do; may be empty.
    pub example: String,
    /// What the value must look like.
    pub pattern: Pattern,
    /// Whether the value is masked wherever it is shown.
    pub sensitive: bool,
}

/// What the value of a field must look like.
#[derive(Debug, Clone, Default)]
pub struct Pattern(Option<Regex>);

/// The text is no regular expression of linear time, or a very large one.
#[derive(Debug, thiserror::Error)]
#[error("not a pattern that can be checked in linear time")]
pub struct NotAPattern;

/// The most memory a pattern may take, in bytes.
const PATTERN_SIZE_MAX: usize = 1 << 20;

impl Pattern {
    /// A pattern that a whole value must match; any value does when it is empty.
    pub fn new(source: &str) -> Result<Self, NotAPattern> {
        if source.is_empty() {
            return Ok(Self(None));
        }
        let whole = format!("^(?:{source})$");
        let regex = regex::RegexBuilder::new(&whole).size_limit(PATTERN_SIZE_MAX).build().map_err(|_| NotAPattern)?;
        Ok(Self(Some(regex)))
    }

    /// Whether any value does.
    pub(crate) const fn is_any(&self) -> bool {
        self.0.is_none()
    }

    /// Whether this value does.
    pub(crate) fn is_met(&self, value: &str) -> bool {
        self.0.as_ref().is_none_or(|regex| regex.is_match(value))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Regex::as_str) == other.0.as_ref().map(Regex::as_str)
    }
}

impl OptionGroup {
    /// Whether something of it must be chosen.
    pub(crate) const fn is_required(&self) -> bool {
        self.choices_min > 0
    }

    /// The choice with this id.
    pub(crate) fn choice(&self, id: Id) -> Option<&OptionChoice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// How many of these choices are of this group.
    pub(crate) fn count(&self, choices: &[Id]) -> usize {
        choices.iter().filter(|id| self.choice(**id).is_some()).count()
    }

    /// Whether enough of it can be chosen now.
    pub(crate) fn is_available(&self) -> bool {
        self.choices.iter().filter(|choice| choice.available).count() >= self.choices_min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_met_by_the_whole_value_only() {
        let digits = Pattern::new("[0-9]{11}|x").unwrap();
        assert!(digits.is_met("12345678901") && digits.is_met("x"));
        assert!(!digits.is_met("123456789012") && !digits.is_met("x1"));
        assert!(Pattern::new("").unwrap().is_met("anything"));
        assert!(Pattern::new("(").is_err() && Pattern::new("(a)\\1").is_err());
    }

    #[test]
    fn a_masked_value_shows_its_last_two_letters_and_a_short_one_nothing() {
        assert_eq!((base::masked("1234567890").as_str(), base::masked("1234").as_str()), ("••••••••90", "••••"));
    }
}
