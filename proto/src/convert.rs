//! The shared words of the contract, to and from `base`. What comes in is checked here, once.

mod hours;

use base::{
    Message,
    address::{Handle, NotAPhone},
    message::{Button, MessageError, Row, Section},
    money::UnknownCurrency,
};
use jiff::Timestamp;

pub use hours::{opening_hours, slots, special_days, weekly_hours};

use crate::common::v1::{self as common, message::Content};

/// A word of the contract that means nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Meaningless {
    /// A required part is missing.
    #[error("{0} is required")]
    Missing(&'static str),
    /// A phone number is none.
    #[error(transparent)]
    Phone(#[from] NotAPhone),
    /// A currency is none.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    /// A message breaks a limit.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// A moment is out of range.
    #[error("a time is out of range")]
    Time,
    /// A time zone is none.
    #[error("a time zone is unknown")]
    TimeZone,
    /// Opening hours are wrong.
    #[error(transparent)]
    Hours(#[from] base::hours::HoursError),
}

impl From<base::Money> for common::Money {
    fn from(money: base::Money) -> Self {
        Self { amount_minor: money.minor, currency: money.currency.code().to_owned() }
    }
}

impl TryFrom<common::Money> for base::Money {
    type Error = Meaningless;
    fn try_from(money: common::Money) -> Result<Self, Meaningless> {
        Ok(Self::new(money.amount_minor, money.currency.parse()?))
    }
}

impl From<base::Channel> for common::Channel {
    fn from(channel: base::Channel) -> Self {
        match channel {
            base::Channel::Whatsapp => Self::Whatsapp,
            base::Channel::Twilio => Self::Twilio,
        }
    }
}

/// The channel of an enum field.
pub fn channel(number: i32) -> Result<base::Channel, Meaningless> {
    match common::Channel::try_from(number) {
        Ok(common::Channel::Whatsapp) => Ok(base::Channel::Whatsapp),
        Ok(common::Channel::Twilio) => Ok(base::Channel::Twilio),
        Ok(common::Channel::Unspecified) | Err(_) => Err(Meaningless::Missing("channel")),
    }
}

impl From<base::Address> for common::Address {
    fn from(address: base::Address) -> Self {
        let phone = address.handle.phone().map(|phone| phone.digits().to_owned());
        Self {
            channel: common::Channel::from(address.channel).into(),
            account_id: address.account_id,
            phone: phone.unwrap_or_default(),
            user_id: address.handle.user_id().unwrap_or_default().to_owned(),
        }
    }
}

impl TryFrom<common::Address> for base::Address {
    type Error = Meaningless;
    fn try_from(address: common::Address) -> Result<Self, Meaningless> {
        let phone = if address.phone.is_empty() { None } else { Some(address.phone.parse()?) };
        let handle = Handle::new(phone, Some(address.user_id)).ok_or(Meaningless::Missing("phone or user_id"))?;
        Ok(Self { channel: channel(address.channel)?, account_id: address.account_id, handle })
    }
}

impl From<Message> for common::Message {
    fn from(message: Message) -> Self {
        let content = match message {
            Message::Text { body } => Content::Text(common::TextContent { body }),
            Message::Buttons { body, buttons } => {
                let buttons = buttons.into_iter().map(|Button { id, title }| common::Button { id, title }).collect();
                Content::Buttons(common::ButtonsContent { body, buttons })
            }
            Message::List { body, button, sections } => {
                let sections = sections.into_iter().map(from_section).collect();
                Content::List(common::ListContent { body, button, sections })
            }
            Message::LocationRequest { body } => Content::LocationRequest(common::LocationRequestContent { body }),
            Message::Link { body, button, url } => Content::Link(common::LinkContent { body, button, url }),
            Message::Document { caption, filename, mime_type, content } => {
                let content = content.bytes().to_vec();
                Content::Document(common::DocumentContent { content, filename, mime_type, caption })
            }
        };
        Self { content: Some(content) }
    }
}

fn from_section(section: Section) -> common::ListSection {
    let row = |Row { id, title, description }| common::ListRow { id, title, description };
    common::ListSection { title: section.title, rows: section.rows.into_iter().map(row).collect() }
}

impl TryFrom<common::Message> for Message {
    type Error = Meaningless;
    fn try_from(message: common::Message) -> Result<Self, Meaningless> {
        let message = match message.content.ok_or(Meaningless::Missing("content"))? {
            Content::Text(common::TextContent { body }) => Self::Text { body },
            Content::Buttons(common::ButtonsContent { body, buttons }) => {
                let buttons = buttons.into_iter().map(|common::Button { id, title }| Button { id, title }).collect();
                Self::Buttons { body, buttons }
            }
            Content::List(common::ListContent { body, button, sections }) => {
                Self::List { body, button, sections: sections.into_iter().map(to_section).collect() }
            }
            Content::LocationRequest(common::LocationRequestContent { body }) => Self::LocationRequest { body },
            Content::Link(common::LinkContent { body, button, url }) => Self::Link { body, button, url },
            Content::Document(common::DocumentContent { content, filename, mime_type, caption }) => {
                Self::Document { caption, filename, mime_type, content: content.into() }
            }
        };
        Ok(message.check()?)
    }
}

fn to_section(section: common::ListSection) -> Section {
    let row = |common::ListRow { id, title, description }| Row { id, title, description };
    Section { title: section.title, rows: section.rows.into_iter().map(row).collect() }
}

/// A moment as the contract writes it.
pub fn to_time(moment: Timestamp) -> prost_types::Timestamp {
    let nanos = moment.subsec_nanosecond();
    // Moments before 1970 count their fraction downwards here and upwards there.
    let (seconds, nanos) =
        if nanos < 0 { (moment.as_second() - 1, nanos + 1_000_000_000) } else { (moment.as_second(), nanos) };
    prost_types::Timestamp { seconds, nanos }
}

/// A moment from the contract, cut to whole microseconds, as databases keep it.
pub fn from_time(time: prost_types::Timestamp) -> Result<Timestamp, Meaningless> {
    let moment = Timestamp::new(time.seconds, time.nanos).map_err(|_| Meaningless::Time)?;
    Timestamp::from_microsecond(moment.as_microsecond()).map_err(|_| Meaningless::Time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Currency, Money, message::Choice};

    #[test]
    fn every_message_survives_the_wire() {
        let choices: Vec<Choice> = (0..5).map(|n| Choice::new(format!("id:{n}"), format!("Item {n}"))).collect();
        for message in [
            Message::text("hi"),
            Message::ask("Which?", "See", &choices[..2]),
            Message::ask("Which?", "See", &choices),
            Message::location_request("Where?"),
            Message::link("Pay", "Pay now", "https://pay.example/1"),
            Message::document("Invoice", "7.pdf", "application/pdf", vec![1, 2, 3], "https://souk.example/7"),
        ] {
            assert_eq!(Message::try_from(common::Message::from(message.clone())), Ok(message));
        }
    }

    #[test]
    fn money_times_and_addresses_survive_the_wire() {
        let money = Money::new(420_000, Currency::NGN);
        assert_eq!(Money::try_from(common::Money::from(money)), Ok(money));
        for text in ["2026-11-20T11:00:00.123456Z", "1969-12-31T23:59:59.5Z"] {
            let moment: Timestamp = text.parse().unwrap();
            assert_eq!(from_time(to_time(moment)), Ok(moment));
        }
        let handle = Handle::new(None, Some("NG.1".into())).unwrap();
        let address = base::Address { channel: base::Channel::Whatsapp, account_id: "1".into(), handle };
        assert_eq!(base::Address::try_from(common::Address::from(address.clone())), Ok(address));
    }
}
