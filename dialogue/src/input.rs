//! What a customer did.

use crate::File;

/// What a customer did, parsed from the channel by the driver.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Typed words.
    Text(String),
    /// A tapped button or a chosen row.
    Choice {
        /// The id we gave it.
        id: String,
        /// What it showed.
        title: String,
    },
    /// A native cart. Its prices are the phone's and never come here: the menu prices it again.
    Cart {
        /// SKU and quantity of each item.
        items: Vec<(String, i64)>,
        /// The customer's words with it; may be empty.
        text: String,
    },
    /// A pin.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Name of a chosen place; may be empty.
        name: String,
        /// Address of a chosen place; may be empty.
        address: String,
    },
    /// A picture, video, voice note, document or sticker.
    Media {
        /// "image", "video", "audio", "document" or "sticker".
        kind: String,
        /// The file, to be fetched by those who keep it.
        file: File,
    },
    /// An emoji put on a message, which wants no answer.
    Reaction,
    /// Anything else.
    Other,
}
