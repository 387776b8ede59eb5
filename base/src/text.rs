//! Cutting text where a reader would.

use unicode_segmentation::UnicodeSegmentation as _;

/// The text itself when it has at most `limit` characters, else its beginning with an ellipsis. Letters with their
/// accents and emoji with their modifiers are never torn apart.
pub(crate) fn fit(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let length = grapheme.chars().count();
        if used + length >= limit {
            break;
        }
        used += length;
        cut.push_str(grapheme);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cut_text_never_exceeds_its_limit(text in "\\PC*", limit in 1_usize..60) {
            let cut = fit(&text, limit);
            prop_assert!(cut.chars().count() <= limit);
            if text.chars().count() <= limit { prop_assert_eq!(cut, text); }
        }
    }

    #[test]
    fn an_emoji_family_is_kept_whole_or_left_out() {
        assert_eq!(fit("ab👨‍👩‍👧cd", 4), "ab…");
        assert_eq!(fit("Jollof rice", 7), "Jollof…");
    }
}
