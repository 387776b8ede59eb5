//! Money that goes back: by rule, because nobody may keep it, or because people of the shop say so.

use base::{Id, Money};
use chassis::{World, db::Conn};

use super::{
    following,
    jobs::{Interruption, MoneyJob},
    locked, settle, tell,
};
use crate::{
    Api,
    domain::{
        EntryKind, Key, LedgerEntry, News, Order, Payment, Provider, Refund, RefundState,
        balance::{Asker, divide, gone, waits_for_people},
        lifecycle::Reason,
    },
    error::Error,
    provider::Refunded,
    store::{
        self, OrderRef, ledger, payments,
        refunds::{self, Errand},
    },
};

/// A wish of people of the shop to send money back.
#[derive(Debug, Clone)]
pub(crate) struct RefundWish {
    pub(crate) order: OrderRef,
    /// How much; `None` for all that is left.
    pub(crate) amount: Option<Money>,
    pub(crate) reason: Reason,
    pub(crate) user_id: String,
    pub(crate) key: Key,
}

/// Owes money to the payments that brought it. A provider sends it back by itself; cash waits for people.
pub(super) async fn owe(
    tx: &mut Conn,
    world: &World,
    order: Order,
    parts: Vec<(Payment, Money)>,
    reason: &str,
) -> Result<Order, Error> {
    let mut owed = Vec::new();
    for (payment, amount) in parts {
        let refund = fresh(world, &payment, amount, RefundState::Due, Reason::cut(reason));
        refunds::insert(tx, &refund, None).await?;
        if payment.provider != Provider::Manual {
            MoneyJob::SendRefund { refund_id: refund.id }.enqueue(tx, world).await?;
        }
        owed.push(refund);
    }
    settle_and_tell(tx, world, order, owed).await
}

/// The order after its refunds changed, and the news of them.
async fn settle_and_tell(tx: &mut Conn, world: &World, order: Order, changed: Vec<Refund>) -> Result<Order, Error> {
    let order = settle(tx, world, order).await?;
    for refund in changed {
        tell(tx, world, &order, News::RefundChanged { refund }).await?;
    }
    Ok(order)
}

/// Owes all that came and has not gone back.
pub(super) async fn owe_all(tx: &mut Conn, world: &World, order: Order, reason: &str) -> Result<Order, Error> {
    let (payments, refunds) = (payments::of_order(tx, order.id).await?, refunds::of_order(tx, order.id).await?);
    let parts = divide(&payments, &refunds, None, Asker::Rule).unwrap_or_default();
    owe(tx, world, order, parts, reason).await
}

/// Owes what came beyond the total.
pub(super) async fn owe_excess(tx: &mut Conn, world: &World, order: Order, reason: &str) -> Result<Order, Error> {
    let Some(excess) = order.excess() else { return Ok(order) };
    let (payments, refunds) = (payments::of_order(tx, order.id).await?, refunds::of_order(tx, order.id).await?);
    let parts = divide(&payments, &refunds, Some(excess), Asker::Rule)?;
    owe(tx, world, order, parts, reason).await
}

/// Begins refunds once for the key of the wish.
pub(crate) async fn begin(tx: &mut Conn, world: &World, wish: RefundWish) -> Result<Vec<Refund>, Error> {
    let order = store::find_locked(tx, wish.order.clone()).await?;
    let earlier = refunds::begun_with(tx, &wish.key).await?;
    if !earlier.is_empty() {
        return replayed(earlier, &order, &wish);
    }
    let (payments, all) = (payments::of_order(tx, order.id).await?, refunds::of_order(tx, order.id).await?);
    let mut begun = Vec::new();
    for (payment, amount) in divide(&payments, &all, wish.amount, Asker::People)? {
        begun.extend(take_up(tx, world, &wish, &payment, amount, &all).await?);
    }
    tracing::info!(user_id = wish.user_id, count = begun.len(), "refunds begin");
    for refund in &begun {
        MoneyJob::SendRefund { refund_id: refund.id }.enqueue(tx, world).await?;
    }
    settle_and_tell(tx, world, order, begun.clone()).await?;
    Ok(begun)
}

fn replayed(earlier: Vec<Refund>, order: &Order, wish: &RefundWish) -> Result<Vec<Refund>, Error> {
    let sum: i64 = earlier.iter().map(|refund| refund.amount.minor).sum();
    let is_same = earlier.iter().all(|refund| refund.order_id == order.id)
        && wish.amount.is_none_or(|amount| amount.minor == sum);
    if is_same { Ok(earlier) } else { Err(Error::KeyReused) }
}

