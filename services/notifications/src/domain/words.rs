//! The phrases of messages made here, as data: one file per language in `words/`.

use std::array;

use serde::Deserialize;

/// The languages there are; the first one is the last resort.
pub(crate) const LANGUAGES: [&str; 3] = ["en", "fr", "pt"];
const FILES: [&str; 3] =
    [include_str!("../../words/en.toml"), include_str!("../../words/fr.toml"), include_str!("../../words/pt.toml")];

/// The phrases of one language. A file that lacks one, or has one too many, is refused when it is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// One of [`LANGUAGES`].
    #[serde(skip)]
    pub(crate) language: &'static str,
    pub(crate) confirmed: String,
    pub(crate) processing: String,
    pub(crate) ready_for_pickup: String,
    pub(crate) ready_for_delivery: String,
    pub(crate) out_for_delivery: String,
    pub(crate) delivered: String,
    pub(crate) cancelled: String,
    pub(crate) rejected: String,
    pub(crate) payment_opened: String,
    pub(crate) pay_button: String,
    pub(crate) payment_received: String,
    pub(crate) payment_underpaid: String,
    pub(crate) payment_goes_back: String,
    pub(crate) payment_unclear: String,
    pub(crate) payment_failed: String,
    pub(crate) refunded: String,
    pub(crate) amendment_proposed: String,
    pub(crate) amendment_proposed_paid: String,
    pub(crate) more_lines: String,
    pub(crate) amendment_yes: String,
    pub(crate) amendment_no: String,
    pub(crate) amended: String,
    pub(crate) amended_goes_back: String,
    pub(crate) invoiced: String,
    pub(crate) invoiced_paid: String,
    pub(crate) credited: String,
    pub(crate) invoice_overdue: String,
    pub(crate) proof_rejected: String,
}

/// Every language there is, in the order of [`LANGUAGES`].
#[derive(Debug)]
pub(crate) struct Library([Words; LANGUAGES.len()]);

impl Library {
    pub(crate) fn new() -> Self {
        let read = |file| toml::from_str(file).expect("the files are compiled in and read by a test");
        Self(array::from_fn(|place| Words { language: LANGUAGES[place], ..read(FILES[place]) }))
    }

    /// The phrases of the first language that is known, else English. A country does not matter: "pt-BR" is Portuguese.
    pub(crate) fn first_of(&self, wanted: &[&str]) -> &Words {
        &self.0[place_of(wanted)]
    }

    /// The first language that is known, else English.
    pub(crate) fn language_of(wanted: &[&str]) -> &'static str {
        LANGUAGES[place_of(wanted)]
    }
}

fn place_of(wanted: &[&str]) -> usize {
    let known = |tag: &&str| {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES.iter().position(|language| language.eq_ignore_ascii_case(primary))
    };
    wanted.iter().find_map(known).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a phrase may name.
    const NAMES: [&str; 10] =
        ["{number}", "{shop}", "{reason}", "{amount}", "{open}", "{total}", "{invoice}", "{due}", "{lines}", "{count}"];

    /// The phrases of a file, by their names.
    fn phrases(file: &str) -> Vec<(String, String)> {
        let table: toml::Table = toml::from_str(file).unwrap();
        table.into_iter().map(|(name, phrase)| (name, phrase.as_str().unwrap().to_owned())).collect()
    }

    #[test]
    fn every_language_names_the_same_things_in_every_phrase() {
        Library::new();
        let named = |phrase: &str| NAMES.map(|name| phrase.contains(name));
        for (language, file) in LANGUAGES.iter().zip(FILES) {
            for ((name, english), (_, phrase)) in phrases(FILES[0]).iter().zip(phrases(file)) {
                let is_label = ["pay_button", "more_lines", "amendment_yes", "amendment_no"].contains(&name.as_str());
                assert!(is_label || phrase.contains("*{number}*"), "{language}: {phrase}");
                let rest = NAMES.iter().fold(phrase.clone(), |rest, name| rest.replace(name, ""));
                assert!(!rest.contains(['{', '}']), "{language}: {phrase}");
                assert_eq!(named(english), named(&phrase), "{language}: {phrase}");
            }
        }
    }

    #[test]
    fn the_persons_language_comes_first_then_the_shops_then_english() {
        let library = Library::new();
        assert!(library.first_of(&["pt-BR", "fr"]).delivered.contains("pedido"));
        assert!(library.first_of(&["", "fr"]).delivered.contains("commande"));
        assert!(library.first_of(&["yo", "ha"]).delivered.contains("order"));
    }
}
