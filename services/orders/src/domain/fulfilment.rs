//! How goods reach the customer, and where.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Private;

/// Characters of an address at most.
pub const ADDRESS_MAX: usize = 500;

/// How the goods reach the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// The customer fetches them.
    Pickup,
    /// They are brought there.
    Delivery(Address),
}

/// Where goods are brought: words, a pin, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// As the customer wrote it.
    pub text: Private<ADDRESS_MAX>,
    /// The pin the customer sent.
    pub location: Option<Location>,
}

/// A place on earth, WGS 84.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Location {
    /// `None` when it is not on earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then_some(Self { latitude, longitude })
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Location")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_on_earth_and_hidden_in_logs() {
        let pin = Location::new(6.6018, 3.3515).unwrap();
        assert_eq!(format!("{pin:?}"), "Location");
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Location::new(latitude, longitude), None);
        }
    }
}
