//! Reading a scenario. What is wrong is told with file and line.

use std::{path::Path, time::Duration};

use super::{
    line::Line,
    pattern::Pattern,
    script::{Act, CartItem, Happens, Office, Scene, Script},
};
use crate::failure::{Failure, Outcome};

const SOUK: &str = "Souk";
const OFFICE: &str = "Office";
const NOBODY: &str = "Nobody";
const FILES: [&str; 6] = ["image", "video", "audio", "voice", "document", "sticker"];

impl Script {
    /// Reads the file.
    pub fn read(file: &Path) -> Outcome<Self> {
        let text =
            std::fs::read_to_string(file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        Self::parse(file, &text)
    }

    pub(super) fn parse(file: &Path, text: &str) -> Outcome<Self> {
        let mut script =
            Self { file: file.to_owned(), everywhere: false, settings: Vec::new(), market: None, scenes: Vec::new() };
        for paragraph in paragraphs(text) {
            let at = paragraph.line;
            let read = script.add(&paragraph);
            read.map_err(|problem| Failure::new(format!("{}:{at}: {problem}", file.display())))?;
        }
        if script.scenes.is_empty() {
            return Err(Failure::new(format!("{}: nothing happens", file.display())));
        }
        Ok(script)
    }

    fn add(&mut self, paragraph: &Paragraph<'_>) -> Result<(), String> {
        if !self.add_heading(paragraph.first())? {
            self.scenes.push(Scene { line: paragraph.line, happens: scene(paragraph)? });
        }
        Ok(())
    }

    /// Reads a line about how the scenario is played; false when it is none.
    fn add_heading(&mut self, text: &str) -> Result<bool, String> {
        let mut line = Line::new(text);
        if line.take("Runs:") {
            line.expect("everywhere")?;
            self.everywhere = true;
        } else if line.take("Setting:") {
            let (name, value) = line.rest().split_once('=').ok_or("a setting is written NAME=value")?;
            self.settings.push((name.to_owned(), value.to_owned()));
            return self.heading_first();
        } else if line.take("Market:") {
            let file = self.file.with_file_name(format!("{}.toml", line.word("the name of a market")?));
            let market = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            self.market = Some(market);
        } else {
            return Ok(false);
        }
        line.end()?;
        self.heading_first()
    }

    fn heading_first(&self) -> Result<bool, String> {
        if self.scenes.is_empty() { Ok(true) } else { Err("this belongs before the first scene".to_owned()) }
    }
}

/// A line and those indented below it.
struct Paragraph<'a> {
    line: usize,
    lines: Vec<&'a str>,
}

impl<'a> Paragraph<'a> {
    fn first(&self) -> &'a str {
        self.lines.first().copied().unwrap_or_default()
    }
}

fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    let mut paragraphs: Vec<Paragraph<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        match paragraphs.last_mut() {
            Some(paragraph) if line.starts_with(' ') => paragraph.lines.push(line.trim()),
            _ => paragraphs.push(Paragraph { line: number, lines: vec![line.trim_end()] }),
        }
    }
    paragraphs
}

fn scene(paragraph: &Paragraph<'_>) -> Result<Happens, String> {
    if let Some((speaker, words)) = speech(paragraph.first()) {
        let mut lines = vec![words];
        lines.extend(&paragraph.lines[1..]);
        return spoken(speaker, &lines);
    }
    if paragraph.lines.len() > 1 {
        return Err("only speech goes on in the next line".to_owned());
    }
    let mut line = Line::new(paragraph.first());
    let happens = deed(&mut line)?;
    line.end()?;
    Ok(happens)
}

/// Speech starts with a name, or "Souk to" and a name, and a colon.
fn speech(line: &str) -> Option<(&str, &str)> {
    let (speaker, words) = line.split_once(':')?;
    let name = speaker.strip_prefix("Souk to ").unwrap_or(speaker);
    is_name(name).then_some((speaker, words.trim()))
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic)
}

fn spoken(speaker: &str, lines: &[&str]) -> Result<Happens, String> {
    if speaker == SOUK || speaker.starts_with("Souk to ") {
        let to = speaker.strip_prefix("Souk to ").map(str::to_owned);
        return Ok(Happens::Replies { to, pattern: Pattern::read(lines.iter().copied())? });
    }
    if [OFFICE, NOBODY].contains(&speaker) {
        return Err(format!("{speaker} does not speak here"));
    }
    let words = lines.join("\n").trim().to_owned();
    if words.is_empty() {
        Err(format!("{speaker} says nothing"))
    } else {
        Ok(Happens::Says { who: speaker.to_owned(), words })
    }
}

fn deed(line: &mut Line<'_>) -> Result<Happens, String> {
    if line.rest().starts_with(|c: char| c.is_ascii_digit()) {
        return time(line);
    }
    let who = line.word("a name")?;
    match who {
        _ if !is_name(who) => Err(format!("{who} is nobody's name; names start with a capital")),
        OFFICE => office(line).map(Happens::Office),
        NOBODY => line.expect("hears anything").map(|()| Happens::Silence { who: None }),
        _ if line.take("hears nothing") => Ok(Happens::Silence { who: Some(who.to_owned()) }),
        _ => Ok(Happens::Acts { who: who.to_owned(), act: act(line)? }),
    }
}

