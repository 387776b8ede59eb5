//! Money that people of the shop say came: cash they took, transfers whose proof they looked at.

use base::{Id, Money};
use chassis::{World, db::Conn};

use super::{arriving, locked, opening, tell};
use crate::{
    domain::{Attachment, Key, News, Order, Payment, PaymentState, ProofState, Provider, Purpose, lifecycle::Reason},
    error::{Error, MoneyRefusal},
    store::{self, OrderRef, attachments, payments},
};

/// Money that somebody took.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) order: OrderRef,
    pub(crate) amount: Money,
    pub(crate) note: Reason,
    pub(crate) user_id: String,
    pub(crate) key: Key,
}

/// What somebody thinks of a payment proof.
#[derive(Debug, Clone)]
pub(crate) struct Review {
    pub(crate) attachment_id: Id,
    pub(crate) verdict: Verdict,
    pub(crate) reason: Reason,
    pub(crate) user_id: String,
}

/// Whether a proof shows that the money is there.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// It shows as much as the reviewer saw open.
    Approved(Money),
    /// It proves nothing.
    Rejected,
}

impl Verdict {
    const fn state(&self) -> ProofState {
        match self {
            Self::Approved(_) => ProofState::Approved,
            Self::Rejected => ProofState::Rejected,
        }
    }
}

/// Notes money once for its key.
pub(crate) async fn record(tx: &mut Conn, world: &World, taken: Taken) -> Result<Payment, Error> {
    let order = store::find_locked(tx, taken.order.clone()).await?;
    if taken.amount.currency != order.total.currency {
        return Err(MoneyRefusal::CurrencyMismatch { expected: order.total.currency.code().to_owned() }.into());
    }
    if let Some(earlier) = payments::noted_with(tx, &taken.key).await? {
        return replayed(earlier, &order, taken.amount);
    }
    let note = signed(&taken.note, &taken.user_id);
    match take(tx, world, order.clone(), taken.amount, note, Some(&taken.key)).await? {
        Some(payment) => Ok(payment),
        // Another call with the same key was faster, for another order.
        None => Err(Error::KeyReused),
    }
}

fn replayed(earlier: Payment, order: &Order, amount: Money) -> Result<Payment, Error> {
    let is_same = earlier.order_id == order.id && earlier.received == Some(amount);
    if is_same { Ok(earlier) } else { Err(Error::KeyReused) }
}

/// A payment by hand, which has come already; `None` when the key is taken.
async fn take(
    tx: &mut Conn,
    world: &World,
    order: Order,
    amount: Money,
    note: Reason,
    key: Option<&Key>,
) -> Result<Option<Payment>, Error> {
    let before = payments::of_order(tx, order.id).await?.len();
    let payment = opening::fresh(world, &order, before, Provider::Manual, PaymentState::Opening);
    if !payments::insert(tx, &payment, key).await? {
        return Ok(None);
    }
    arriving::arrive(tx, world, order, payment, amount, note).await.map(Some)
}

/// Decides about a payment proof, once. An approved one pays what the reviewer saw open.
pub(crate) async fn review(tx: &mut Conn, world: &World, review: Review) -> Result<Attachment, Error> {
    let order_id = attachments::find(tx, review.attachment_id).await?.order_id;
    let order = locked(tx, order_id).await?;
    let proof = attachments::find(tx, review.attachment_id).await?;
    match proof.purpose {
        Purpose::Other => return Err(MoneyRefusal::NotAProof.into()),
        Purpose::PaymentProof(ProofState::Pending) => {}
        Purpose::PaymentProof(state) if state == review.verdict.state() => return Ok(proof),
        Purpose::PaymentProof(_) => return Err(MoneyRefusal::AlreadyReviewed.into()),
    }
    let proof = Attachment { purpose: Purpose::PaymentProof(review.verdict.state()), ..proof };
    attachments::save_purpose(tx, &proof).await?;
    let order = store::save_proofs(tx, order.without_proof(world.now())).await?;
    match review.verdict {
        Verdict::Approved(seen) => pay(tx, world, order, seen, signed(&review.reason, &review.user_id)).await?,
        Verdict::Rejected => tell(tx, world, &order, News::ProofRejected { reason: review.reason }).await?,
    }
    Ok(proof)
}

/// Notes what the reviewer saw open. Whoever changed the order since then cannot have another sum approved by that; an
/// order that died asks for nothing, and what comes for it goes back.
async fn pay(tx: &mut Conn, world: &World, order: Order, seen: Money, note: Reason) -> Result<(), Error> {
    let outstanding = order.asked();
    if seen.currency != outstanding.currency {
        return Err(MoneyRefusal::CurrencyMismatch { expected: outstanding.currency.code().to_owned() }.into());
    }
    if !order.status.is_dead() && seen != outstanding {
        return Err(MoneyRefusal::OutstandingChanged { outstanding }.into());
    }
    if seen.minor > 0 {
        take(tx, world, order, seen, note, None).await?.ok_or(Error::Contended)?;
    }
    Ok(())
}

/// What stands in the ledger: why, and who says so.
fn signed(note: &Reason, user_id: &str) -> Reason {
    let words = if note.is_empty() { "payment proof" } else { note.as_str() };
    Reason::cut(&format!("{words} ({user_id})"))
}
