//! The paths that code names: `use` trees spelled out, and those in the middle of an expression.
use super::code::is_word;

/// A path such as `chassis::db::Conn`, with the line where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) path: String,
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
    while words.get(at).is_some_and(|(_, word)| *word != "}") {
        let end = use_tree(words, at, prefix, found);
        let comma = words.get(end).is_some_and(|(_, word)| *word == ",");
        if end == at && !comma {
            // Not Rust; the compiler will say so.
            break;
        }
        at = end + usize::from(comma);
    }
    at + 1
}

/// Skips `as Name`.
fn end_of_branch(words: &[(usize, &str)], at: usize) -> usize {
    if words[at].1 == "as" { at + 2 } else { at }
}

#[cfg(test)]
mod tests {
    use super::{super::code::code_only, paths};

    fn named(text: &str) -> Vec<String> {
        paths(&code_only(text)).into_iter().map(|named| named.path).collect()
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

    #[test]
    fn a_file_that_is_not_rust_comes_to_an_end() {
        assert_eq!(named("use a::{b, ; c"), ["a::b"]);
        assert_eq!(named("impl Trait + use<'a, T>"), [""; 0]);
    }
}
