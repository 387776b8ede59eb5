//! Names under which files of strangers are saved.
//!
//! A sender chooses a file's name, and its extension decides what opens it: a checked PDF that is saved as `bill.hta`
//! runs as a script. So the extension follows the checked type.

/// Bytes of the longest thing that counts as an extension; what is longer is part of the name.
const EXTENSION_MAX: usize = 10;

/// The name with the extension of the checked type in place of its own, and without what leads to another folder, hides
/// the file or turns its name around. Empty when nothing is left of it.
pub(crate) fn of(name: &str, mime_type: &str) -> String {
    let name = base::one_line(&name.replace(['/', '\\', ':'], ""));
    match without_extension(trimmed(&name)) {
        "" => String::new(),
        stem => format!("{stem}.{}", extension(mime_type)),
    }
}

/// A leading dot hides a file, and some systems drop dots and blanks at the end, which would bring forth what is before.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace())
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => trimmed(stem),
        _ => name,
    }
}

/// The end of "No. 17" or "3.5" is none.
fn is_extension(text: &str) -> bool {
    text.len() <= EXTENSION_MAX
        && text.chars().all(char::is_alphanumeric)
        && text.contains(|letter: char| letter.is_alphabetic())
}

/// The extension of each type that is kept; a file of any other is nothing that opens by itself.
fn extension(mime_type: &str) -> &'static str {
    match mime_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/mp4" => "m4a",
        "video/mp4" => "mp4",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_extension_follows_the_checked_type() {
        for (name, mime_type, safe) in [
            ("paid.png", "image/png", "paid.png"),
            ("paid.JPEG", "image/jpeg", "paid.jpg"),
            ("receipt.html", "application/pdf", "receipt.pdf"),
            ("receipt.pdf.hta", "application/pdf", "receipt.pdf.pdf"),
            ("receipt.html. .", "application/pdf", "receipt.pdf"),
            ("invoice\u{202e}fdp.bat", "application/pdf", "invoicefdp.pdf"),
            ("..\\..\\C:\\run.bat", "image/png", "Crun.png"),
            (".htaccess", "image/png", "htaccess.png"),
            ("Order No. 17", "audio/ogg", "Order No. 17.ogg"),
            ("song", "x/unknown", "song.bin"),
            ("a\r\nb.exe", "application/pdf", "a b.pdf"),
            ("\u{202e}./..", "application/pdf", ""),
            ("", "application/pdf", ""),
        ] {
            assert_eq!(of(name, mime_type), safe, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_opens_as_anything_else_or_anywhere_else(name in any::<String>()) {
            let safe = of(&name, "application/pdf");
            prop_assert!(safe.is_empty() || safe.ends_with(".pdf"));
            prop_assert!(!safe.starts_with('.') && !safe.contains(['/', '\\', ':']) && !safe.contains(base::is_unseen));
            prop_assert_eq!(of(&safe, "application/pdf"), safe.clone());
        }
    }
}
