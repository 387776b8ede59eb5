//! Option groups.

use base::Currency;
use chassis::settings::SettingError;
use proto::catalog::v1::{OptionChoice, OptionGroup};
use serde::Deserialize;

use super::price;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    slug: String,
    name: String,
    #[serde(default)]
    choices_min: i32,
    choices_max: i32,
    #[serde(rename = "choice")]
    choices: Vec<ChoiceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceEntry {
    #[serde(default)]
    slug: String,
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    /// What it adds to the price of one.
    price: Option<String>,
}

impl GroupEntry {
    pub(super) fn group(self, currency: Currency) -> Result<OptionGroup, SettingError> {
        let choices = self.choices.into_iter().map(|entry| entry.choice(currency)).collect::<Result<_, _>>()?;
        let Self { slug, name, choices_min, choices_max, .. } = self;
        Ok(OptionGroup { slug, name, choices_min, choices_max, choices, ..OptionGroup::default() })
    }
}

impl ChoiceEntry {
    fn choice(self, currency: Currency) -> Result<OptionChoice, SettingError> {
        let price = price::optional(self.price.as_ref(), currency, &format!("The price of {}", self.name))?;
        let Self { slug, name, aliases, .. } = self;
        Ok(OptionChoice { slug, name, aliases, price, available: true, ..OptionChoice::default() })
    }
}
