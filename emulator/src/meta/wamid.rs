//! Message ids with the layout of real ones: base64 of the peer and a random hex number between fixed bytes.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chassis::world::World;

use crate::network::Side;

/// A fresh id for a message to or from `peer` (phone digits, or a user id).
pub(crate) fn fresh(peer: &str, side: Side, world: &World) -> String {
    let (direction, digits) = match side {
        Side::Business => (0x11, 18),
        Side::Customer => (0x12, 20),
    };
    let random = format!("{:016X}{:016X}", world.random_u64(), world.random_u64());
    let peer = &peer.as_bytes()[..peer.len().min(usize::from(u8::MAX))];
    let mut bytes = vec![0x1c, 0x18, u8::try_from(peer.len()).unwrap_or(u8::MAX)];
    bytes.extend_from_slice(peer);
    bytes.extend_from_slice(&[0x15, 0x02, 0x00, direction, 0x18, digits]);
    bytes.extend_from_slice(&random.as_bytes()[..usize::from(digits)]);
    bytes.push(0x00);
    format!("wamid.{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn an_id_has_the_layout_of_a_recorded_one() {
        let recorded = "wamid.HBgLMTU1NTEyMzAwMTAVAgARGBIyQzU4M0Q4MDc2NDY4ODgwNjUA";
        let world = World::standing_at(Timestamp::UNIX_EPOCH, 1);
        let fresh = fresh("15551230010", Side::Business, &world);
        assert_eq!(fresh.len(), recorded.len());
        assert_eq!(fresh[..32], recorded[..32], "the same peer and direction");
        assert_ne!(fresh, recorded);
    }
}
