//! Rust without its comments and literals, so that no rule trips over a word in them.
use std::iter;

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

pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::code_only;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let text = "a // one\n/* two /* deep */\n*/ b \"three \\\" // \" c r#\"four \"\"# d '\\'' e 'x' f<'g> r#type";
        let code = code_only(text);
        assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f<'g>", "r#type"]);
        assert_eq!(code.lines().count(), text.lines().count());
        assert_eq!(code_only("b\"bytes\" br\"raw\"").split_whitespace().collect::<Vec<_>>(), ["b", "b"]);
    }
}
