//! Why a message is sent, where it stands, and why it stands there.

use std::{fmt, time::Duration};

/// Attempts that may fail before a message is given up.
pub(crate) const FAILURES_MAX: i32 = 8;
const DAY: Duration = Duration::from_secs(24 * 3600);
const REPLY_EXPIRY: Duration = Duration::from_secs(5 * 60);

/// Why a message is sent. Classes sort by their place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    Order,
    Reply,
    Reminder,
    Marketing,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::Order, Self::Reply, Self::Reminder, Self::Marketing];

    /// The word stored and shown.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "ORDER",
            Self::Reply => "REPLY",
            Self::Reminder => "REMINDER",
            Self::Marketing => "MARKETING",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// After this long a message is better not sent: an answer five minutes late answers a question nobody asks.
    pub(crate) const fn expiry(self) -> Duration {
        match self {
            Self::Reply => REPLY_EXPIRY,
            Self::Order | Self::Reminder | Self::Marketing => DAY,
        }
    }

    /// How often a send whose outcome never became known is repeated. An order's news names its number and state, so
    /// reading it twice harms nobody; of everything else one too few is better than one too many.
    pub(crate) const fn resends_max(self) -> i32 {
        match self {
            Self::Order => 1,
            Self::Reply | Self::Reminder | Self::Marketing => 0,
        }
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum State {
    Queued,
    Sending,
    Ambiguous,
    Accepted,
    Sent,
    Failed,
    Delivered,
    Read,
    Merged,
    Dropped,
    Dead,
}

impl State {
    pub(crate) const ALL: [Self; 11] = [
        Self::Queued,
        Self::Sending,
        Self::Ambiguous,
        Self::Accepted,
        Self::Sent,
        Self::Failed,
        Self::Delivered,
        Self::Read,
        Self::Merged,
        Self::Dropped,
        Self::Dead,
    ];

    /// The word stored and shown.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Sending => "SENDING",
            Self::Ambiguous => "AMBIGUOUS",
            Self::Accepted => "ACCEPTED",
            Self::Sent => "SENT",
            Self::Failed => "FAILED",
            Self::Delivered => "DELIVERED",
            Self::Read => "READ",
            Self::Merged => "MERGED",
            Self::Dropped => "DROPPED",
            Self::Dead => "DEAD",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Why a message stands where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It waited too long.
    Expired,
    /// The person has not written for 24 hours, and only a template may be sent then.
    WindowClosed,
    /// No client for the person's network is set up.
    ChannelUnavailable,
    /// Nobody ever told where the person can be reached.
    AddressUnknown,
    /// A send ended without a clear outcome and no status told.
    OutcomeUnknown,
    /// No connection to the network came about.
    NotReached,
    /// The file of a document could not be handed to the network.
    NotUploaded,
    /// The network's own error code.
    Provider(i32),
    /// The network answered something that is not in its contract.
    Http(u16),
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired => formatter.write_str("EXPIRED"),
            Self::WindowClosed => formatter.write_str("WINDOW_CLOSED"),
            Self::ChannelUnavailable => formatter.write_str("CHANNEL_UNAVAILABLE"),
            Self::AddressUnknown => formatter.write_str("ADDRESS_UNKNOWN"),
            Self::OutcomeUnknown => formatter.write_str("OUTCOME_UNKNOWN"),
            Self::NotReached => formatter.write_str("NOT_REACHED"),
            Self::NotUploaded => formatter.write_str("NOT_UPLOADED"),
            Self::Provider(code) => write!(formatter, "PROVIDER_{code}"),
            Self::Http(status) => write!(formatter, "HTTP_{status}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_word_is_read_back_as_what_it_was() {
        assert!(Class::ALL.into_iter().all(|class| Class::parse(class.as_str()) == Some(class)));
        assert!(State::ALL.into_iter().all(|state| State::parse(state.as_str()) == Some(state)));
        assert_eq!((Class::parse("order"), State::parse("")), (None, None));
    }
}
