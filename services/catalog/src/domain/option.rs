//! Choices that go with a product, shared between products.

use std::collections::HashSet;

use base::{Currency, Id, Money, Words};

use super::{
    check_version,
    code::Slug,
    product::{Alias, PRICE_MAX_MINOR},
};
use crate::error::Error;

/// Option groups of a shop at most: the menu is sent as one message.
pub const OPTION_GROUPS_MAX: i64 = 200;
/// Groups of one product at most.
pub(crate) const GROUPS_OF_PRODUCT_MAX: usize = 10;
/// Characters of the name of a group or a choice at most, so that it fits over a list and in its rows.
pub(crate) const NAME_MAX: usize = 24;
/// Choices of a group at most.
pub(crate) const CHOICES_MAX: usize = 20;
/// Choices that may be made in one group at most.
pub(crate) const CHOSEN_MAX: i32 = 10;

/// What customers read of a group or a choice.
pub(crate) type OptionName = Words<1, NAME_MAX>;

/// What a request names a group by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GroupKey {
    Id(Id),
    Slug(Slug),
}

impl GroupKey {
    /// Reads an id or a slug; anything else names no group.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| Slug::parse(text).map(Self::Slug)).map_err(|_| Error::OptionGroupNotFound)
    }
}

/// A group as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OptionGroup {
    pub(crate) id: Id,
    pub(crate) slug: Slug,
    pub(crate) name: OptionName,
    /// How many choices must be made, and how many may be.
    pub(crate) chosen: Chosen,
    pub(crate) choices: Vec<Choice>,
    pub(crate) version: i64,
}

/// How many choices must be made, and how many may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) min: i32,
    pub(crate) max: i32,
}

/// One choice of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) id: Id,
    pub(crate) slug: Slug,
    pub(crate) name: OptionName,
    pub(crate) aliases: Vec<Alias>,
    /// What it adds to the price of one.
    pub(crate) price: Money,
    pub(crate) available: bool,
}

/// A group as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupDraft {
    /// `None` is the slug made from the name, or the one the group has.
    pub(crate) slug: Option<Slug>,
    pub(crate) name: OptionName,
    chosen: Chosen,
    choices: Vec<ChoiceDraft>,
}

/// A choice as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChoiceDraft {
    /// `None` for a new choice.
    pub(crate) id: Option<Id>,
    pub(crate) slug: Slug,
    pub(crate) name: OptionName,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) price: Money,
    pub(crate) available: bool,
}

impl GroupDraft {
    /// Checks that there are choices enough, each with a slug of its own.
    pub(crate) fn new(
        slug: Option<Slug>,
        name: OptionName,
        chosen: Chosen,
        choices: Vec<ChoiceDraft>,
    ) -> Result<Self, Error> {
        let mut slugs = HashSet::new();
        let enough =
            (1..=CHOICES_MAX).contains(&choices.len()) && chosen.min <= i32::try_from(choices.len()).unwrap_or(0);
        let right = chosen.min >= 0 && (1..=CHOSEN_MAX).contains(&chosen.max) && chosen.min <= chosen.max;
        if enough && right && choices.iter().all(|choice| slugs.insert(&choice.slug)) {
            Ok(Self { slug, name, chosen, choices })
        } else {
            Err(Error::ChoicesInvalid)
        }
    }

    /// The slug given, or else the one made from the name.
    pub(crate) fn slug(&self) -> Result<Slug, Error> {
        self.slug.clone().map_or_else(|| Slug::of_name(self.name.as_str()), Ok)
    }

    /// The group this describes, at its first version; all its choices are new.
    pub(crate) fn into_group(self, id: Id, mut new_id: impl FnMut() -> Id) -> Result<OptionGroup, Error> {
        let slug = self.slug()?;
        let choices = self.choices.into_iter().map(|choice| choice.into_choice(new_id())).collect();
        Ok(OptionGroup { id, slug, name: self.name, chosen: self.chosen, choices, version: 1 })
    }
}

impl ChoiceDraft {
    fn into_choice(self, id: Id) -> Choice {
        let Self { id: _, slug, name, aliases, price, available } = self;
        Choice { id, slug, name, aliases, price, available }
    }
}

