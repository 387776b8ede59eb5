//! sellers.
