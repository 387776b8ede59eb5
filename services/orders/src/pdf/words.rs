//! The words of documents, as data: one file per language in `words/`, with how the language writes days.

use base::Money;
use jiff::civil::Date;
use serde::Deserialize;

/// The languages there are, each with its file; the first one is the last resort.
pub(super) const LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../words/en.toml")),
    ("fr", include_str!("../../words/fr.toml")),
    ("pt", include_str!("../../words/pt.toml")),
];

/// The words of one language. A file that lacks one, or has one too many, is refused when it is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    #[serde(skip)]
    pub(super) language: &'static str,
    pub(super) invoice: String,
    pub(super) credit_note: String,
    pub(super) paid: String,
    pub(super) overdue: String,
    pub(super) credited: String,
    pub(super) billed_to: String,
    pub(super) customer: String,
    pub(super) order: String,
    pub(super) issued: String,
    pub(super) due: String,
    pub(super) for_invoice: String,
    pub(super) description: String,
    pub(super) quantity: String,
    pub(super) unit_price: String,
    pub(super) amount: String,
    pub(super) subtotal: String,
    pub(super) discount: String,
    pub(super) delivery: String,
    pub(super) tax: String,
    pub(super) tip: String,
    pub(super) total: String,
    pub(super) total_credited: String,
    pub(super) contains_tax: String,
    pub(super) please_pay: String,
    pub(super) paid_with_thanks: String,
    pub(super) taken_back: String,
    pub(super) takes_back: String,
    pub(super) page: String,
    date: String,
    first_day: String,
    months: [String; 12],
}

impl Words {
    /// The words of a language tag, or English. A country does not matter: "pt-BR" is Portuguese.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let known = LANGUAGES.iter().find(|(language, _)| language.eq_ignore_ascii_case(primary));
        let (language, file) = known.unwrap_or(&LANGUAGES[0]);
        let words = toml::from_str(file).expect("the files are compiled in and read by a test");
        Self { language, ..words }
    }

    /// A sum as it is written in this language.
    pub(super) fn money(&self, money: Money) -> String {
        money.written_in(self.language)
    }

    /// "20 November 2026".
    pub(super) fn date(&self, date: Date) -> String {
        let day = if date.day() == 1 { self.first_day.clone() } else { date.day().to_string() };
        let month = usize::try_from(date.month() - 1).ok().and_then(|place| self.months.get(place));
        let (month, year) = (month.map_or("", String::as_str), date.year().to_string());
        fill(&self.date, &[("{day}", &day), ("{month}", month), ("{year}", &year)])
    }
}

/// A phrase with what it names put in.
pub(super) fn fill(phrase: &str, facts: &[(&str, &str)]) -> String {
    facts.iter().fold(phrase.to_owned(), |phrase, (name, fact)| phrase.replace(name, fact))
}

#[cfg(test)]
mod tests {
    use base::Currency;
    use jiff::civil::date;

    use super::*;

    /// What a phrase may name.
    const NAMES: [&str; 10] =
        ["{tax}", "{sum}", "{due}", "{order}", "{invoice}", "{page}", "{count}", "{day}", "{month}", "{year}"];

    #[test]
    fn every_language_names_the_same_things_in_every_phrase() {
        let phrases = |file: &str| toml::from_str::<toml::Table>(file).unwrap();
        let named = |phrase: &toml::Value| NAMES.map(|name| phrase.as_str().is_some_and(|text| text.contains(name)));
        let english = phrases(LANGUAGES[0].1);
        for (language, file) in LANGUAGES {
            assert_eq!(Words::of(language).language, language);
            for (name, phrase) in phrases(file) {
                assert_eq!(named(&phrase), named(&english[&name]), "{language}: {name}");
            }
        }
    }

    #[test]
    fn days_and_sums_are_written_as_the_language_does() {
        let sum = Money::new(-123_456_789, Currency::NGN);
        let written = |tag: &str| {
            let words = Words::of(tag);
            let months = [date(2026, 12, 1), date(2026, 3, 20)].map(|day| words.date(day));
            (words.money(sum), months)
        };
        let days = |first: &str, second: &str| [first.to_owned(), second.to_owned()];
        assert_eq!(written("en-GB"), ("-₦1,234,567.89".to_owned(), days("1 December 2026", "20 March 2026")));
        assert_eq!(
            written("fr"),
            ("-1\u{a0}234\u{a0}567,89\u{a0}₦".to_owned(), days("1er décembre 2026", "20 mars 2026"))
        );
        let portuguese = days("1 de dezembro de 2026", "20 de março de 2026");
        assert_eq!(written("pt_BR"), ("-1\u{a0}234\u{a0}567,89\u{a0}₦".to_owned(), portuguese));
        assert_eq!(Words::of("yo").language, "en");
    }
}
