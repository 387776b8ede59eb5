//! notifications.
