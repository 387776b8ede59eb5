//! The words of a menu, folded once per revision.

use std::collections::{HashMap, HashSet};

use base::Id;

use super::Section;
use crate::grammar::{fold, stem};

/// A word of the menu.
pub(crate) type WordId = usize;

/// A name or an alias of an item.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// Whose name.
    pub(crate) item: Id,
    /// How many letters its words have together.
    pub(crate) letters: usize,
}

/// Where each id, SKU, name and word of the menu is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    places: HashMap<Id, (usize, usize)>,
    skus: HashMap<String, Id>,
    categories: HashMap<String, Id>,
    exact: HashMap<String, Vec<Id>>,
    names: Vec<Name>,
    words: Vec<String>,
    word_ids: HashMap<String, WordId>,
    names_with: Vec<Vec<usize>>,
    units: HashSet<String>,
}

impl Index {
    pub(super) fn new(sections: &[Section]) -> Self {
        let mut index = Self::default();
        for (section_place, section) in sections.iter().enumerate() {
            index.categories.entry(key(&fold(&section.name))).or_insert(section.id);
            for (item_place, item) in section.items.iter().enumerate() {
                index.places.insert(item.id, (section_place, item_place));
                index.skus.insert(item.sku.to_ascii_uppercase(), item.id);
                index.units.extend(fold(&item.unit).split(' ').map(|word| stem(word).to_owned()));
                for name in std::iter::once(&item.name).chain(&item.aliases) {
                    index.learn(item.id, &fold(name));
                }
            }
        }
        index.units.remove("");
        index
    }

    fn learn(&mut self, item: Id, name: &str) {
        let items = self.exact.entry(key(name)).or_default();
        if name.is_empty() || items.contains(&item) {
            return;
        }
        items.push(item);
        let place = self.names.len();
        self.names.push(Name { item, letters: name.chars().filter(|c| *c != ' ').count() });
        for word in name.split(' ').filter(|word| *word != "&").map(stem) {
            let id = self.word_id_or_new(word);
            if self.names_with[id].last() != Some(&place) {
                self.names_with[id].push(place);
            }
        }
    }

    fn word_id_or_new(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.word_ids.get(word) {
            return id;
        }
        self.words.push(word.to_owned());
        self.names_with.push(Vec::new());
        self.word_ids.insert(word.to_owned(), self.words.len() - 1);
        self.words.len() - 1
    }

    pub(super) fn place(&self, item: Id) -> Option<(usize, usize)> {
        self.places.get(&item).copied()
    }

    pub(super) fn sku(&self, sku: &str) -> Option<Id> {
        self.skus.get(&sku.trim().to_ascii_uppercase()).copied()
    }

    /// The items whose name or alias has exactly this key.
    pub(crate) fn exact(&self, key: &str) -> &[Id] {
        if key.is_empty() { &[] } else { self.exact.get(key).map_or(&[], Vec::as_slice) }
    }

    /// The category of this name.
    pub(crate) fn category(&self, key: &str) -> Option<Id> {
        self.categories.get(key).copied()
    }

    /// Whether the menu measures something in this.
    pub(crate) fn is_unit(&self, word: &str) -> bool {
        self.units.contains(stem(word))
    }

    /// The word with this stem.
    pub(crate) fn word(&self, stem: &str) -> Option<WordId> {
        self.word_ids.get(stem).copied()
    }

    /// All words, for words that are only nearly on the menu.
    pub(crate) fn words(&self) -> impl Iterator<Item = (WordId, &str)> {
        self.words.iter().map(String::as_str).enumerate()
    }

    /// The places of the names that have a word.
    pub(crate) fn names_with(&self, word: WordId) -> &[usize] {
        &self.names_with[word]
    }

    pub(crate) fn name(&self, place: usize) -> &Name {
        &self.names[place]
    }
}

/// What makes two spellings of a name the same: the stems of its words, written together.
pub(crate) fn key(folded: &str) -> String {
    folded.split(' ').filter(|word| *word != "&").map(stem).collect()
}
