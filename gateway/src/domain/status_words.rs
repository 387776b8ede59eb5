//! The words people use for an order's status, in one vocabulary.

/// Words of other systems, and ours for the same thing.
const SYNONYMS: [(&str, &str); 12] = [
    ("PENDING", "PENDING_CONFIRMATION"),
    ("DRAFT", "PENDING_CONFIRMATION"),
    ("FORWARDED_TO_SELLER", "PENDING_CONFIRMATION"),
    ("PAID", "CONFIRMED"),
    ("SELLER_ACCEPTED", "CONFIRMED"),
    ("PREPARING", "PROCESSING"),
    ("SHIPPED", "OUT_FOR_DELIVERY"),
    ("COMPLETED", "DELIVERED"),
    ("CANCELED", "CANCELLED"),
    ("SELLER_REJECTED", "REJECTED"),
    ("ACCEPTED", "CONFIRMED"),
    ("IN_PROGRESS", "PROCESSING"),
];

/// Our word for a status: in capitals, with "_" for blanks and dashes, synonyms replaced. Whether it is a status is
/// for the contract to say.
pub(crate) fn ours(word: &str) -> String {
    let plain = word.trim().to_uppercase().replace([' ', '-'], "_");
    let synonym = SYNONYMS.iter().find(|(theirs, _)| *theirs == plain);
    synonym.map_or(plain, |(_, ours)| (*ours).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_systems_words_are_understood() {
        let pairs = [
            ("PENDING CONFIRMATION", "PENDING_CONFIRMATION"),
            ("out for delivery", "OUT_FOR_DELIVERY"),
            ("Shipped", "OUT_FOR_DELIVERY"),
            ("COMPLETED", "DELIVERED"),
            ("preparing", "PROCESSING"),
            ("READY", "READY"),
        ];
        for (theirs, word) in pairs {
            assert_eq!(ours(theirs), word);
        }
    }
}
