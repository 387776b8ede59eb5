//! The gateway's own rules. They do no I/O.

pub(crate) mod lockout;
pub(crate) mod policy;
pub(crate) mod role;
pub(crate) mod status_words;
