//! Option groups and their choices.

use base::{Currency, Money};
use proto::catalog::v1::{OptionChoice, OptionGroup as GroupMessage};

use super::given;
use crate::{
    domain::{
        code::Slug,
        option::{self, Choice, ChoiceDraft, Chosen, GroupDraft, OptionGroup, OptionName},
        product,
    },
    error::Error,
};

pub(in crate::api) fn draft(message: &GroupMessage, currency: Currency) -> Result<GroupDraft, Error> {
    let slug = given(&message.slug).map(Slug::parse).transpose()?;
    let chosen = Chosen { min: message.choices_min, max: message.choices_max };
    let choices = message.choices.iter().map(|choice| choice_draft(choice, currency));
    GroupDraft::new(slug, name(&message.name)?, chosen, choices.collect::<Result<_, _>>()?)
}

fn choice_draft(message: &OptionChoice, currency: Currency) -> Result<ChoiceDraft, Error> {
    let price = match &message.price {
        None => Money::zero(currency),
        Some(price) => super::sum(price, currency)?,
    };
    let name = name(&message.name)?;
    Ok(ChoiceDraft {
        id: given(&message.id).map(|id| id.parse().map_err(|_| Error::ChoicesInvalid)).transpose()?,
        slug: given(&message.slug).map_or_else(|| Slug::of_name(name.as_str()), Slug::parse)?,
        name,
        aliases: product::aliases(&message.aliases)?,
        price: option::price(price, currency)?,
        available: message.available,
    })
}

fn name(text: &str) -> Result<OptionName, Error> {
    OptionName::parse(text).map_err(|_| Error::OptionNameInvalid)
}

impl From<&OptionGroup> for GroupMessage {
    fn from(group: &OptionGroup) -> Self {
        Self {
            id: group.id.to_string(),
            slug: group.slug.to_string(),
            name: group.name.to_string(),
            choices_min: group.chosen.min,
            choices_max: group.chosen.max,
            choices: group.choices.iter().map(OptionChoice::from).collect(),
            version: group.version,
        }
    }
}

impl From<&Choice> for OptionChoice {
    fn from(choice: &Choice) -> Self {
        Self {
            id: choice.id.to_string(),
            slug: choice.slug.to_string(),
            name: choice.name.to_string(),
            aliases: choice.aliases.iter().map(ToString::to_string).collect(),
            price: Some(choice.price.into()),
            available: choice.available,
        }
    }
}
