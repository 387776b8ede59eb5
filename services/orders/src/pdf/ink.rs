//! Fonts, colours, and the file itself. The font has a sign for every currency we know, ₦ among them.

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    text::{Font, TextDirection},
};
use skrifa::{
    FontRef, MetadataProvider as _,
    instance::{LocationRef, Size},
};

/// A4 in points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
pub(super) const PAGE_HEIGHT: f32 = 841.89;

/// What words are written with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) is_bold: bool,
    pub(super) size: f32,
    pub(super) colour: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// Words that matter.
    Ink,
    /// Words beside them.
    Grey,
    /// The shop's mark on the page.
    Accent,
    /// Behind headings.
    Mist,
    /// Between lines.
    Hairline,
    /// On the accent.
    White,
    /// Money that is late.
    Alarm,
}

impl Colour {
    const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Ink => [0x1f, 0x29, 0x33],
            Self::Grey => [0x6b, 0x75, 0x80],
            Self::Accent => [0x0b, 0x5d, 0x4b],
            Self::Mist => [0xee, 0xf4, 0xf2],
            Self::Hairline => [0xd8, 0xde, 0xe2],
            Self::White => [0xff, 0xff, 0xff],
            Self::Alarm => [0xb4, 0x23, 0x18],
        }
    }
}

/// Something on a page; places are counted from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// Words, from the left end of their base line.
    Words { left: f32, base: f32, style: Style, text: String },
    /// A filled rectangle.
    Block { left: f32, top: f32, width: f32, height: f32, colour: Colour },
}

/// The marks of one page.
pub(super) type Page = Vec<Mark>;

/// The fonts.
pub(super) struct Pen {
    regular: Face,
    bold: Face,
}

struct Face {
    font: Font,
    data: &'static [u8],
}

impl Face {
    fn new(data: &'static [u8]) -> Option<Self> {
        FontRef::new(data).ok()?;
        Some(Self { font: Font::new(data.into(), 0)?, data })
    }

    /// Left out are characters the font has no picture of, such as emoji: a box in their place says nothing.
    fn known(&self, text: &str) -> String {
        let Ok(font) = FontRef::new(self.data) else { return String::new() };
        let charmap = font.charmap();
        text.chars().filter(|&character| charmap.map(character).is_some()).collect()
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let Ok(font) = FontRef::new(self.data) else { return 0.0 };
        let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
        let advance = |character| metrics.advance_width(charmap.map(character)?);
        text.chars().filter_map(advance).sum()
    }
}

impl Pen {
    pub(super) fn new() -> Option<Self> {
        let regular = Face::new(dejavu::sans_condensed::regular())?;
        Some(Self { regular, bold: Face::new(dejavu::sans_condensed::bold())? })
    }

    const fn face(&self, style: Style) -> &Face {
        if style.is_bold { &self.bold } else { &self.regular }
    }

    /// The words as they can be written, on one line.
    pub(super) fn line(&self, text: &str, style: Style) -> String {
        let line = text.replace(['\n', '\t'], " ");
        self.face(style).known(&line).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn width(&self, text: &str, style: Style) -> f32 {
        self.face(style).width(text, style.size)
    }

    /// The words on as many lines as they need; a word that is too long by itself is broken.
    pub(super) fn wrap(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in self.line(text, style).split(' ') {
            let last = lines.last_mut().expect("there is always a line");
            let longer = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
            if self.width(&longer, style) <= width {
                *last = longer;
            } else if last.is_empty() {
                lines.pop();
                lines.extend(self.broken(word, style, width));
            } else {
                lines.extend(self.broken(word, style, width));
            }
        }
        lines
    }

    fn broken(&self, word: &str, style: Style, width: f32) -> Vec<String> {
        let mut parts = vec![String::new()];
        for character in word.chars() {
            let last = parts.last_mut().expect("there is always a part");
            last.push(character);
            if self.width(last, style) > width && last.chars().count() > 1 {
                last.pop();
                parts.push(character.to_string());
            }
        }
        parts
    }

    /// Writes the file.
    pub(super) fn write(&self, pages: &[Page], title: &str, language: &str) -> Result<Vec<u8>, String> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        for marks in pages {
            let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or("the page has no size")?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for mark in marks {
                self.put(&mut surface, mark);
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| format!("{error:?}"))
    }

    fn put(&self, surface: &mut Surface<'_>, mark: &Mark) {
        match mark {
            Mark::Words { left, base, style, text } => {
                surface.set_fill(Some(fill(style.colour)));
                let (start, font) = (Point::from_xy(*left, *base), self.face(*style).font.clone());
                surface.draw_text(start, font, style.size, text, false, TextDirection::LeftToRight);
            }
            Mark::Block { left, top, width, height, colour } => {
                surface.set_fill(Some(fill(*colour)));
                let mut path = PathBuilder::new();
                if let Some(block) = Rect::from_xywh(*left, *top, *width, *height) {
                    path.push_rect(block);
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

fn fill(colour: Colour) -> Fill {
    let [red, green, blue] = colour.rgb();
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}
