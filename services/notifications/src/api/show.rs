//! What callers are told.

use proto::{
    convert::to_time,
    notifications::v1::{MessageClass, MessageState, OutboundMessage, RecordStatusesResponse},
};

use crate::{
    domain::outbound::{Class, State},
    store::messages::Stored,
};

pub(super) fn message(stored: Stored) -> OutboundMessage {
    OutboundMessage {
        id: stored.id.to_string(),
        key: stored.key,
        recipient_id: stored.recipient_id,
        class: class(stored.class).into(),
        state: state(stored.state).into(),
        message: Some(stored.message.into()),
        attempts: stored.attempts,
        reason: stored.reason.unwrap_or_default(),
        provider_message_id: stored.provider_message_id.unwrap_or_default(),
        create_time: Some(to_time(stored.created_at)),
        update_time: Some(to_time(stored.updated_at)),
    }
}

pub(super) fn noted(applied: usize, told: usize) -> RecordStatusesResponse {
    let number = |count| i32::try_from(count).unwrap_or(i32::MAX);
    RecordStatusesResponse { applied: number(applied), ignored: number(told.saturating_sub(applied)) }
}

const fn class(class: Class) -> MessageClass {
    match class {
        Class::Order => MessageClass::Order,
        Class::Reply => MessageClass::Reply,
        Class::Reminder => MessageClass::Reminder,
        Class::Marketing => MessageClass::Marketing,
    }
}

const fn state(state: State) -> MessageState {
    match state {
        State::Queued => MessageState::Queued,
        State::Sending => MessageState::Sending,
        State::Ambiguous => MessageState::Ambiguous,
        State::Accepted => MessageState::Accepted,
        State::Sent => MessageState::Sent,
        State::Delivered => MessageState::Delivered,
        State::Read => MessageState::Read,
        State::Failed => MessageState::Failed,
        State::Merged => MessageState::Merged,
        State::Dropped => MessageState::Dropped,
        State::Dead => MessageState::Dead,
    }
}
