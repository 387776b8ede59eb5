//! The phrases of messages made here, as data: one file per language in `words/`.

use serde::Deserialize;

/// The languages there are; the first one is the last resort.
pub(crate) const LANGUAGES: [&str; 3] = ["en", "fr", "pt"];
const FILES: [&str; 3] =
    [include_str!("../../words/en.toml"), include_str!("../../words/fr.toml"), include_str!("../../words/pt.toml")];

/// The phrases of one language. A file that lacks one, or has one too many, is refused when it is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) confirmed: String,
    pub(crate) processing: String,
    pub(crate) ready_for_pickup: String,
    pub(crate) ready_for_delivery: String,
    pub(crate) out_for_delivery: String,
    pub(crate) delivered: String,
    pub(crate) cancelled: String,
    pub(crate) rejected: String,
}

/// Every language there is, in the order of [`LANGUAGES`].
#[derive(Debug)]
pub(crate) struct Library([Words; LANGUAGES.len()]);

impl Library {
    pub(crate) fn new() -> Self {
        Self(FILES.map(|file| toml::from_str(file).expect("the files are compiled in and read by a test")))
    }

    /// The phrases of the first language that is known, else English. A country does not matter: "pt-BR" is Portuguese.
    pub(crate) fn first_of(&self, wanted: &[&str]) -> &Words {
        let known = |tag: &&str| {
            let primary = tag.split(['-', '_']).next().unwrap_or_default();
            LANGUAGES.iter().position(|language| language.eq_ignore_ascii_case(primary))
        };
        &self.0[wanted.iter().find_map(known).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_phrase_with_the_order_number_and_the_reason() {
        for (language, words) in LANGUAGES.iter().zip(&Library::new().0) {
            let Words { confirmed, processing, ready_for_pickup, ready_for_delivery, .. } = words;
            let Words { out_for_delivery, delivered, cancelled, rejected, .. } = words;
            let plain =
                [confirmed, processing, ready_for_pickup, ready_for_delivery, out_for_delivery, delivered, cancelled];
            for phrase in plain.into_iter().chain([rejected]) {
                assert!(phrase.contains("*{number}*"), "{language}: {phrase}");
                let named = phrase.replace("{number}", "").replace("{shop}", "").replace("{reason}", "");
                assert!(!named.contains(['{', '}']), "{language}: {phrase}");
            }
            assert!(cancelled.contains("{reason}") && rejected.contains("{reason}"), "{language}");
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