/// Takes up what waits for people first, then begins a refund of the rest.
async fn take_up(
    tx: &mut Conn,
    world: &World,
    wish: &RefundWish,
    payment: &Payment,
    amount: Money,
    all: &[Refund],
) -> Result<Vec<Refund>, Error> {
    let (mut taken, mut open) = (Vec::new(), amount);
    for waiting in all.iter().filter(|refund| waits_for_people(payment, refund)) {
        if open.minor == 0 {
            break;
        }
        let whole = waiting.amount.minor <= open.minor;
        let rest = Money::new((waiting.amount.minor - open.minor).max(0), open.currency);
        open.minor = (open.minor - waiting.amount.minor).max(0);
        let waiting = Refund { updated_at: world.now(), ..waiting.clone() };
        if whole {
            let begun = Refund { state: RefundState::Pending, ..waiting };
            refunds::save(tx, &begun, Some(&wish.key)).await?;
            taken.push(begun);
        } else {
            // Only a part goes back now: the rest goes on waiting.
            let part = Money::new(waiting.amount.minor - rest.minor, rest.currency);
            refunds::save(tx, &Refund { amount: rest, ..waiting }, None).await?;
            taken.push(insert(tx, world, wish, payment, part).await?);
        }
    }
    if open.minor > 0 {
        taken.push(insert(tx, world, wish, payment, open).await?);
    }
    Ok(taken)
}

async fn insert(
    tx: &mut Conn,
    world: &World,
    wish: &RefundWish,
    payment: &Payment,
    amount: Money,
) -> Result<Refund, Error> {
    let state = if payment.provider == Provider::Manual { RefundState::Pending } else { RefundState::Due };
    let refund = fresh(world, payment, amount, state, wish.reason.clone());
    refunds::insert(tx, &refund, Some(&wish.key)).await?;
    Ok(refund)
}

fn fresh(world: &World, payment: &Payment, amount: Money, state: RefundState, reason: Reason) -> Refund {
    Refund {
        id: world.id(),
        order_id: payment.order_id,
        payment_reference: payment.reference.clone(),
        amount,
        state,
        reason,
        created_at: world.now(),
        updated_at: world.now(),
    }
}

/// Asks the provider to send money back. Whoever may have asked before looks first whether the provider knows it.
pub(super) async fn send(api: &Api, refund_id: Id) -> Result<(), Interruption> {
    let Some((errand, kind)) = find(api, refund_id).await?.filter(|(errand, _)| errand.refund.is_open()) else {
        return Ok(());
    };
    let Some(provider) = api.providers.of(kind) else { return Ok(()) };
    let known = match errand.asked {
        true => provider.find_refund(&errand.refund, &errand.provider_id).await?,
        false => None,
    };
    let refunded = match known {
        Some(known) => known,
        None => {
            let now = api.world.now();
            api.db.write_single(async move |tx: &mut Conn| refunds::note_asked(tx, refund_id, now).await).await?;
            provider.refund(&errand.refund).await?
        }
    };
    Ok(conclude(api, errand.refund, refunded).await?)
}

/// Asks about a refund nobody told anything about.
pub(super) async fn check(api: &Api, refund_id: Id, round: usize) -> Result<(), Interruption> {
    let Some((errand, kind)) = find(api, refund_id).await?.filter(|(errand, _)| errand.refund.is_open()) else {
        return Ok(());
    };
    let begun_at = errand.refund.created_at;
    ask(api, errand, kind).await?;
    let world = api.world.clone();
    let noted = async move |tx: &mut Conn| -> Result<(), Error> {
        match MoneyJob::check_refund(refund_id, round + 1, begun_at) {
            Some(next) => Ok(next.enqueue(tx, &world).await?),
            None => Ok(()),
        }
    };
    Ok(api.db.write(noted).await?)
}

/// Asks about every refund of a payment that the provider may have heard of. One that it refused before may have gone
/// through all the same.
pub(super) async fn ask_all(api: &Api, reference: &str) -> Result<(), Interruption> {
    let reference = reference.to_owned();
    let all = api.db.read(async move |conn: &mut Conn| refunds::of_payment(conn, &reference).await).await?;
    for errand in all.into_iter().filter(|errand| errand.asked && !errand.refund.is_gone()) {
        ask(api, errand, Provider::Paystack).await?;
    }
    Ok(())
}

