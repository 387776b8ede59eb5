//! What a user is.

use std::str::FromStr;

/// What a user is. A later role may do all that an earlier one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Works with orders, products and customers.
    Staff,
    /// Does everything.
    Admin,
}

/// The word names no role.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a role is admin, staff or viewer")]
pub struct UnknownRole;

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Staff, Self::Admin];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == word).ok_or(UnknownRole)
    }
}
