//! Where a person can be reached.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A messaging network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Meta's WhatsApp Cloud API.
    Whatsapp,
    /// WhatsApp through Twilio.
    Twilio,
}

impl Channel {
    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Twilio => "twilio",
        }
    }
}

/// The word names no channel.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown channel")]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;
    fn from_str(word: &str) -> Result<Self, UnknownChannel> {
        match word {
            "whatsapp" => Ok(Self::Whatsapp),
            "twilio" => Ok(Self::Twilio),
            _ => Err(UnknownChannel),
        }
    }
}

/// A phone number as a network gives it: 5 to 15 digits, country code first, no "+".
///
/// Networks hand out numbers that national numbering plans call invalid (Mexico's old "1", Brazil's eight digits), so
/// nothing but the digits is checked and nothing is rewritten. Its `Debug` hides all but the last two digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The text is not a phone number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a phone number has 5 to 15 digits with the country code first")]
pub struct NotAPhone;

impl Phone {
    /// The digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = NotAPhone;
    /// Accepts what people and networks write around the digits: "+", spaces, dashes, dots and brackets.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        let digits: String = text.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '.' | '(' | ')')).collect();
        let right = (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if right { Ok(Self(digits)) } else { Err(NotAPhone) }
    }
}

impl TryFrom<String> for Phone {
    type Error = NotAPhone;
    fn try_from(text: String) -> Result<Self, NotAPhone> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Phone(…{})", &self.0[self.0.len() - 2..])
    }
}

/// How a network names a person. Since April 2026 Meta leaves out the phone number of people with a username, so one
/// of the two may be missing, never both.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Handle {
    /// Only the phone number is known.
    Phone(Phone),
    /// Only the business-scoped user id (BSUID) is known.
    UserId(String),
    /// Both are known.
    Both(Phone, String),
}

impl Handle {
    /// Builds a handle from what a network gave; `None` when it gave nothing.
    pub fn new(phone: Option<Phone>, user_id: Option<String>) -> Option<Self> {
        match (phone, user_id.filter(|id| !id.is_empty())) {
            (Some(phone), Some(id)) => Some(Self::Both(phone, id)),
            (Some(phone), None) => Some(Self::Phone(phone)),
            (None, Some(id)) => Some(Self::UserId(id)),
            (None, None) => None,
        }
    }

    /// The phone number, when known.
    pub const fn phone(&self) -> Option<&Phone> {
        match self {
            Self::Phone(phone) | Self::Both(phone, _) => Some(phone),
            Self::UserId(_) => None,
        }
    }

    /// The business-scoped user id, when known.
    pub fn user_id(&self) -> Option<&str> {
        match self {
            Self::UserId(id) | Self::Both(_, id) => Some(id),
            Self::Phone(_) => None,
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = match self {
            Self::Phone(_) => "phone",
            Self::UserId(_) => "user id",
            Self::Both(..) => "phone and user id",
        };
        write!(formatter, "Handle({known})")
    }
}

/// Where a person can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The network.
    pub channel: Channel,
    /// Our own side of the conversation: Meta's phone_number_id, or Twilio's sender address.
    pub account_id: String,
    /// The person's side.
    pub handle: Handle,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_read_as_people_write_it_and_hidden_in_logs() {
        let phone: Phone = "+234 (803) 123-4567".parse().unwrap();
        assert_eq!(phone.digits(), "2348031234567");
        assert_eq!(format!("{phone:?}"), "Phone(…67)");
        assert_eq!("call me".parse::<Phone>(), Err(NotAPhone));
        assert_eq!("1234567890123456".parse::<Phone>(), Err(NotAPhone));
    }

    #[test]
    fn a_person_without_phone_and_user_id_has_no_handle() {
        assert_eq!(Handle::new(None, Some(String::new())), None);
        assert!(Handle::new(None, Some("NG.1".into())).is_some_and(|handle| handle.phone().is_none()));
    }
}
