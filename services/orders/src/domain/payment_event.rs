//! What payment providers tell.

use base::Money;

use super::lifecycle::UnknownWord;

/// Something a provider told, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentEvent {
    /// Names the event: providers give their events no ids.
    pub key: String,
    /// What it is about.
    pub subject: Subject,
    /// The sum it names.
    pub claimed: Option<Money>,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A payment of this reference came.
    Payment(String),
    /// Refunds of the payment of this reference moved.
    Refund(String),
    /// Something else.
    Other,
}

impl Subject {
    /// The payment it is about.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Payment(reference) | Self::Refund(reference) => Some(reference),
            Self::Other => None,
        }
    }

    /// The word stored.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Payment(_) => "PAYMENT",
            Self::Refund(_) => "REFUND",
            Self::Other => "OTHER",
        }
    }

    /// The subject of a stored word and a reference.
    pub fn parse(word: &str, reference: Option<String>) -> Result<Self, UnknownWord> {
        match (word, reference) {
            ("PAYMENT", Some(reference)) => Ok(Self::Payment(reference)),
            ("REFUND", Some(reference)) => Ok(Self::Refund(reference)),
            ("OTHER", None) => Ok(Self::Other),
            _ => Err(UnknownWord),
        }
    }
}

/// What became of something a provider told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventOutcome {
    /// It has not been looked at.
    New,
    /// It had its effect.
    Applied,
    /// It is about nothing that matters here.
    Ignored,
    /// It is about a payment that was never begun here.
    Unknown,
}

impl EventOutcome {
    const ALL: [Self; 4] = [Self::New, Self::Applied, Self::Ignored, Self::Unknown];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Applied => "APPLIED",
            Self::Ignored => "IGNORED",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The outcome of a stored word.
    pub fn parse(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word).ok_or(UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stored_subject_is_read_back() {
        for subject in [Subject::Payment("R-1".to_owned()), Subject::Refund("R-1".to_owned()), Subject::Other] {
            let reference = subject.reference().map(str::to_owned);
            assert_eq!(Subject::parse(subject.as_str(), reference), Ok(subject));
        }
        assert_eq!(Subject::parse("PAYMENT", None), Err(UnknownWord));
    }
}