impl OptionGroup {
    /// The group with another description. Imports rely on the slug, so it stays; choices keep their ids.
    pub(crate) fn replaced(
        self,
        draft: GroupDraft,
        expected_version: i64,
        mut new_id: impl FnMut() -> Id,
    ) -> Result<Self, Error> {
        check_version(self.version, expected_version)?;
        if draft.slug.as_ref().is_some_and(|slug| *slug != self.slug) {
            return Err(Error::SlugFixed);
        }
        let mut kept = HashSet::new();
        let mut choices = Vec::with_capacity(draft.choices.len());
        for choice in draft.choices {
            let id = match choice.id {
                None => new_id(),
                Some(id) if self.choices.iter().any(|known| known.id == id) && kept.insert(id) => id,
                Some(_) => return Err(Error::ChoicesInvalid),
            };
            choices.push(choice.into_choice(id));
        }
        Ok(Self { name: draft.name, chosen: draft.chosen, choices, version: self.version + 1, ..self })
    }
}

/// Checks what a choice adds to the price.
pub(crate) fn price(money: Money, currency: Currency) -> Result<Money, Error> {
    if money.currency != currency {
        return Err(Error::CurrencyMismatch(currency));
    }
    if (0..=PRICE_MAX_MINOR).contains(&money.minor) { Ok(money) } else { Err(Error::ChoicePriceInvalid) }
}

/// Whether a shop with so many groups takes another.
pub(crate) const fn check_room(groups: i64) -> Result<(), Error> {
    if groups < OPTION_GROUPS_MAX { Ok(()) } else { Err(Error::CatalogueFull) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Timestamp;

    fn choice(name: &str, id: Option<Id>) -> ChoiceDraft {
        let (slug, name) = (Slug::of_name(name).unwrap(), OptionName::parse(name).unwrap());
        let price = Money::zero(Currency::NGN);
        ChoiceDraft { id, slug, name, aliases: Vec::new(), price, available: true }
    }

    fn draft(min: i32, max: i32, choices: Vec<ChoiceDraft>) -> Result<GroupDraft, Error> {
        GroupDraft::new(None, OptionName::parse("Protein").unwrap(), Chosen { min, max }, choices)
    }

    fn ids(first: u8) -> impl FnMut() -> Id {
        let mut number = first;
        move || {
            number += 1;
            Id::new(Timestamp::UNIX_EPOCH, [number; 10])
        }
    }

    #[test]
    fn a_group_needs_choices_enough_for_what_must_be_chosen() {
        let fish = || vec![choice("Fish", None), choice("Beef", None)];
        assert!(draft(1, 1, fish()).is_ok() && draft(0, 10, fish()).is_ok());
        for wrong in [draft(3, 3, fish()), draft(2, 1, fish()), draft(0, 0, fish()), draft(-1, 1, fish())] {
            assert!(matches!(wrong, Err(Error::ChoicesInvalid)));
        }
        assert!(draft(0, 1, Vec::new()).is_err() && draft(0, 1, vec![choice("Fish", None); 2]).is_err());
    }

    #[test]
    fn choices_that_stay_keep_their_ids_and_a_foreign_id_is_refused() {
        let both = vec![choice("Fish", None), choice("Beef", None)];
        let group = draft(1, 1, both).unwrap().into_group(ids(0)(), ids(1)).unwrap();
        let fish = group.choices[0].id;
        let change = draft(1, 1, vec![choice("Goat", None), choice("Big Fish", Some(fish))]).unwrap();
        let changed = group.clone().replaced(change, 1, ids(10)).unwrap();
        assert_eq!((changed.choices[1].id, changed.choices.len(), changed.version), (fish, 2, 2));
        assert!(group.choices.iter().all(|choice| choice.id != changed.choices[0].id));
        let foreign = draft(1, 1, vec![choice("Goat", Some(ids(50)()))]).unwrap();
        assert!(matches!(group.replaced(foreign, 1, ids(10)), Err(Error::ChoicesInvalid)));
    }
}
