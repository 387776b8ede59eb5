//! What no file may hold, whatever its layer.
use super::{File, Finding, code};

const MOST_LINES: usize = 400;

/// Hosts that a page may name: the reader's own machine, and names of XML vocabularies.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "www.w3.org"];

/// How a secret starts, and how many characters of a token follow at least.
const SECRETS: [(&str, usize); 6] = [
    (concat!("EA", "AG"), 30),
    (concat!("sk_", "live_"), 16),
    (concat!("AK", "IA"), 16),
    (concat!("gh", "p_"), 30),
    (concat!("xo", "xb-"), 20),
    (concat!("-----BEGIN ", "PRIVATE KEY"), 0),
];

type Rule = fn(&File) -> Vec<Finding>;

pub(super) fn check(file: &File) -> Vec<Finding> {
    const RULES: [Rule; 5] = [length, unfinished, outside_addresses, trailing_blanks, secrets];
    RULES.iter().flat_map(|rule| rule(file)).collect()
}

fn length(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().count();
    if file.extension() != "rs" || lines <= MOST_LINES {
        return Vec::new();
    }
    let message = format!("{lines} lines where {MOST_LINES} are the most; look for the second idea and give it a file");
    vec![file.finding(MOST_LINES + 1, message)]
}

fn unfinished(file: &File) -> Vec<Finding> {
    const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
    const MACROS: [&str; 2] = [concat!("to", "do!"), concat!("unimple", "mented!")];
    const KINDS: [&str; 10] = ["css", "html", "js", "proto", "rs", "sh", "sql", "toml", "yaml", "yml"];
    if !KINDS.contains(&file.extension()) {
        return Vec::new();
    }
    let code = if file.extension() == "rs" { code::code_only(&file.text) } else { String::new() };
    let message = "unfinished work is a defect; finish it, or take it out and open an issue";
    let notes = lines_with(&file.text, |line| NOTES.iter().any(|note| has_word(line, note)));
    let macros = lines_with(&code, |line| MACROS.iter().any(|name| line.contains(name)));
    notes.chain(macros).map(|line| file.finding(line, message)).collect()
}

fn outside_addresses(file: &File) -> Vec<Finding> {
    if !["css", "html", "js"].contains(&file.extension()) {
        return Vec::new();
    }
    let outside = lines_with(&file.text, |line| {
        let addresses = ["http://", "https://"].iter().flat_map(|scheme| line.split(scheme).skip(1));
        addresses.into_iter().any(|rest| !HOSTS.iter().any(|host| rest.starts_with(host)))
    });
    outside.map(|line| file.finding(line, "pages work without the internet; embed what it points to")).collect()
}

fn trailing_blanks(file: &File) -> Vec<Finding> {
    let lines = lines_with(&file.text, |line| line.ends_with([' ', '\t', '\r']));
    lines.map(|line| file.finding(line, "take the blanks off the end of the line")).collect()
}

fn secrets(file: &File) -> Vec<Finding> {
    let lines = lines_with(&file.text, has_secret);
    lines
        .map(|line| file.finding(line, "this looks like a secret; revoke it, and read it from the environment"))
        .collect()
}

fn has_secret(line: &str) -> bool {
    // The kind of a key stands between BEGIN and PRIVATE.
    let line = ["RSA ", "EC ", "OPENSSH "].iter().fold(line.to_string(), |line, kind| line.replace(kind, ""));
    SECRETS.iter().any(|(start, least)| {
        let tails = line.split(start).skip(1);
        tails
            .into_iter()
            .any(|tail| tail.chars().take_while(|&sign| sign.is_ascii_alphanumeric() || sign == '-').count() >= *least)
    })
}

fn lines_with(text: &str, holds: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
    // Not `lines()`, which would hide a carriage return.
    text.split('\n').enumerate().filter(move |(_, line)| holds(line)).map(|(index, _)| index + 1)
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let inside = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        !inside(line[..at].chars().next_back()) && !inside(line[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests;
