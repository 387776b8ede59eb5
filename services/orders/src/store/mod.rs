//! Orders and their histories in the database.
//!
//! Every function takes the connection or transaction of its caller and knows no rules.

mod list;
mod orders;
mod placing;
mod rows;
mod schema;
mod status_changes;

pub(crate) use list::{Filter, list};
pub(crate) use orders::{OrderRef, find, save_change};
pub(crate) use placing::{Earlier, Placed, earlier, place};
pub(crate) use status_changes::{history, made_with};
