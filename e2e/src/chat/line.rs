//! A line of a scenario, read from left to right.

/// What is left of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a>(&'a str);

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text.trim())
    }

    /// Takes these words if the line goes on with them.
    pub(super) fn take(&mut self, words: &str) -> bool {
        let Some(rest) = self.0.strip_prefix(words) else { return false };
        let is_whole = rest.is_empty() || rest.starts_with([' ', ',', ':']) || words.ends_with([':', ',']);
        if is_whole {
            self.0 = rest.trim_start();
        }
        is_whole
    }

    /// Takes words that must be there.
    pub(super) fn expect(&mut self, words: &str) -> Result<(), String> {
        if self.take(words) { Ok(()) } else { Err(format!("here should stand \"{words}\", not \"{}\"", self.0)) }
    }

    /// Takes the next word; what it is for is said when there is none.
    pub(super) fn word(&mut self, what: &str) -> Result<&'a str, String> {
        let end = self.0.find([' ', ',', ':']).unwrap_or(self.0.len());
        if end == 0 {
            return Err(format!("here should stand {what}"));
        }
        let (word, rest) = self.0.split_at(end);
        self.0 = rest.trim_start();
        Ok(word)
    }

    /// Takes the next word as a number.
    pub(super) fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, String> {
        let word = self.word(what)?;
        word.parse().map_err(|_| format!("{word} is not {what}"))
    }

    /// Takes a sum such as 650.00, in minor units.
    pub(super) fn price(&mut self) -> Result<i64, String> {
        let text = self.word("a price")?;
        let is_price = text.len() > 3 && text.as_bytes()[text.len() - 3] == b'.';
        let minor = text.replacen('.', "", 1).parse().ok().filter(|_| is_price);
        minor.ok_or_else(|| format!("{text} is no price such as 650.00"))
    }

    /// Takes words in quotation marks, if some come next.
    pub(super) fn quoted(&mut self) -> Option<String> {
        let (words, rest) = self.0.strip_prefix('"')?.split_once('"')?;
        self.0 = rest.trim_start();
        Some(words.to_owned())
    }

    /// Takes words in quotation marks that must be there.
    pub(super) fn expect_quoted(&mut self, what: &str) -> Result<String, String> {
        self.quoted().ok_or_else(|| format!("here should stand {what} in quotation marks"))
    }

    pub(super) const fn rest(&self) -> &'a str {
        self.0
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Result<(), String> {
        if self.0.is_empty() { Ok(()) } else { Err(format!("\"{}\" is too much here", self.0)) }
    }
}
