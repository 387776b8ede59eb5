//! The rules about sellers, without any I/O.

use std::collections::BTreeSet;

use base::{Id, Phone, Timestamp, Words};

use crate::error::Error;

/// Characters of a name at most.
pub(crate) const NAME_MAX: usize = 100;
/// Digits of a phone number that can be called from abroad, at least.
pub(crate) const PHONE_DIGITS_MIN: usize = 7;
/// Digits of a phone number at most.
pub(crate) const PHONE_DIGITS_MAX: usize = 15;
/// Characters of a specialization at most.
pub(crate) const SPECIALIZATION_MAX: usize = 40;
/// Specializations of one seller at most.
pub(crate) const SPECIALIZATIONS_MAX: usize = 20;

/// What people call a seller.
pub(crate) type SellerName = Words<1, NAME_MAX>;

/// Whether a seller takes part in the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Inactive,
    Suspended,
}

/// Whether a seller can take work now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Availability {
    Available,
    Busy,
    Offline,
}

/// What a seller does, in small letters: "food", "building".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Specialization(String);

/// A seller as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seller {
    pub(crate) id: Id,
    pub(crate) name: SellerName,
    pub(crate) phone: Phone,
    pub(crate) status: Status,
    pub(crate) availability: Availability,
    pub(crate) specializations: BTreeSet<Specialization>,
    pub(crate) version: i64,
    pub(crate) created_at: Timestamp,
}

/// A seller as a request describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SellerDraft {
    pub(crate) name: SellerName,
    pub(crate) phone: Phone,
    /// `None` is active for a new seller and no change for others.
    pub(crate) status: Option<Status>,
    /// `None` is available for a new seller and no change for others.
    pub(crate) availability: Option<Availability>,
    pub(crate) specializations: BTreeSet<Specialization>,
}

impl SellerDraft {
    /// The seller this describes, at its first version.
    pub(crate) fn into_seller(self, id: Id, created_at: Timestamp) -> Seller {
        let Self { name, phone, status, availability, specializations } = self;
        let status = status.unwrap_or(Status::Active);
        let availability = availability.unwrap_or(Availability::Available);
        Seller { id, name, phone, status, availability, specializations, version: 1, created_at }
    }
}

impl Seller {
    /// The seller with another description. A change made to another version is refused; zero skips the check.
    pub(crate) fn replaced(self, draft: SellerDraft, expected_version: i64) -> Result<Self, Error> {
        if expected_version != 0 && expected_version != self.version {
            return Err(Error::VersionMismatch(self.version));
        }
        let SellerDraft { name, phone, status, availability, specializations } = draft;
        let status = status.unwrap_or(self.status);
        let availability = availability.unwrap_or(self.availability);
        let version = self.version + 1;
        Ok(Self { name, phone, status, availability, specializations, version, ..self })
    }
}

impl Specialization {
    /// Reads a specialization in any case.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let words = Words::<1, SPECIALIZATION_MAX>::parse(&text.to_lowercase());
        let words = words.map(String::from).map_err(|_| Error::SpecializationInvalid)?;
        if words.chars().any(char::is_alphanumeric) { Ok(Self(words)) } else { Err(Error::SpecializationInvalid) }
    }

    /// Takes a specialization that was checked before it was stored.
    pub(crate) const fn stored(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks what a seller does; the same thing said twice counts once.
pub(crate) fn specializations(texts: &[String]) -> Result<BTreeSet<Specialization>, Error> {
    let specializations: BTreeSet<_> =
        texts.iter().map(|text| Specialization::parse(text)).collect::<Result<_, _>>()?;
    if specializations.len() <= SPECIALIZATIONS_MAX { Ok(specializations) } else { Err(Error::SpecializationInvalid) }
}

/// Checks a phone number. Sellers are written to, not only known by it, so it must be long enough to be reached from
/// abroad.
pub(crate) fn phone(text: &str) -> Result<Phone, Error> {
    let phone: Phone = text.parse().map_err(|_| Error::PhoneInvalid)?;
    let right = (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&phone.digits().len());
    if right { Ok(phone) } else { Err(Error::PhoneInvalid) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft() -> SellerDraft {
        SellerDraft {
            name: SellerName::parse("Mama Ngozi").unwrap(),
            phone: phone("+234 803 123 4567").unwrap(),
            status: None,
            availability: None,
            specializations: specializations(&["Food".to_owned(), "food ".to_owned()]).unwrap(),
        }
    }

    #[test]
    fn what_an_update_leaves_open_stays_as_it_is() {
        let id = Id::new(Timestamp::UNIX_EPOCH, [1; 10]);
        let seller = draft().into_seller(id, Timestamp::UNIX_EPOCH);
        assert_eq!((seller.status, seller.availability), (Status::Active, Availability::Available));
        assert_eq!(seller.specializations.len(), 1);
        let busy = SellerDraft { availability: Some(Availability::Busy), ..draft() };
        let seller = seller.replaced(busy, 1).unwrap().replaced(draft(), 2).unwrap();
        assert_eq!((seller.status, seller.availability, seller.version), (Status::Active, Availability::Busy, 3));
        assert!(matches!(seller.replaced(draft(), 1), Err(Error::VersionMismatch(3))));
    }

    #[test]
    fn a_phone_number_must_reach_the_seller_from_abroad() {
        assert!(matches!(phone("12345"), Err(Error::PhoneInvalid)));
        assert!(matches!(phone("ring the bell"), Err(Error::PhoneInvalid)));
        assert_eq!(phone("+234-803-123").unwrap().digits(), "234803123");
    }

    proptest! {
        #[test]
        fn a_specialization_reads_as_itself(text in "\\PC{0,50}") {
            if let Ok(specialization) = Specialization::parse(&text) {
                let again = Specialization::parse(specialization.as_str()).unwrap();
                prop_assert_eq!(again, specialization);
            }
        }
    }
}
