//! How Meta names people: spellings of one number, business-scoped user ids, and what a webhook shows of both.

use base::Phone;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::network::{Customer, People};
use base::Id;

/// Letters and digits after the country in a business-scoped user id.
const USER_ID_MAX: usize = 128;

/// The customer a number belongs to, in any of the spellings Meta treats as one: Brazil with and without the ninth
/// digit, Mexico with and without "1", Argentina with and without "9".
pub(crate) fn by_any_spelling(people: &People, phone: &Phone) -> Option<Id> {
    people.by_phone(phone).or_else(|| people.by_phone(&other_spelling(phone.digits())?))
}

fn other_spelling(digits: &str) -> Option<Phone> {
    let other = match (digits.get(..2)?, digits.len()) {
        ("55", 13) if digits[4..].starts_with('9') => format!("{}{}", &digits[..4], &digits[5..]),
        ("55", 12) => format!("{}9{}", &digits[..4], &digits[4..]),
        ("52", 13) if digits[2..].starts_with('1') => format!("52{}", &digits[3..]),
        ("52", 12) => format!("521{}", &digits[2..]),
        ("54", 13) if digits[2..].starts_with('9') => format!("54{}", &digits[3..]),
        ("54", 12) => format!("549{}", &digits[2..]),
        _ => return None,
    };
    other.parse().ok()
}

/// Whether a text has the form of a business-scoped user id: a country, a dot, letters and digits (a parent's id has
/// `ENT.` between them).
pub(crate) fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=USER_ID_MAX).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The business-scoped user id of a number's owner, who may be the first or one after others. It is the same in every
/// process, so that the shop knows its customers again after the emulator was started anew.
pub(crate) fn user_id(phone: &Phone, owners_before: u32) -> String {
    const COUNTRIES: [(&str, &str); 8] = [
        ("234", "NG"),
        ("233", "GH"),
        ("254", "KE"),
        ("44", "GB"),
        ("49", "DE"),
        ("55", "BR"),
        ("52", "MX"),
        ("91", "IN"),
    ];
    let known = COUNTRIES.iter().find(|(prefix, _)| phone.digits().starts_with(prefix));
    let country = known.map_or("US", |(_, country)| country);
    let digest = Sha256::digest(format!("{}/{owners_before}", phone.digits()));
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{country}.{number:020}")
}

/// The element of `contacts` for a customer.
pub(crate) fn contact(customer: &Customer) -> Value {
    let mut contact = json!({"profile": {"name": customer.name}});
    if let Some(username) = &customer.username {
        contact["profile"]["username"] = json!(username);
    }
    if customer.identity.shows_phone() {
        contact["wa_id"] = json!(customer.phone);
    }
    if customer.identity.shows_user_id() {
        contact["user_id"] = json!(customer.user_id);
    }
    contact
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_two_spellings_where_meta_rewrites_it() {
        let cases = [
            ("5511987654321", Some("551187654321")),
            ("551187654321", Some("5511987654321")),
            ("5215512345678", Some("525512345678")),
            ("541112345678", Some("5491112345678")),
            ("2348031234567", None),
        ];
        for (digits, expected) in cases {
            assert_eq!(other_spelling(digits), expected.map(|other| other.parse().unwrap()), "{digits}");
        }
    }

    #[test]
    fn user_ids_are_told_from_phones() {
        assert!(is_user_id("US.13491208655302741918") && is_user_id("US.ENT.11815799212886844830"));
        assert!(!is_user_id("+16505551234") && !is_user_id("US.") && !is_user_id("us.1") && !is_user_id("US.a b"));
    }
}
