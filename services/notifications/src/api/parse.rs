//! What callers say, checked once.

use base::{Address, Id, Message};
use jiff::Timestamp;
use proto::{
    convert,
    notifications::v1::{
        AccountEvent, DeliveryStatus, ListMessagesRequest, MessageClass, MessageState, OutgoingMessage, Recipient,
        RecordHeardRequest,
    },
};

use crate::{
    dispatch::{Letter, Status, trace},
    domain::{
        outbound::{Class, State},
        recipient::Told,
        status::Word,
    },
    error::{EVENT_BYTES_MAX, Error},
    store::{
        account_events,
        messages::{Filter, Fresh},
    },
};

/// Characters of a key or of a recipient's id.
const NAME_MAX: usize = 200;
/// Characters of a language tag; longer ones are no tags.
const LANGUAGE_MAX: usize = 35;
/// Characters of a trace context; W3C's have 55.
const TRACE_MAX: usize = 200;

pub(super) fn letter(message: OutgoingMessage, id: Id, now: Timestamp) -> Result<Letter, Error> {
    let class = class(message.class())?;
    let told = told(message.recipient, message.heard_time.map(moment).transpose()?)?;
    let traceparent = Some(message.traceparent).filter(|trace| trace.len() <= TRACE_MAX).unwrap_or_default();
    let fresh = Fresh {
        id,
        key: name(message.key).ok_or(Error::KeyRequired)?,
        recipient_id: told.id.clone(),
        class,
        message: content(message.message)?,
        traceparent: trace(traceparent),
        created_at: now,
    };
    Ok(Letter { fresh, told })
}

pub(super) fn heard(request: RecordHeardRequest) -> Result<Told, Error> {
    let heard_time = request.heard_time.ok_or(Error::HeardTimeRequired)?;
    told(request.recipient, Some(moment(heard_time)?))
}

pub(super) fn status(status: DeliveryStatus) -> Status {
    Status {
        word: Word::parse(&status.status, status.error_code),
        id: status.callback_data.parse().ok(),
        provider_id: status.provider_message_id,
    }
}

/// A NUL is no text to PostgreSQL, and nothing is lost without it.
pub(super) fn account_event(event: AccountEvent) -> Result<account_events::AccountEvent, Error> {
    let channel = convert::channel(event.channel).map_err(|_| Error::EventInvalid)?;
    if event.raw_json.len() > EVENT_BYTES_MAX {
        return Err(Error::EventInvalid);
    }
    let [account_id, field, raw_json] =
        [event.account_id, event.field, event.raw_json].map(|text| text.replace('\0', ""));
    Ok(account_events::AccountEvent { channel, account_id, field, raw_json })
}

pub(super) fn filter(request: &ListMessagesRequest) -> Filter {
    let recipient_id = Some(request.recipient_id.clone()).filter(|id| !id.is_empty());
    Filter { state: state(request.state()), recipient_id }
}

fn told(recipient: Option<Recipient>, heard_at: Option<Timestamp>) -> Result<Told, Error> {
    let Recipient { id, address, language } = recipient.ok_or(Error::RecipientRequired)?;
    let address = address.map(Address::try_from).transpose().map_err(|_| Error::AddressRequired)?;
    Ok(Told {
        id: name(id).ok_or(Error::RecipientRequired)?,
        address: address.map(checked).transpose()?,
        language: Some(language).filter(|tag| (1..=LANGUAGE_MAX).contains(&tag.len()) && tag.is_ascii()),
        heard_at,
    })
}

fn checked(address: Address) -> Result<Address, Error> {
    let texts = [Some(address.account_id.as_str()), address.handle.user_id()];
    let is_text = texts.into_iter().flatten().all(|text| text.len() <= NAME_MAX && !text.contains(char::is_control));
    if is_text { Ok(address) } else { Err(Error::AddressRequired) }
}

fn name(text: String) -> Option<String> {
    let is_name = (1..=NAME_MAX).contains(&text.chars().count()) && !text.contains('\0');
    is_name.then_some(text)
}

fn content(message: Option<proto::common::v1::Message>) -> Result<Message, Error> {
    let message = message.ok_or_else(|| Error::MessageInvalid("there is none".to_owned()))?;
    Message::try_from(message).map_err(|error| Error::MessageInvalid(error.to_string()))
}

fn class(class: MessageClass) -> Result<Class, Error> {
    match class {
        MessageClass::Order => Ok(Class::Order),
        MessageClass::Reply => Ok(Class::Reply),
        MessageClass::Reminder => Ok(Class::Reminder),
        MessageClass::Marketing => Ok(Class::Marketing),
        MessageClass::Unspecified => Err(Error::MessageInvalid("its class must be set".to_owned())),
    }
}

fn moment(time: prost_types::Timestamp) -> Result<Timestamp, Error> {
    convert::from_time(time).map_err(|_| Error::HeardTimeRequired)
}

fn state(state: MessageState) -> Option<State> {
    match state {
        MessageState::Unspecified => None,
        MessageState::Queued => Some(State::Queued),
        MessageState::Sending => Some(State::Sending),
        MessageState::Ambiguous => Some(State::Ambiguous),
        MessageState::Accepted => Some(State::Accepted),
        MessageState::Sent => Some(State::Sent),
        MessageState::Delivered => Some(State::Delivered),
        MessageState::Read => Some(State::Read),
        MessageState::Failed => Some(State::Failed),
        MessageState::Merged => Some(State::Merged),
        MessageState::Dropped => Some(State::Dropped),
        MessageState::Dead => Some(State::Dead),
    }
}
