//! Customers and what was said with them.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, Query, State, rejection::JsonRejection},
};
use base::{Id, Phone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::ControlError;
use crate::{
    emulator::Shared,
    meta::webhook,
    network::{ChatMessage, Customer, Identity, People, Receipts, Side},
};

type Answer = Result<Json<Value>, ControlError>;

/// How long a reader may wait for news.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Characters of a name.
const NAME_MAX: usize = 100;
/// Names for customers without one.
const NAMES: [&str; 10] = ["Ada", "Bola", "Chidi", "Dayo", "Efe", "Funmi", "Gozie", "Halima", "Ife", "Jide"];
/// Where numbers for customers without one start.
const FIRST_NUMBER: u64 = 2_348_010_000_001;

pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.with(|state| {
        let customers: Vec<_> = state.people.all().map(Customer::view).collect();
        json!({"customers": customers, "epoch": state.people.epoch().to_string(), "revision": state.people.revision()})
    }))
}

/// What may be said of a customer; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    phone: Option<Phone>,
    name: Option<String>,
    username: Option<String>,
    identity: Option<Identity>,
    receipts: Option<Receipts>,
    reachable: Option<bool>,
}

pub(super) async fn add(State(shared): State<Arc<Shared>>, wish: Result<Json<Wish>, JsonRejection>) -> Answer {
    let Json(wish) = wish?;
    shared.with(|state| {
        let phone = wish.phone.clone().unwrap_or_else(|| free_number(&state.people));
        check_free(&state.people, &phone, &shared.settings.business_phone)?;
        let name = wish.name.clone().unwrap_or_else(|| free_name(&state.people, &phone));
        let user_id = state.people.next_user_id(&phone);
        let mut customer = Customer::new(shared.world.id(), phone, name, user_id, shared.now());
        apply(&mut customer, &wish)?;
        let full = "There is no room for another customer; DELETE one or POST /control/reset.";
        let id = state.people.add(customer).map_err(|_| ControlError::full("CUSTOMERS_FULL", full))?;
        show(&state.people, id)
    })
}

pub(super) async fn get(State(shared): State<Arc<Shared>>, Path(who): Path<String>) -> Answer {
    shared.with(|state| show(&state.people, find(&state.people, &who)?))
}

pub(super) async fn change(
    State(shared): State<Arc<Shared>>,
    Path(who): Path<String>,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Answer {
    let Json(wish) = wish?;
    if wish.phone.is_some() {
        return Err(ControlError::invalid("PHONE_FIXED", "A number is changed by the act change_number."));
    }
    shared.with(|state| {
        let id = find(&state.people, &who)?;
        apply(state.people.change(id).ok_or_else(ControlError::no_such_customer)?, &wish)?;
        webhook::advance(&shared, state, id);
        show(&state.people, id)
    })
}

pub(super) async fn remove(State(shared): State<Arc<Shared>>, Path(who): Path<String>) -> Answer {
    shared.with(|state| {
        let id = find(&state.people, &who)?;
        state.people.remove(id);
        Ok(Json(json!({"removed": id})))
    })
}

pub(super) fn find(people: &People, who: &str) -> Result<Id, ControlError> {
    people.find(who).ok_or_else(ControlError::no_such_customer)
}

/// Refuses a number that somebody has.
pub(super) fn check_free(people: &People, phone: &Phone, business: &Phone) -> Result<(), ControlError> {
    if phone == business || people.by_phone(phone).is_some() {
        return Err(ControlError::conflict("PHONE_TAKEN", "This number is taken; choose another."));
    }
    Ok(())
}

fn show(people: &People, id: Id) -> Answer {
    let customer = people.get(id).ok_or_else(ControlError::no_such_customer)?;
    Ok(Json(json!(customer.view())))
}

fn free_number(people: &People) -> Phone {
    let numbers = (FIRST_NUMBER..).filter_map(|number| number.to_string().parse().ok());
    let free = numbers.into_iter().find(|phone| people.by_phone(phone).is_none());
    free.expect("there are more numbers than customers")
}

/// A name nobody has yet, or the number once the names are used up.
fn free_name(people: &People, phone: &Phone) -> String {
    let free = NAMES.iter().find(|name| people.all().all(|customer| customer.name != **name));
    free.map_or_else(|| format!("+{}", phone.digits()), |name| (*name).to_owned())
}

fn apply(customer: &mut Customer, wish: &Wish) -> Result<(), ControlError> {
    if let Some(name) = &wish.name {
        if !(1..=NAME_MAX).contains(&name.trim().chars().count()) {
            return Err(ControlError::invalid("NAME_INVALID", format!("A name has 1 to {NAME_MAX} characters.")));
        }
        customer.name.clone_from(name);
    }
    if let Some(username) = &wish.username {
        customer.username = Some(username.clone()).filter(|username| !username.is_empty());
    }
    customer.identity = wish.identity.unwrap_or(customer.identity);
    customer.receipts = wish.receipts.unwrap_or(customer.receipts);
    customer.reachable = wish.reachable.unwrap_or(customer.reachable);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    #[serde(default)]
    after: u64,
    from: Option<Side>,
    #[serde(default)]
    wait_ms: u64,
}

/// The conversation after a position. `next` is the position to ask from the next time.
pub(super) async fn messages(
    State(shared): State<Arc<Shared>>,
    Path(who): Path<String>,
    Query(reading): Query<Reading>,
) -> Answer {
    let mut news = shared.news();
    let deadline = shared.world.sleep(Duration::from_millis(reading.wait_ms).min(WAIT_MAX));
    tokio::pin!(deadline);
    loop {
        news.borrow_and_update();
        let (Json(page), found) = read(&shared, &who, &reading)?;
        if found || reading.wait_ms == 0 {
            return Ok(Json(page));
        }
        tokio::select! {
            _ = news.changed() => {}
            () = &mut deadline => return Ok(Json(page)),
        }
    }
}

fn read(shared: &Shared, who: &str, reading: &Reading) -> Result<(Json<Value>, bool), ControlError> {
    shared.with(|state| {
        let id = find(&state.people, who)?;
        let customer = state.people.get(id).ok_or_else(ControlError::no_such_customer)?;
        let messages: Vec<_> = customer.messages_after(reading.after, reading.from).collect();
        let next = messages.last().map_or(reading.after, |message| message.position);
        let found = !messages.is_empty();
        let messages: Vec<_> = messages.into_iter().map(ChatMessage::view).collect();
        Ok((Json(json!({"messages": messages, "next": next, "typing_until": customer.typing_until})), found))
    })
}
