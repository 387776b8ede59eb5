//! Polygons that enclose a piece of the earth: closed lines that neither cross nor touch themselves.

use std::fmt;

use super::shop::Point;

/// Corners of a polygon.
pub(crate) const CORNERS: std::ops::RangeInclusive<usize> = 3..=200;
/// What seems to be wider goes round the other side of the earth.
const WIDTH_MAX_DEGREES: f64 = 180.0;

/// Why some corners make no polygon. Corners are counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Too few or too many.
    Count,
    /// This one is not on earth.
    OffEarth(usize),
    /// It goes across the 180th meridian.
    Meridian,
    /// These two are the same point.
    Repeated(usize, usize),
    /// The sides that begin at these two cross or touch.
    Crossed(usize, usize),
}

impl Fault {
    /// The word for programs.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::OffEarth(_) => "OFF_EARTH",
            Self::Meridian => "MERIDIAN",
            Self::Repeated(..) => "REPEATED",
            Self::Crossed(..) => "CROSSED",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => write!(formatter, "it must have {} to {} corners", CORNERS.start(), CORNERS.end()),
            Self::OffEarth(corner) => {
                write!(formatter, "its corner {corner} must be -90 to 90 degrees north and -180 to 180 degrees east")
            }
            Self::Meridian => formatter.write_str("it goes across the 180th meridian; make two zones of it"),
            Self::Repeated(one, other) => {
                write!(formatter, "its corners {one} and {other} are the same; leave one out")
            }
            Self::Crossed(one, other) => {
                let sides = format!("the sides from its corners {one} and {other} cross or touch");
                write!(formatter, "{sides}; give the corners in the order in which one walks along the edge")
            }
        }
    }
}

/// The corners without the last one when it repeats the first, as some programs close their polygons.
pub(crate) fn opened(mut corners: Vec<Point>) -> Vec<Point> {
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}

/// Refuses corners that enclose nothing, or more than one thing.
pub(crate) fn check(corners: &[Point]) -> Result<(), Fault> {
    if !CORNERS.contains(&corners.len()) {
        return Err(Fault::Count);
    }
    if let Some(place) = corners.iter().position(|corner| !corner.is_on_earth()) {
        return Err(Fault::OffEarth(place + 1));
    }
    let longitudes = || corners.iter().map(|corner| corner.longitude);
    if longitudes().fold(f64::MIN, f64::max) - longitudes().fold(f64::MAX, f64::min) > WIDTH_MAX_DEGREES {
        return Err(Fault::Meridian);
    }
    let pairs = (0..corners.len()).flat_map(|one| (one + 1..corners.len()).map(move |other| (one, other)));
    if let Some((one, other)) = pairs.clone().find(|&(one, other)| corners[one] == corners[other]) {
        return Err(Fault::Repeated(one + 1, other + 1));
    }
    match pairs.into_iter().find(|&(one, other)| meet(corners, one, other)) {
        Some((one, other)) => Err(Fault::Crossed(one + 1, other + 1)),
        None => Ok(()),
    }
}

/// Whether two sides, named by the corners they begin at, have more in common than a corner between neighbours.
fn meet(corners: &[Point], one: usize, other: usize) -> bool {
    let corner = |place: usize| corners[place % corners.len()];
    let (a, b, c, d) = (corner(one), corner(one + 1), corner(other), corner(other + 1));
    if b == c {
        folds_back(a, b, d)
    } else if d == a {
        folds_back(c, a, b)
    } else {
        let (first, second) = (turn(a, b, c), turn(a, b, d));
        let (third, fourth) = (turn(c, d, a), turn(c, d, b));
        let crosses = first * second < 0 && third * fourth < 0;
        let ends = [(first, a, b, c), (second, a, b, d), (third, c, d, a), (fourth, c, d, b)];
        crosses || ends.into_iter().any(|(turn, from, to, point)| turn == 0 && is_between(from, to, point))
    }
}

/// Whether the way through a corner returns on itself.
fn folds_back(before: Point, corner: Point, after: Point) -> bool {
    let east = (before.longitude - corner.longitude) * (after.longitude - corner.longitude);
    let north = (before.latitude - corner.latitude) * (after.latitude - corner.latitude);
    turn(before, corner, after) == 0 && east + north > 0.0
}

