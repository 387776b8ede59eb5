use std::collections::BTreeMap;

use base::message::{BODY_SHORT_MAX, BUTTON_TITLE_MAX};

use super::*;

/// Every string of a word file by its path.
fn phrases(source: &str) -> BTreeMap<String, String> {
    fn walk(path: &str, value: &toml::Value, found: &mut BTreeMap<String, String>) {
        match value {
            toml::Value::Table(table) => {
                table.iter().for_each(|(key, value)| walk(&format!("{path}.{key}"), value, found))
            }
            toml::Value::String(text) => {
                found.insert(path.to_owned(), text.clone());
            }
            _ => {}
        }
    }
    let file: toml::Table = toml::from_str(source).unwrap();
    let mut found = BTreeMap::new();
    walk("say", &file["say"], &mut found);
    found
}

#[test]
fn every_language_has_the_same_phrases_with_the_same_places() {
    let places = |text: &String| -> Vec<String> {
        let phrase = Phrase::try_from(text.clone()).unwrap();
        phrase.places().into_iter().map(str::to_owned).collect()
    };
    let [en, fr, pt] = SOURCES.map(phrases);
    for other in [fr, pt] {
        assert_eq!(en.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (path, text) in &en {
            let (mut ours, mut theirs) = (places(text), places(&other[path]));
            ours.dedup();
            theirs.dedup();
            assert_eq!(ours, theirs, "{path}");
        }
    }
}

#[test]
fn every_button_fits_and_differs_from_the_others() {
    for language in Language::ALL {
        let found = phrases(SOURCES[language as usize]);
        let buttons: Vec<&String> =
            found.iter().filter(|(path, _)| path.starts_with("say.buttons.")).map(|(_, text)| text).collect();
        for title in &buttons {
            assert!((1..=BUTTON_TITLE_MAX).contains(&title.chars().count()), "{title}");
        }
        let distinct: std::collections::BTreeSet<_> = buttons.iter().collect();
        assert_eq!(distinct.len(), buttons.len(), "{language}");
        assert!(words(language).own_name.chars().count() <= BUTTON_TITLE_MAX);
    }
}

#[test]
fn no_phrase_is_empty_and_help_fits_over_buttons() {
    for source in SOURCES {
        for (path, text) in phrases(source) {
            assert!(!text.trim().is_empty(), "{path}");
            assert!(text.chars().count() + 100 <= BODY_SHORT_MAX, "{path}");
        }
    }
}

#[test]
fn every_command_and_verb_has_words_in_every_language() {
    for language in Language::ALL {
        let hear = &words(language).hear;
        for command in Command::ALL {
            assert!(hear.commands.get(&command).is_some_and(|phrases| !phrases.is_empty()), "{language} {command:?}");
        }
        for verb in Verb::ALL {
            assert!(hear.verbs.get(&verb).is_some_and(|phrases| !phrases.is_empty()), "{language} {verb:?}");
        }
    }
}

/// Phrases that mean two things, in one language or over all of them.
fn collisions<T: Copy + PartialEq>(phrases: impl Iterator<Item = (String, T)>) -> Vec<String> {
    let mut known: BTreeMap<String, T> = BTreeMap::new();
    let mut found = Vec::new();
    for (phrase, meaning) in phrases {
        assert!(!phrase.is_empty(), "a phrase folds to nothing");
        if *known.entry(phrase.clone()).or_insert(meaning) != meaning {
            found.push(phrase);
        }
    }
    found
}

#[test]
fn no_two_commands_collide_in_any_language_nor_between_languages() {
    let commands = |language: Language| {
        let commands = words(language).hear.commands.iter();
        commands
            .flat_map(|(&command, phrases)| phrases.iter().map(move |phrase| (crate::grammar::fold(phrase), command)))
    };
    assert_eq!(collisions(Language::ALL.into_iter().flat_map(commands)), Vec::<String>::new());
    let verbs = |language: Language| {
        let verbs = words(language).hear.verbs.iter();
        verbs.flat_map(|(&verb, phrases)| phrases.iter().map(move |phrase| (crate::grammar::fold(phrase), verb)))
    };
    assert_eq!(collisions(Language::ALL.into_iter().flat_map(verbs)), Vec::<String>::new());
}

#[test]
fn a_verb_is_never_longer_than_is_looked_at() {
    for language in Language::ALL {
        for phrase in words(language).hear.verbs.values().flatten() {
            assert!(crate::grammar::fold(phrase).split(' ').count() <= VERB_WORDS_MAX, "{phrase}");
        }
    }
}

#[test]
fn a_language_is_known_by_its_names_in_every_language() {
    for (name, language) in
        [("english", Language::En), ("anglais", Language::En), ("francais", Language::Fr), ("pt", Language::Pt)]
    {
        assert_eq!(hearing().language_named(name), Some(language));
    }
}
