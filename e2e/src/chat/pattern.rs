//! What Souk is expected to say.

use std::collections::BTreeMap;

use crate::phone::Reply;

/// Names and what they stood for the first time.
pub(super) type Captures = BTreeMap<String, String>;

const ANYTHING: &str = "...";
const WITHOUT: &str = "without:";

/// Words in their order, words that must not be there, and choices.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Pattern {
    parts: Vec<String>,
    absent: Vec<String>,
    choices: Option<Choices>,
}

#[derive(Debug, Default, PartialEq)]
struct Choices {
    titles: Vec<String>,
    /// Whether others may follow.
    and_more: bool,
}

impl Pattern {
    /// Reads the lines of what Souk says.
    pub(super) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let mut pattern = Self::default();
        for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(words) = line.strip_prefix(WITHOUT) {
                pattern.absent.push(words.trim().to_owned());
            } else if line.starts_with('[') && line.ends_with(']') {
                pattern.choices.get_or_insert_default().read(line)?;
            } else {
                pattern
                    .parts
                    .extend(line.split(ANYTHING).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
            }
        }
        let is_empty = pattern.parts.is_empty() && pattern.choices.is_none();
        if is_empty { Err("Souk should say something here".to_owned()) } else { Ok(pattern) }
    }

    /// Says what is not as expected; takes what `{names}` stand for, and gives the text after the last of the words.
    pub(super) fn check<'a>(&self, reply: &'a Reply, captures: &mut Captures) -> Result<&'a str, String> {
        let mut rest = reply.text.as_str();
        for part in &self.parts {
            rest = find(rest, part, captures).ok_or_else(|| format!("it does not say \"{}\"", fill(part, captures)))?;
        }
        for absent in &self.absent {
            if reply.text.contains(absent) {
                return Err(format!("it says \"{absent}\""));
            }
        }
        let offered = reply.choices();
        let is_right = self.choices.as_ref().is_none_or(|choices| choices.are(&offered, captures));
        if is_right { Ok(rest) } else { Err(format!("it offers {offered:?}")) }
    }
}

impl Choices {
    fn read(&mut self, line: &str) -> Result<(), String> {
        for title in line[1..line.len() - 1].split("] [") {
            if title.contains(['[', ']']) {
                return Err("choices are written [like this] [and this]".to_owned());
            }
            if title == ANYTHING { self.and_more = true } else { self.titles.push(title.to_owned()) }
        }
        Ok(())
    }

    fn are(&self, offered: &[String], captures: &Captures) -> bool {
        let titles: Vec<String> = self.titles.iter().map(|title| fill(title, captures)).collect();
        offered.starts_with(&titles) && (self.and_more || offered.len() == titles.len())
    }
}

/// Puts in what names stand for; a name that stands for nothing yet stays.
pub(super) fn fill(words: &str, captures: &Captures) -> String {
    let put = |words: String, (name, value): (&String, &String)| words.replace(&format!("{{{name}}}"), value);
    captures.iter().fold(words.to_owned(), put)
}

/// Finds a part and returns what comes after it. The first name that stands for nothing yet takes the word it meets.
fn find<'a>(text: &'a str, part: &str, captures: &mut Captures) -> Option<&'a str> {
    let part = fill(part, captures);
    let Some((before, name, after)) = open_name(&part) else {
        return Some(&text[text.find(&part)? + part.len()..]);
    };
    for (start, _) in text.match_indices(before) {
        let rest = &text[start + before.len()..];
        let word = word_at(rest);
        let mut taken = captures.clone();
        taken.insert(name.to_owned(), word.to_owned());
        let after = fill(after, &taken);
        if !word.is_empty() && rest[word.len()..].starts_with(&after) {
            *captures = taken;
            return Some(&rest[word.len() + after.len()..]);
        }
    }
    None
}

/// The text before a name, the name, and the text after it.
fn open_name(part: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = part.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// A word or a number, such as an order's.
fn word_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str, choices: &[&str]) -> Reply {
        let choices: Vec<_> = choices.iter().map(|title| serde_json::json!({"title": title})).collect();
        let reply = serde_json::json!({"id": "", "position": 1, "kind": "text", "text": text, "choices": choices,
            "progress": "sent", "raw": {}});
        serde_json::from_value(reply).unwrap()
    }

    fn check(pattern: &str, reply: &Reply) -> Result<Captures, String> {
        let mut captures = Captures::new();
        Pattern::read(pattern.lines())?.check(reply, &mut captures)?;
        Ok(captures)
    }

    #[test]
    fn words_are_found_in_their_order_with_anything_between() {
        let reply = reply("Hello Ada! Welcome to Souk.\nTap a button.", &[]);
        assert!(check("Hello ... Souk", &reply).is_ok());
        assert!(check("Welcome\nTap", &reply).is_ok());
        assert_eq!(check("Tap\nWelcome", &reply).unwrap_err(), "it does not say \"Welcome\"");
        assert_eq!(check("Hello\nwithout: button", &reply).unwrap_err(), "it says \"button\"");
    }

    #[test]
    fn all_choices_are_listed_unless_more_may_follow() {
        let reply = reply("What now?", &["Menu", "View cart", "Help"]);
        assert!(check("[Menu] [View cart] [Help]", &reply).is_ok());
        assert!(check("What now?\n[Menu] [View cart]\n[Help]", &reply).is_ok());
        assert!(check("[Menu] [...]", &reply).is_ok());
        assert!(check("[Menu] [View cart]", &reply).is_err());
        assert!(check("[View cart] [...]", &reply).is_err());
    }

    #[test]
    fn a_name_takes_the_first_word_it_meets_and_is_that_from_then_on() {
        let placed = reply("Your order ORD-7K2M9QX4 is placed: ₦600.00.", &[]);
        let mut captures = check("Your order {order} is placed", &placed).unwrap();
        assert_eq!(captures["order"], "ORD-7K2M9QX4");
        let pattern = Pattern::read(std::iter::once("order {order} is")).unwrap();
        assert!(pattern.check(&placed, &mut captures).is_ok());
        assert!(pattern.check(&reply("Your order ORD-OTHER is placed", &[]), &mut captures).is_err());
    }

    #[test]
    fn saying_nothing_is_no_pattern() {
        assert!(Pattern::read("".lines()).is_err());
        assert!(Pattern::read("...".lines()).is_err());
    }
}
