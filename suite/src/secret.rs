//! Secrets that nobody chose.

use std::fmt::Write as _;

use chassis::World;

/// Bytes of a made-up secret: 192 bits.
const BYTES: usize = 24;

/// A secret in hexadecimal.
pub(crate) fn made_up(world: &World) -> String {
    world.random::<BYTES>().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