fn time(line: &mut Line<'_>) -> Result<Happens, String> {
    let count: u64 = line.number("a number")?;
    let unit = line.word("a unit of time")?;
    let seconds = match unit.trim_end_matches('s') {
        "second" => 1,
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return Err(format!("{unit} is no unit of time")),
    };
    line.expect(if count == 1 { "passes" } else { "pass" })?;
    Ok(Happens::Passes(Duration::from_secs(count * seconds)))
}

fn act(line: &mut Line<'_>) -> Result<Act, String> {
    if line.take("taps the earlier") {
        return Ok(Act::Tap { title: line.expect_quoted("a title")?, is_earlier: true });
    }
    if line.take("taps") || line.take("chooses") {
        return Ok(Act::Tap { title: line.expect_quoted("a title")?, is_earlier: false });
    }
    if line.take("sends") {
        return sending(line);
    }
    if line.take("reacts") {
        return Ok(Act::React { emoji: line.word("an emoji")?.to_owned() });
    }
    if line.take("hides the number") {
        return Ok(Act::HideNumber);
    }
    if line.take("moves to another number") {
        return Ok(Act::ChangeNumber);
    }
    if line.take("has ordered") {
        let sku = line.word("a SKU")?.to_owned();
        let times = line.number("a number")?;
        line.expect("times")?;
        return Ok(Act::HasOrdered { sku, times });
    }
    Err(format!("\"{}\" is nothing a customer can do; the documentation of e2e::chat lists what is", line.rest()))
}

fn sending(line: &mut Line<'_>) -> Result<Act, String> {
    if line.take("location") {
        let latitude = line.number("a latitude")?;
        line.expect(",")?;
        let longitude = line.number("a longitude")?;
        return Ok(Act::Location { latitude, longitude, name: line.quoted(), address: line.quoted() });
    }
    if line.take("cart") {
        return cart(line);
    }
    if line.take("contact") {
        return Ok(Act::Contact { name: line.expect_quoted("a name")? });
    }
    if line.take("something unsupported") {
        return Ok(Act::Unsupported);
    }
    let kind = line.word("what is sent")?.to_owned();
    if FILES.contains(&kind.as_str()) {
        Ok(Act::File { kind, caption: line.quoted() })
    } else {
        Err(format!("{kind} cannot be sent"))
    }
}

fn cart(line: &mut Line<'_>) -> Result<Act, String> {
    let mut items = Vec::new();
    loop {
        let quantity = line.number("a quantity")?;
        let sku = line.word("a SKU")?.to_owned();
        let price = if line.take("at") { line.word("a price")?.to_owned() } else { "0".to_owned() };
        items.push(CartItem { quantity, sku, price });
        if !line.take(",") {
            return Ok(Act::Cart { items, text: line.quoted() });
        }
    }
}

fn office(line: &mut Line<'_>) -> Result<Office, String> {
    if line.take("moves") {
        let (order, status, because) = transition(line)?;
        return Ok(Office::Moves { order, status, because });
    }
    if line.take("cannot move") {
        let (order, status, because) = transition(line)?;
        line.expect(":")?;
        let reason = line.word("a reason such as TRANSITION_NOT_ALLOWED")?.to_owned();
        return Ok(Office::CannotMove { order, status, because, reason });
    }
    if line.take("sees") {
        let order = line.word("an order")?.to_owned();
        line.expect(":")?;
        let facts = line.rest().split("; ").map(str::to_owned).collect();
        *line = Line::new("");
        return Ok(Office::Sees { order, facts });
    }
    if line.take("counts") {
        let count = line.number("a number")?;
        line.expect(if count == 1 { "order" } else { "orders" })?;
        return Ok(Office::Counts(count));
    }
    for (deed, available) in [("sells out", false), ("restocks", true)] {
        if line.take(deed) {
            return Ok(Office::SetsAvailable { sku: line.word("a SKU")?.to_owned(), available });
        }
    }
    if line.take("reprices") {
        let sku = line.word("a SKU")?.to_owned();
        line.expect("to")?;
        return Ok(Office::Reprices { sku, amount_minor: price(line.word("a price")?)? });
    }
    Err(format!("\"{}\" is nothing the office can do; the documentation of e2e::chat lists what is", line.rest()))
}

fn transition(line: &mut Line<'_>) -> Result<(String, String, Option<String>), String> {
    let order = line.word("an order")?.to_owned();
    line.expect("to")?;
    let status = line.word("a status")?.to_owned();
    let because = if line.take("because") { Some(line.expect_quoted("a reason")?) } else { None };
    Ok((order, status, because))
}

/// 650.00 as minor units.
fn price(text: &str) -> Result<i64, String> {
    let is_price = text.len() > 3 && text.as_bytes()[text.len() - 3] == b'.';
    let minor = text.replacen('.', "", 1).parse().ok().filter(|_| is_price);
    minor.ok_or_else(|| format!("{text} is no price such as 650.00"))
}

#[cfg(test)]
mod tests;