/// To which side a point lies of a line: 1 to its left, -1 to its right, 0 on it.
fn turn(from: Point, to: Point, point: Point) -> i8 {
    let area = (to.longitude - from.longitude) * (point.latitude - from.latitude)
        - (to.latitude - from.latitude) * (point.longitude - from.longitude);
    i8::from(area > 0.0) - i8::from(area < 0.0)
}

/// Whether a point on the line through two others is between them.
fn is_between(from: Point, to: Point, point: Point) -> bool {
    let within = |from: f64, to: f64, it: f64| from.min(to) <= it && it <= from.max(to);
    within(from.longitude, to.longitude, point.longitude) && within(from.latitude, to.latitude, point.latitude)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Corners by their degrees north and east.
    type Corners<'a> = &'a [(f64, f64)];

    fn checked(corners: Corners<'_>) -> Result<(), Fault> {
        check(&points(corners))
    }

    fn points(corners: Corners<'_>) -> Vec<Point> {
        corners.iter().map(|&(latitude, longitude)| Point { latitude, longitude }).collect()
    }

    #[test]
    fn a_simple_line_around_something_is_a_polygon_whichever_way_it_goes() {
        let angle = [(0.0, 0.0), (0.0, 2.0), (1.0, 2.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)];
        assert_eq!(checked(&angle), Ok(()));
        let mut back = angle;
        back.reverse();
        assert_eq!(checked(&back), Ok(()));
        // A corner on a straight side harms nobody.
        assert_eq!(checked(&[(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (2.0, 2.0)]), Ok(()));
    }

    #[test]
    fn what_crosses_touches_or_encloses_nothing_is_refused_by_the_sides_that_do() {
        // A bow tie, a nose that touches the other side, a spike, a line there and back.
        let refused: [(Corners<'_>, (usize, usize)); 4] = [
            (&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)], (1, 3)),
            (&[(0.0, 0.0), (0.0, 4.0), (2.0, 4.0), (0.0, 2.0), (2.0, 0.0)], (1, 3)),
            (&[(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (3.0, 3.0), (1.0, 1.0)], (2, 4)),
            (&[(0.0, 0.0), (0.0, 1.0), (0.0, 2.0)], (1, 3)),
        ];
        for (corners, (one, other)) in refused {
            assert_eq!(checked(corners), Err(Fault::Crossed(one, other)), "{corners:?}");
        }
    }

    #[test]
    fn corners_are_enough_on_earth_on_one_side_of_it_and_each_given_once() {
        assert_eq!(checked(&[(0.0, 0.0), (0.0, 1.0)]), Err(Fault::Count));
        assert_eq!(checked(&[(0.0, 0.0), (0.0, 1.0), (91.0, 0.0)]), Err(Fault::OffEarth(3)));
        assert_eq!(checked(&[(0.0, 0.0), (0.0, f64::NAN), (1.0, 0.0)]), Err(Fault::OffEarth(2)));
        assert_eq!(checked(&[(0.0, 179.0), (0.0, -179.0), (1.0, -179.0)]), Err(Fault::Meridian));
        assert_eq!(checked(&[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 1.0)]), Err(Fault::Repeated(2, 4)));
        let closed = points(&[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)]);
        assert_eq!(opened(closed).len(), 3);
    }

    /// Corners around a middle, each so far from it.
    fn around(radii: &[f64]) -> Vec<(f64, f64)> {
        let step = std::f64::consts::TAU / radii.len() as f64;
        let corner = |(radius, place): (&f64, u8)| {
            let angle = f64::from(place) * step;
            (6.5 + radius * angle.sin(), 3.3 + radius * angle.cos())
        };
        radii.iter().zip(0_u8..).map(corner).collect()
    }

    proptest! {
        #[test]
        fn corners_around_a_middle_in_order_never_cross(radii in prop::collection::vec(0.5..1.0_f64, 4..60)) {
            prop_assert_eq!(checked(&around(&radii)), Ok(()));
        }

        #[test]
        fn two_neighbours_on_a_circle_who_change_places_are_found(count in 5_usize..60, place in 0_usize..60) {
            let mut corners = around(&vec![1.0; count]);
            let place = place % (count - 1);
            corners.swap(place, place + 1);
            prop_assert!(matches!(checked(&corners), Err(Fault::Crossed(..))));
        }
    }
}
