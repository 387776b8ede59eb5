//! As much Rust as the layer rules need: code without comments and literals, and the paths it names.
use std::iter;

/// A path such as `chassis::db::Conn`, with the line where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) path: String,
}

/// Replaces comments and literals by blanks; lines keep their numbers.
pub(super) fn code_only(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let end = at + hidden(&characters[at..], code.chars().next_back());
        if end == at {
            code.push(characters[at]);
            at += 1;
        }
        while at < end {
            code.push(if characters[at] == '\n' { '\n' } else { ' ' });
            at += 1;
        }
    }
    code
}

/// The length of the comment or literal that starts here; zero where code goes on.
fn hidden(rest: &[char], before: Option<char>) -> usize {
    match rest {
        ['/', '/', ..] => rest.iter().position(|&character| character == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => block_comment(rest),
        ['"', ..] => quoted(rest, '"'),
        ['\'', '\\', ..] => quoted(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        ['r', '"' | '#', ..] if !before.is_some_and(is_word) || before == Some('b') => raw_string(rest),
        _ => 0,
    }
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => depth += 1,
            ['*', '/', ..] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// Zero for a raw identifier such as `r#type`.
fn raw_string(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|&&character| character == '#').count();
    if rest.get(hashes + 1) != Some(&'"') {
        return 0;
    }
    let end: Vec<char> = iter::once('"').chain(iter::repeat_n('#', hashes)).collect();
    let body = &rest[hashes + 2..];
    let length = body.windows(end.len()).position(|window| window == end).unwrap_or(body.len());
    (hashes + 2 + length + end.len()).min(rest.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Every path the code names: `use` trees are spelled out, single words are left out.
pub(super) fn paths(code: &str) -> Vec<Named> {
    let words = words(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        at = match words[at].1 {
            "use" => use_tree(&words, at + 1, "", &mut found),
            _ => plain_path(&words, at, &mut found),
        };
    }
    found
}

/// Words, `::` and single other characters, each with its line.
fn words(code: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match first {
                _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
                _ if rest.starts_with("::") => 2,
                _ => first.len_utf8(),
            };
            words.push((index + 1, &rest[..length]));
            rest = rest[length..].trim_start();
        }
    }
    words
}

fn plain_path(words: &[(usize, &str)], start: usize, found: &mut Vec<Named>) -> usize {
    let (line, first) = words[start];
    if !first.starts_with(is_word) {
        return start + 1;
    }
    let mut path = String::from(first);
    let mut at = start + 1;
    while let Some([(_, "::"), (_, next)]) = words.get(at..at + 2).map(|pair| [pair[0], pair[1]]) {
        if !next.starts_with(is_word) {
            break;
        }
        path = path + "::" + next;
        at += 2;
    }
    if path.contains("::") {
        found.push(Named { line, path });
    }
    at
}

/// Reads one branch of a `use` tree up to the sign that ends it, and returns the position of that sign.
fn use_tree(words: &[(usize, &str)], start: usize, prefix: &str, found: &mut Vec<Named>) -> usize {
    let mut path = String::from(prefix);
    let mut at = start;
    while let Some(&(line, word)) = words.get(at) {
        match word {
            "{" => return use_group(words, at + 1, &path, found),
            "," | "}" | ";" | "as" | "<" => {
                if path != prefix {
                    found.push(Named { line, path });
                }
                return end_of_branch(words, at);
            }
            "::" if path.is_empty() => {}
            _ => path.push_str(word),
        }
        at += 1;
    }
    at
}

fn use_group(words: &[(usize, &str)], start: usize, prefix: &str, found: &mut Vec<Named>) -> usize {
    let mut at = start;
    while at < words.len() && words[at].1 != "}" {
        at = use_tree(words, at, prefix, found);
        if words.get(at).is_some_and(|(_, word)| *word == ",") {
            at += 1;
        }
    }
    at + 1
}

/// Skips `as Name`.
fn end_of_branch(words: &[(usize, &str)], at: usize) -> usize {
    if words[at].1 == "as" { at + 2 } else { at }
}

#[cfg(test)]
mod tests {
    use super::{code_only, paths};

    fn named(text: &str) -> Vec<String> {
        paths(&code_only(text)).into_iter().map(|named| named.path).collect()
    }

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let text = "a // one\n/* two /* deep */\n*/ b \"three \\\" // \" c r#\"four \"\"# d '\\'' e 'x' f<'g> r#type";
        let code = code_only(text);
        assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f<'g>", "r#type"]);
        assert_eq!(code.lines().count(), text.lines().count());
        assert_eq!(code_only("b\"bytes\" br\"raw\"").split_whitespace().collect::<Vec<_>>(), ["b", "b"]);
    }

    #[test]
    fn a_use_tree_is_spelled_out() {
        assert_eq!(
            named("use chassis::{db::{Conn, Db as Database}, jobs};\npub(crate) use ::diesel::prelude::*;"),
            ["chassis::db::Conn", "chassis::db::Db", "chassis::jobs", "diesel::prelude::*"]
        );
    }

    #[test]
    fn a_path_in_the_middle_of_code_is_named_with_its_line() {
        let found = paths(&code_only("fn f() {\n    // diesel::no\n    let x = diesel::insert_into(a);\n}"));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].path.as_str()), (3, "diesel::insert_into"));
    }

    #[test]
    fn a_group_over_several_lines_ends_where_it_ends() {
        assert_eq!(
            named("use a::{\n    b,\n    c::{self, d},\n};\nlet x = e::f();"),
            ["a::b", "a::c::self", "a::c::d", "e::f"]
        );
    }
}
