//! Reading a scenario. What is wrong is told with file and line.

mod customer;
mod office;

use std::{path::Path, time::Duration};

use super::{
    line::Line,
    pattern::Pattern,
    script::{Happens, Scene, Script, WallClock},
};
use crate::failure::{Failure, Outcome};

const SOUK: &str = "Souk";
const SOUK_MEANWHILE: &str = "Souk meanwhile";
const OFFICE: &str = "Office";
const NOBODY: &str = "Nobody";
const PAYSTACK: &str = "Paystack";
const CLOCK: &str = "It";
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

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
    (is_name(name) || speaker == SOUK_MEANWHILE).then_some((speaker, words.trim()))
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic)
}

fn spoken(speaker: &str, lines: &[&str]) -> Result<Happens, String> {
    if speaker == SOUK || speaker == SOUK_MEANWHILE || speaker.starts_with("Souk to ") {
        let to = speaker.strip_prefix("Souk to ").map(str::to_owned);
        let pattern = Pattern::read(lines.iter().copied())?;
        return Ok(Happens::Replies { to, pattern, may_overtake: speaker == SOUK_MEANWHILE });
    }
    if [OFFICE, NOBODY, PAYSTACK, CLOCK].contains(&speaker) {
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
        OFFICE => office::deed(line).map(Happens::Office),
        PAYSTACK => line.expect("announces the payment again").map(|()| Happens::PaymentAnnounced),
        CLOCK => wall_clock(line),
        NOBODY => line.expect("hears anything").map(|()| Happens::Silence { who: None }),
        _ if line.take("hears nothing") => Ok(Happens::Silence { who: Some(who.to_owned()) }),
        _ => Ok(Happens::Acts { who: who.to_owned(), act: customer::act(line)? }),
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

fn wall_clock(line: &mut Line<'_>) -> Result<Happens, String> {
    line.expect("becomes")?;
    let day = line.word("a day of the week")?;
    let weekday = (0..).zip(WEEKDAYS).find(|(_, name)| *name == day).map(|(number, _)| number);
    let weekday = weekday.ok_or_else(|| format!("{day} is no day of the week"))?;
    let hour = line.number("an hour")?;
    line.expect(":")?;
    let minute = line.number("a minute")?;
    Ok(Happens::Becomes(WallClock { weekday, hour, minute }))
}

#[cfg(test)]
mod tests;