async fn ask(api: &Api, errand: Errand, kind: Provider) -> Result<(), Interruption> {
    let Some(provider) = api.providers.of(kind) else { return Ok(()) };
    match provider.find_refund(&errand.refund, &errand.provider_id).await? {
        Some(refunded) => Ok(conclude(api, errand.refund, refunded).await?),
        None => Ok(()),
    }
}

async fn find(api: &Api, refund_id: Id) -> Result<Option<(Errand, Provider)>, Error> {
    let found = async move |conn: &mut Conn| -> Result<Option<(Errand, Provider)>, Error> {
        let Some(errand) = refunds::find(conn, refund_id).await? else { return Ok(None) };
        let payment = payments::find(conn, &errand.refund.payment_reference).await?;
        Ok(payment.map(|payment| (errand, payment.provider)))
    };
    api.db.read(found).await
}

/// Writes down what the provider says about a refund. Said again, it changes nothing.
async fn conclude(api: &Api, refund: Refund, refunded: Refunded) -> Result<(), Error> {
    let world = api.world.clone();
    let done = async move |tx: &mut Conn| -> Result<(), Error> {
        let order = locked(tx, refund.order_id).await?;
        match refunds::find(tx, refund.id).await?.filter(|errand| is_news(&errand.refund, &refunded)) {
            Some(errand) => settle_refund(tx, &world, order, errand.refund, refunded).await,
            None => Ok(()),
        }
    };
    api.db.write(done).await?;
    api.committed();
    Ok(())
}

/// People have taken over what failed; only that its money left all the same cannot be ignored.
fn is_news(refund: &Refund, refunded: &Refunded) -> bool {
    refund.is_open() || (refund.state == RefundState::Failed && *refunded == Refunded::Done)
}

async fn settle_refund(
    tx: &mut Conn,
    world: &World,
    order: Order,
    before: Refund,
    refunded: Refunded,
) -> Result<(), Error> {
    let state = state_after(tx, &before, &refunded).await?;
    let refund = Refund { state, updated_at: world.now(), ..before.clone() };
    refunds::save(tx, &refund, None).await?;
    if refund.is_gone() {
        ledger::add(tx, &entry(world, &refund)).await?;
    }
    if let Refunded::Pending(provider_id) | Refunded::NeedsAttention(provider_id) = refunded {
        refunds::note_provider_id(tx, refund.id, &provider_id).await?;
        watch(tx, world, &before).await?;
    }
    let news = if refund.state == before.state { Vec::new() } else { vec![refund] };
    news.iter().for_each(call_people);
    let order = settle_and_tell(tx, world, order, news).await?;
    // What does not go back stays, and may pay for what was open.
    following::money_came(tx, world, order).await.map(drop)
}

async fn state_after(tx: &mut Conn, refund: &Refund, refunded: &Refunded) -> Result<RefundState, Error> {
    Ok(match refunded {
        Refunded::Pending(_) => RefundState::Pending,
        Refunded::NeedsAttention(_) => RefundState::NeedsAttention,
        Refunded::Failed => RefundState::Failed,
        Refunded::Done => {
            let payment = payments::find(tx, &refund.payment_reference).await?;
            let payment = payment.ok_or(Error::Unreadable("refund without a payment"))?;
            gone(&payment, refund, &refunds::of_order(tx, refund.order_id).await?)
        }
    })
}

/// Lets the provider be asked about a refund it has begun. Each check stores the next one; the first is stored once.
async fn watch(tx: &mut Conn, world: &World, before: &Refund) -> Result<(), Error> {
    match MoneyJob::check_refund(before.id, 0, before.created_at) {
        Some(check) if before.state == RefundState::Due => Ok(check.enqueue(tx, world).await?),
        _ => Ok(()),
    }
}

/// Some refunds do not end well by themselves.
fn call_people(refund: &Refund) {
    let refund_id = refund.id;
    match refund.state {
        RefundState::Failed => tracing::error!(%refund_id, "a provider will not send money back; people have to"),
        RefundState::NeedsAttention => {
            tracing::warn!(%refund_id, "a refund waits at the provider for the customer's bank details");
        }
        RefundState::Duplicate => {
            tracing::error!(%refund_id, "more money went back than came; people have to ask for it")
        }
        RefundState::Due | RefundState::Pending | RefundState::Done => {}
    }
}

fn entry(world: &World, refund: &Refund) -> LedgerEntry {
    LedgerEntry {
        id: refund.id,
        order_id: refund.order_id,
        kind: EntryKind::Refund,
        amount: refund.amount,
        payment_reference: refund.payment_reference.clone(),
        note: refund.reason.clone(),
        time: world.now(),
    }
}
