//! Making it possible to pay: a payment is stored first, then the provider is asked for a page.

use base::Id;
use chassis::{World, db::Conn};
use sha2::{Digest as _, Sha256};

use super::{
    arriving, asking,
    jobs::{Interruption, MoneyJob},
    locked, tell,
};
use crate::{
    Api,
    domain::{CustomerId, News, Order, Payment, PaymentState, PaymentStatus, Provider},
    error::{Error, MoneyRefusal, money::PAYMENTS_MAX},
    provider::{Opened, Opening, Verified},
    store::{self, OrderRef, payments},
};

/// A payment the customer can make: the open one, whose link is told again, or a new one.
pub(crate) async fn start(
    tx: &mut Conn,
    world: &World,
    order: OrderRef,
    customer: Option<CustomerId>,
) -> Result<Payment, Error> {
    let order = store::find_locked(tx, order).await?.of(customer.as_ref())?;
    if order.status.is_dead() {
        return Err(MoneyRefusal::OrderEnded.into());
    }
    if order.outstanding().minor == 0 {
        return Err(MoneyRefusal::AlreadyPaid.into());
    }
    match open_link(tx, &order).await? {
        // The customer has it by the answer; an event would bring it a second time.
        Some(open) if customer.is_some() => Ok(open),
        _ => renew(tx, world, &order).await,
    }
}

/// The link that asks for what is open.
async fn open_link(tx: &mut Conn, order: &Order) -> Result<Option<Payment>, Error> {
    let all = payments::of_order(tx, order.id).await?;
    let asks_rightly = |payment: &Payment| payment.state == PaymentState::Open && payment.amount == order.outstanding();
    Ok(all.into_iter().rev().find(asks_rightly))
}

/// The open payment if it asks for the right sum, else a new one in its place.
pub(crate) async fn renew(tx: &mut Conn, world: &World, order: &Order) -> Result<Payment, Error> {
    let all = payments::of_order(tx, order.id).await?;
    match all.iter().rev().find(|payment| payment.state.is_open()) {
        Some(open) if open.amount == order.outstanding() => {
            if open.state == PaymentState::Open {
                tell(tx, world, order, News::PaymentOpened { payment: open.clone() }).await?;
            }
            Ok(open.clone())
        }
        Some(stale) => {
            abandon(tx, world, stale.clone()).await?;
            begin(tx, world, order, all.len()).await
        }
        None => begin(tx, world, order, all.len()).await,
    }
}

/// Closes a link that asks for another sum than is open; one that asks for the right sum takes its place. Should the old
/// one be paid all the same, its money goes its way.
pub(super) async fn follow(tx: &mut Conn, world: &World, order: &Order) -> Result<(), Error> {
    let all = payments::of_order(tx, order.id).await?;
    let asked = order.asked();
    for stale in all.iter().filter(|payment| payment.state.is_open() && payment.amount != asked) {
        abandon(tx, world, stale.clone()).await?;
        if asked.minor > 0 {
            begin_if_possible(tx, world, order, all.len()).await?;
        }
    }
    Ok(())
}

/// Asks for the rest of an order that is paid in part, by link whoever has paid by link.
pub(super) async fn ask_for_rest(tx: &mut Conn, world: &World, order: &Order) -> Result<(), Error> {
    let all = payments::of_order(tx, order.id).await?;
    let has_link = all.iter().any(|payment| payment.state.is_open());
    let pays_by_link = all.iter().any(|payment| payment.provider == Provider::Paystack);
    if order.payment_status == PaymentStatus::PartiallyPaid && pays_by_link && !has_link {
        begin_if_possible(tx, world, order, all.len()).await?;
    }
    Ok(())
}

/// Begins a payment nobody asked for: what caused it does not fail when there were too many.
async fn begin_if_possible(tx: &mut Conn, world: &World, order: &Order, before: usize) -> Result<(), Error> {
    match begin(tx, world, order, before).await {
        Err(Error::Money(MoneyRefusal::TooManyPayments)) => {
            tracing::warn!(order = %order.number, "an order had too many attempts to pay; no link follows");
            Ok(())
        }
        begun => begun.map(drop),
    }
}

/// Stores a new payment of what is open, and lets the provider be asked.
async fn begin(tx: &mut Conn, world: &World, order: &Order, before: usize) -> Result<Payment, Error> {
    if before >= PAYMENTS_MAX {
        return Err(MoneyRefusal::TooManyPayments.into());
    }
    let payment = fresh(world, order, before, Provider::Paystack, PaymentState::Opening);
    if !payments::insert(tx, &payment, None).await? {
        return Err(Error::Contended);
    }
    MoneyJob::OpenPayment { reference: payment.reference.clone() }.enqueue(tx, world).await?;
    Ok(payment)
}

