//! Names that strangers chose, made safe to show beside our own words.
//!
//! What a customer is called, and what a file of theirs is called, is shown to people of the shop on cards, in lists and
//! on documents. A line break in it adds a line that looks like ours, and a mark that turns the direction of writing
//! turns what stands after it: `invoice\u{202e}fdp.bat` reads as `invoicetab.pdf`.

/// Whether a letter shows nothing of its own, but changes how what is around it looks: control characters, and the marks
/// and overrides of writing direction. Joiners are none of them, since emoji and many scripts need them.
pub fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name on one line: line breaks and runs of blanks become a blank, whatever else is unseen goes.
pub fn one_line(name: &str) -> String {
    let shown: String = name.chars().filter(|letter| letter.is_whitespace() || !is_unseen(*letter)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_stays_on_its_line_and_turns_nothing_around() {
        for (name, shown) in [
            ("a\r\nX: y", "a X: y"),
            ("Ada\u{202e}eze", "Adaeze"),
            ("\u{2066}\u{200f}Ada\u{2069}", "Ada"),
            ("one\u{2028}two\u{85}three\tfour", "one two three four"),
            ("  Ada \0 Obi\u{1b}[31m ", "Ada Obi[31m"),
            ("\u{202e}\n", ""),
        ] {
            assert_eq!(one_line(name), shown, "{name:?}");
        }
    }

    #[test]
    fn names_of_every_script_stay_as_they_are() {
        for name in ["Adaeze Okonkwo", "Ọlá", "عائشة محمد", "می‌خواهم", "👩‍🍳 Mama Put", "נועה", "王小明"]
        {
            assert_eq!(one_line(name), name);
        }
    }

    proptest! {
        #[test]
        fn whatever_came_is_one_line_and_stays_so(name in any::<String>()) {
            let shown = one_line(&name);
            prop_assert!(!shown.contains(is_unseen));
            prop_assert_eq!(one_line(&shown), shown.clone());
        }
    }
}
