//! A shelf of the shop.

use base::{Id, Words};

use super::{check_version, code::Slug};
use crate::error::Error;

/// Categories of a shop at most: the menu is sent as one message.
pub const CATEGORIES_MAX: i64 = 200;
/// Characters of a category's name at most.
pub(crate) const NAME_MAX: usize = 60;

/// What customers read of a category.
pub(crate) type CategoryName = Words<1, NAME_MAX>;

/// A category as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Category {
    pub(crate) id: Id,
    pub(crate) slug: Slug,
    pub(crate) name: CategoryName,
    pub(crate) position: i32,
    pub(crate) active: bool,
    pub(crate) version: i64,
}

/// A category as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CategoryDraft {
    /// `None` is the slug made from the name, or the one the category has.
    pub(crate) slug: Option<Slug>,
    pub(crate) name: CategoryName,
    pub(crate) position: i32,
    pub(crate) active: bool,
}

impl CategoryDraft {
    /// The slug given, or else the one made from the name.
    pub(crate) fn slug(&self) -> Result<Slug, Error> {
        self.slug.clone().map_or_else(|| Slug::of_name(self.name.as_str()), Ok)
    }

    /// The category this describes, at its first version.
    pub(crate) fn into_category(self, id: Id) -> Result<Category, Error> {
        let slug = self.slug()?;
        Ok(Category { id, slug, name: self.name, position: self.position, active: self.active, version: 1 })
    }
}

impl Category {
    /// The category with another description. Links and imports rely on the slug, so it stays.
    pub(crate) fn replaced(self, draft: CategoryDraft, expected_version: i64) -> Result<Self, Error> {
        check_version(self.version, expected_version)?;
        if draft.slug.as_ref().is_some_and(|slug| *slug != self.slug) {
            return Err(Error::SlugFixed);
        }
        let CategoryDraft { slug: _, name, position, active } = draft;
        Ok(Self { name, position, active, version: self.version + 1, ..self })
    }

    /// Lets an empty category go.
    pub(crate) const fn check_empty(&self, products: i64) -> Result<(), Error> {
        if products == 0 { Ok(()) } else { Err(Error::CategoryNotEmpty(products)) }
    }
}

/// Whether a shop with so many categories takes another.
pub(crate) const fn check_room(categories: i64) -> Result<(), Error> {
    if categories < CATEGORIES_MAX { Ok(()) } else { Err(Error::CatalogueFull) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(slug: Option<&str>, name: &str) -> CategoryDraft {
        let slug = slug.map(|slug| Slug::parse(slug).unwrap());
        CategoryDraft { slug, name: CategoryName::parse(name).unwrap(), position: 1, active: true }
    }

    fn category() -> Category {
        let id = "01979e3c-7f1a-7000-8000-000000000001".parse().unwrap();
        draft(None, "Hot Drinks").into_category(id).unwrap()
    }

    #[test]
    fn a_category_keeps_its_slug_when_its_name_changes() {
        let renamed = category().replaced(draft(None, "Warm Drinks"), 1).unwrap();
        assert_eq!(
            (renamed.slug.to_string(), renamed.name.as_str(), renamed.version),
            ("hot-drinks".to_owned(), "Warm Drinks", 2)
        );
        assert!(category().replaced(draft(Some("hot-drinks"), "Tea"), 1).is_ok());
        assert!(matches!(category().replaced(draft(Some("tea"), "Tea"), 1), Err(Error::SlugFixed)));
    }

    #[test]
    fn a_change_of_another_version_is_refused_unless_the_check_is_skipped() {
        assert!(matches!(category().replaced(draft(None, "Tea"), 7), Err(Error::VersionMismatch(1))));
        assert!(category().replaced(draft(None, "Tea"), 0).is_ok());
    }
}