/// The next payment of an order, of what is open.
pub(super) fn fresh(world: &World, order: &Order, before: usize, provider: Provider, state: PaymentState) -> Payment {
    Payment {
        reference: format!("{}-{}", order.number, before + 1),
        order_id: order.id,
        provider,
        state,
        amount: order.outstanding(),
        received: None,
        url: String::new(),
        created_at: world.now(),
        opened_at: None,
        updated_at: world.now(),
    }
}

/// Gives up an attempt that nobody is to use any more. Should it be paid all the same, the money goes its way.
pub(super) async fn abandon(tx: &mut Conn, world: &World, payment: Payment) -> Result<(), Error> {
    let payment = Payment { state: PaymentState::Abandoned, updated_at: world.now(), ..payment };
    Ok(payments::save(tx, &payment).await?)
}

/// Asks the provider for a page, once or again: the reference tells it that it is the same wish.
pub(super) async fn open(api: &Api, reference: &str) -> Result<(), Interruption> {
    let Some((order, payment)) = asking::find(api, reference).await? else { return Ok(()) };
    if payment.state != PaymentState::Opening {
        return Ok(());
    }
    let Some(provider) = api.providers.of(payment.provider) else { return Ok(()) };
    let opening = Opening {
        reference: payment.reference.clone(),
        amount: payment.amount,
        order_id: order.id,
        order_number: order.number.to_string(),
        email: email(&order.customer.id, &api.mail_host),
    };
    let opened = provider.open(&opening).await?;
    if opened == Opened::Before
        && let Verified::Paid(received) = provider.verify(reference).await?
    {
        return Ok(arriving::receive(api, reference, received).await?);
    }
    let (world, order_id, reference) = (api.world.clone(), order.id, reference.to_owned());
    let noted = async move |tx: &mut Conn| note(tx, &world, order_id, &reference, opened).await;
    api.db.write(noted).await?;
    api.committed();
    Ok(())
}

/// Writes down what the provider said, unless the payment went on meanwhile.
async fn note(tx: &mut Conn, world: &World, order_id: Id, reference: &str, opened: Opened) -> Result<(), Error> {
    let order = locked(tx, order_id).await?;
    let payment = payments::find(tx, reference).await?;
    let Some(payment) = payment.filter(|payment| payment.state == PaymentState::Opening) else { return Ok(()) };
    let payment = Payment { updated_at: world.now(), ..payment };
    if order.status.is_dead() || order.outstanding().minor == 0 {
        return abandon(tx, world, payment).await;
    }
    match opened {
        Opened::At(url) => {
            let opened_at = Some(world.now());
            offer(tx, world, order, Payment { state: PaymentState::Open, url, opened_at, ..payment }).await
        }
        // The answer to an earlier call was lost, and with it the address of its page.
        Opened::Before => {
            abandon(tx, world, payment).await?;
            let count = payments::of_order(tx, order.id).await?.len();
            begin(tx, world, &order, count).await.map(drop)
        }
        Opened::Refused => fail(tx, world, order, payment).await,
    }
}

/// The customer can pay.
async fn offer(tx: &mut Conn, world: &World, order: Order, payment: Payment) -> Result<(), Error> {
    payments::save(tx, &payment).await?;
    let order = with_status(tx, world, order, PaymentStatus::LinkSent).await?;
    if let Some(check) = MoneyJob::check_payment(payment.reference.clone(), 0, world.now()) {
        check.enqueue(tx, world).await?;
    }
    tell(tx, world, &order, News::PaymentOpened { payment }).await
}

/// An attempt to pay came to nothing.
pub(super) async fn fail(tx: &mut Conn, world: &World, order: Order, payment: Payment) -> Result<(), Error> {
    let payment = Payment { state: PaymentState::Failed, updated_at: world.now(), ..payment };
    payments::save(tx, &payment).await?;
    let order = with_status(tx, world, order, PaymentStatus::Failed).await?;
    tell(tx, world, &order, News::PaymentChanged { payment }).await
}

/// Where an order's money stands while none has come; money that came says more.
async fn with_status(tx: &mut Conn, world: &World, order: Order, status: PaymentStatus) -> Result<Order, Error> {
    use PaymentStatus::{Failed, LinkSent, Unpaid};
    match order.payment_status {
        Unpaid | LinkSent | Failed if order.payment_status != status => {
            store::save_money(tx, Order { payment_status: status, ..order }, world.now()).await
        }
        _ => Ok(order),
    }
}

/// Bytes of a digest that name a customer where a provider asks for an address.
const NAME_BYTES: usize = 10;

/// An address that stands for the customer, of whom providers learn nothing else.
fn email(customer: &CustomerId, host: &str) -> String {
    let digest = Sha256::digest(customer.as_str());
    format!("customer-{}@{host}", hex::encode(&digest[..NAME_BYTES]))
}
