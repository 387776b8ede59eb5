//! Where goods are brought: circles and polygons on earth, and whether a pin is within.

use super::Location;

/// Mean radius of the earth.
const EARTH_RADIUS_METERS: f64 = 6_371_008.8;
/// A pin this near to a line is on it: a centimetre on the ground.
const EDGE_DEGREES: f64 = 1e-7;

/// The shape of a delivery zone.
#[derive(Debug, Clone)]
pub enum Shape {
    /// All within a distance along the ground.
    Circle {
        /// The middle.
        center: Location,
        /// The distance.
        radius_meters: f64,
    },
    /// All within a line through these corners, the last joined to the first.
    Polygon(Vec<Location>),
}

impl Shape {
    /// Whether a pin is within. The edge belongs to what it encloses.
    pub fn contains(&self, pin: Location) -> bool {
        match self {
            Self::Circle { center, radius_meters } => distance_meters(*center, pin) <= *radius_meters,
            Self::Polygon(corners) => is_on_edge(corners, pin) || is_inside(corners, pin),
        }
    }
}

/// The distance along the ground, by the haversine formula.
pub fn distance_meters(from: Location, to: Location) -> f64 {
    let (from_latitude, to_latitude) = (from.latitude.to_radians(), to.latitude.to_radians());
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let across = half(to.latitude - from.latitude)
        + from_latitude.cos() * to_latitude.cos() * half(to.longitude - from.longitude);
    2.0 * EARTH_RADIUS_METERS * across.min(1.0).sqrt().asin()
}

/// The sides of a polygon, the last corner joined to the first.
fn sides(corners: &[Location]) -> impl Iterator<Item = (Location, Location)> {
    let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
    before.zip(corners).map(|(from, to)| (*from, *to))
}

/// Whether a pin lies on a side, as exactly as pins are given.
fn is_on_edge(corners: &[Location], pin: Location) -> bool {
    sides(corners).any(|(from, to)| {
        let (east, north) = (to.longitude - from.longitude, to.latitude - from.latitude);
        let (pin_east, pin_north) = (pin.longitude - from.longitude, pin.latitude - from.latitude);
        let length = east.hypot(north);
        let off = (east * pin_north - north * pin_east).abs() / length;
        let along = (east * pin_east + north * pin_north) / length;
        off <= EDGE_DEGREES && (-EDGE_DEGREES..=length + EDGE_DEGREES).contains(&along)
    })
}

/// Casts a ray eastwards and counts the edges it crosses: an odd number means inside.
fn is_inside(corners: &[Location], pin: Location) -> bool {
    sides(corners).filter(|(from, to)| crosses(*from, *to, pin)).count() % 2 == 1
}

fn crosses(from: Location, to: Location, pin: Location) -> bool {
    let spans = (from.latitude > pin.latitude) != (to.latitude > pin.latitude);
    let share = (pin.latitude - from.latitude) / (to.latitude - from.latitude);
    spans && pin.longitude < from.longitude + share * (to.longitude - from.longitude)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(latitude: f64, longitude: f64) -> Location {
        Location::new(latitude, longitude).unwrap()
    }

    #[test]
    fn a_distance_is_measured_along_the_ground() {
        let (ikeja, lekki) = (at(6.6018, 3.3515), at(6.4698, 3.5852));
        assert!((distance_meters(ikeja, lekki) - 29_700.0).abs() < 200.0, "{}", distance_meters(ikeja, lekki));
        assert!((distance_meters(at(0.0, 179.9), at(0.0, -179.9)) - 22_239.0).abs() < 5.0);
    }

    #[test]
    fn a_corner_cut_out_of_a_polygon_is_outside() {
        let angle = [(0.0, 0.0), (0.0, 2.0), (1.0, 2.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)];
        let shape = Shape::Polygon(angle.map(|(latitude, longitude)| at(latitude, longitude)).to_vec());
        assert!(shape.contains(at(0.5, 1.5)) && shape.contains(at(1.5, 0.5)));
        assert!(!shape.contains(at(1.5, 1.5)) && !shape.contains(at(-0.1, 0.5)) && !shape.contains(at(0.5, 2.1)));
    }

    #[test]
    fn the_edge_and_the_corners_belong_to_a_polygon() {
        let square = Shape::Polygon(vec![at(-1.0, -1.0), at(-1.0, 1.0), at(1.0, 1.0), at(1.0, -1.0)]);
        for (latitude, longitude) in [(-1.0, 0.3), (1.0, 0.3), (0.3, -1.0), (0.3, 1.0), (1.0, 1.0), (-1.0, -1.0)] {
            assert!(square.contains(at(latitude, longitude)), "{latitude} {longitude}");
        }
        assert!(!square.contains(at(1.0, 1.000_001)) && !square.contains(at(-1.000_001, 0.0)));
    }

    proptest! {
        #[test]
        fn a_square_holds_exactly_what_lies_between_its_sides(latitude in -2.0..2.0_f64, longitude in -2.0..2.0_f64) {
            let square = Shape::Polygon(vec![at(-1.0, -1.0), at(-1.0, 1.0), at(1.0, 1.0), at(1.0, -1.0)]);
            let between = latitude.abs() < 1.0 && longitude.abs() < 1.0;
            prop_assert_eq!(square.contains(at(latitude, longitude)), between);
        }

        #[test]
        fn a_distance_is_the_same_both_ways(a in -80.0..80.0_f64, b in -179.0..179.0_f64, c in -80.0..80.0_f64, d in -179.0..179.0_f64) {
            let (there, back) = (distance_meters(at(a, b), at(c, d)), distance_meters(at(c, d), at(a, b)));
            prop_assert!((there - back).abs() < 0.001 && there >= 0.0);
        }
    }
}
