//! Orders that become dearer or cheaper after money came: the difference has a name, and papers follow.

use chassis::Problem;
use futures_util::StreamExt as _;
use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{
        Actor, ActorKind, AmendOrderRequest, AnswerAmendmentRequest, FollowRequest, InvoiceKind, InvoiceStatus, Order,
        OrderEventKind, OrderStatus, Payment, PaymentState, PaymentStatus, RequestedLine,
    },
};

use crate::{
    invoices::all,
    till::{TOTAL, Till, naira, on_every_database, until},
};

/// What a suya and a zobo cost.
const SUYA: i64 = 180_000;
const ZOBO: i64 = 60_000;

/// Gives an order so many suya and zobo.
pub(crate) async fn amend(till: &Till, order: &Order, by: ActorKind, suya: i32, zobo: i32) -> Result<Order, Problem> {
    let line = |(sku, quantity): (&str, i32)| RequestedLine { product_id: sku.into(), quantity, ..Default::default() };
    let lines = [("SUYA", suya), ("ZOBO", zobo)].into_iter().filter(|(_, quantity)| *quantity > 0).map(line);
    let (id, reason) = match by {
        ActorKind::Customer => ("c-1", ""),
        _ => ("u-1", "another hand at the grill"),
    };
    till.later(1).await;
    let request = AmendOrderRequest {
        order: order.id.clone(),
        lines: lines.collect(),
        actor: Some(Actor { kind: by.into(), id: id.to_owned() }),
        reason: reason.to_owned(),
        idempotency_key: format!("{}-{suya}-{zobo}", order.version),
        ..Default::default()
    };
    Ok(till.orders.clone().amend_order(request).await?.into_inner().order.unwrap())
}

async fn by_staff(till: &Till, order: &Order, suya: i32, zobo: i32) -> Order {
    amend(till, &till.get(order).await, ActorKind::Staff, suya, zobo).await.unwrap()
}

async fn by_customer(till: &Till, order: &Order, suya: i32, zobo: i32) -> Order {
    amend(till, &till.get(order).await, ActorKind::Customer, suya, zobo).await.unwrap()
}

/// The customer consents to what staff proposed.
async fn consents(till: &Till, proposed: &Order) -> Order {
    let revision = proposed.pending_amendment.as_ref().unwrap().revision;
    let (order, customer_id) = (proposed.id.clone(), "c-1".to_owned());
    let request = AnswerAmendmentRequest { order, customer_id, revision, accept: true };
    till.orders.clone().answer_amendment(request).await.unwrap().into_inner().order.unwrap()
}

async fn paid_by_link(till: &Till, key: &str) -> Order {
    let (order, payment) = till.prepaid(key).await;
    till.pays(&payment, TOTAL).await;
    till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await
}

/// Total, what was paid, what is asked for and what is to go back.
fn sums(order: &Order) -> [i64; 4] {
    let minor = |money: &Option<proto::common::v1::Money>| money.as_ref().unwrap().amount_minor;
    [minor(&order.total), minor(&order.paid), minor(&order.outstanding), minor(&order.returning)]
}

/// The open link, once Paystack answered.
async fn link(till: &Till, order: &Order, minor: i64) -> Payment {
    until("there is a link for what is open", async || {
        let payments = till.money(order).await.payments;
        let mut open = payments.into_iter().filter(|payment| payment.state() == PaymentState::Open);
        open.find(|payment| payment.amount == Some(naira(minor)))
    })
    .await
}

/// What each paper is, where it stands and what it is about; oldest first.
async fn papers(till: &Till, order: &Order) -> Vec<(InvoiceKind, InvoiceStatus, i64)> {
    let papers = all(till, &order.id).await;
    papers.iter().map(|it| (it.kind(), it.status(), it.total.as_ref().unwrap().amount_minor)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_order_that_becomes_dearer_asks_for_the_difference_after_consent() {
    on_every_database(async |till: Till| {
        let order = paid_by_link(&till, "k-1").await;
        let proposed = by_staff(&till, &order, 3, 1).await;
        assert_eq!((proposed.payment_status(), sums(&proposed)), (PaymentStatus::Paid, [TOTAL, TOTAL, 0, 0]));
        let agreed = consents(&till, &proposed).await;
        assert_eq!((agreed.status(), agreed.payment_status()), (OrderStatus::Confirmed, PaymentStatus::PartiallyPaid));
        assert_eq!(sums(&agreed), [TOTAL + SUYA, TOTAL, SUYA, 0]);
        use InvoiceKind::{CreditNote, Invoice};
        use InvoiceStatus::{Credited, Issued, Paid};
        let replaced = [(Invoice, Credited, TOTAL), (CreditNote, Issued, TOTAL), (Invoice, Issued, TOTAL + SUYA)];
        assert_eq!(papers(&till, &order).await, replaced);
        till.pays(&link(&till, &order, SUYA).await, SUYA).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL + SUYA);
        assert_eq!(papers(&till, &order).await[2].1, Paid);
        let numbers: Vec<_> = all(&till, "").await.into_iter().map(|it| it.number).collect();
        let ends: Vec<_> = numbers.iter().map(|number| (&number[..2], number.rsplit('-').next().unwrap())).collect();
        assert_eq!(ends, [("IN", "000001"), ("CN", "000001"), ("IN", "000002")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_order_that_becomes_cheaper_gives_the_difference_back_and_stays_paid() {
    on_every_database(async |till: Till| {
        let order = paid_by_link(&till, "k-1").await;
        let cheaper = by_staff(&till, &order, 1, 1).await;
        assert_eq!((cheaper.payment_status(), sums(&cheaper)), (PaymentStatus::Paid, [TOTAL - SUYA, TOTAL, 0, SUYA]));
        let refund = till.money(&order).await.refunds.remove(0);
        assert_eq!((refund.amount, refund.reason.as_str()), (Some(naira(SUYA)), "The order costs less now."));
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        until("it went back", async || (till.ledger_sum(&order).await == TOTAL - SUYA).then_some(())).await;
        let after = till.get(&order).await;
        assert_eq!((after.payment_status(), sums(&after)), (PaymentStatus::Paid, [TOTAL - SUYA, TOTAL - SUYA, 0, 0]));
        assert_eq!(papers(&till, &order).await[2], (InvoiceKind::Invoice, InvoiceStatus::Paid, TOTAL - SUYA));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_the_old_total_is_closed_and_its_money_leaves_the_rest_open() {
    on_every_database(async |till: Till| {
        let (order, old) = till.prepaid("k-1").await;
        let dearer = by_customer(&till, &order, 3, 1).await;
        assert_eq!(sums(&dearer), [TOTAL + SUYA, 0, TOTAL + SUYA, 0]);
        let new = link(&till, &order, TOTAL + SUYA).await;
        till.payment_becomes(&order, PaymentState::Abandoned).await;
        till.pays(&old, TOTAL).await;
        let part = till.becomes(&order, OrderStatus::PendingConfirmation, PaymentStatus::PartiallyPaid).await;
        assert_eq!(sums(&part), [TOTAL + SUYA, TOTAL, SUYA, 0]);
        let rest = link(&till, &order, SUYA).await;
        assert_ne!(rest.reference, new.reference);
        till.pays(&rest, SUYA).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL + SUYA);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_nobody_needs_any_more_is_closed_and_its_money_goes_back() {
    on_every_database(async |till: Till| {
        let (order, old) = till.prepaid("k-1").await;
        till.record(&order, TOTAL - SUYA, "cash-1").await.unwrap();
        let rest = link(&till, &order, SUYA).await;
        let paid = by_customer(&till, &order, 1, 1).await;
        assert_eq!((paid.status(), paid.payment_status()), (OrderStatus::Confirmed, PaymentStatus::Paid));
        let states: Vec<_> = till.money(&order).await.payments.iter().map(|payment| payment.state()).collect();
        assert!(!states.contains(&PaymentState::Open) && !states.contains(&PaymentState::Opening), "{states:?}");
        for (link, minor) in [(&rest, SUYA), (&old, TOTAL)] {
            till.pays(link, minor).await;
        }
        until("both go back", async || (till.money(&order).await.refunds.len() == 2).then_some(())).await;
        let after = till.get(&order).await;
        assert_eq!((after.payment_status(), sums(&after)[3]), (PaymentStatus::Paid, TOTAL + SUYA));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_its_way_back_does_not_pay_for_an_order_that_becomes_dearer_again() {
    on_every_database(async |till: Till| {
        let order = paid_by_link(&till, "k-1").await;
        by_staff(&till, &order, 1, 1).await;
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        let agreed = consents(&till, &by_staff(&till, &order, 2, 1).await).await;
        assert_eq!(
            (agreed.payment_status(), sums(&agreed)),
            (PaymentStatus::PartiallyPaid, [TOTAL, TOTAL, SUYA, SUYA])
        );
        let rest = link(&till, &order, SUYA).await;
        till.paystack.settle_refunds("processed");
        till.later(11).await;
        until("it went back", async || (till.ledger_sum(&order).await == TOTAL - SUYA).then_some(())).await;
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::PartiallyPaid);
        till.pays(&rest, SUYA).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_could_not_go_back_pays_the_invoice_that_waited_for_it() {
    on_every_database(async |till: Till| {
        let order = paid_by_link(&till, "k-1").await;
        crate::refunding::refund(&till, &order, Some(SUYA), "r-1").await.unwrap();
        until("Paystack has it", async || (till.paystack.books().refunds.len() == 1).then_some(())).await;
        by_staff(&till, &order, 2, 0).await;
        assert_eq!(papers(&till, &order).await[2], (InvoiceKind::Invoice, InvoiceStatus::Issued, 2 * SUYA));
        till.paystack.settle_refunds("failed");
        till.later(11).await;
        until("its invoice is paid", async || (papers(&till, &order).await[2].1 == InvoiceStatus::Paid).then_some(()))
            .await;
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::Paid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_paid_cash_is_asked_for_the_difference_without_a_link() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        let dearer = by_customer(&till, &order, 2, 2).await;
        assert_eq!(
            (dearer.payment_status(), sums(&dearer)),
            (PaymentStatus::PartiallyPaid, [TOTAL + ZOBO, TOTAL, ZOBO, 0])
        );
        assert_eq!(till.money(&order).await.payments.len(), 1);
        till.record(&order, ZOBO, "cash-2").await.unwrap();
        till.becomes(&order, OrderStatus::PendingConfirmation, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shop_gave_back_by_itself_is_not_asked_for_when_the_order_becomes_cheaper() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        crate::refunding::refund(&till, &order, Some(SUYA), "r-1").await.unwrap();
        till.becomes(&order, OrderStatus::PendingConfirmation, PaymentStatus::PartiallyRefunded).await;
        let cheaper = by_staff(&till, &order, 2, 0).await;
        assert_eq!(sums(&cheaper), [2 * SUYA, TOTAL - SUYA, 0, 0]);
        assert_eq!(cheaper.payment_status(), PaymentStatus::PartiallyRefunded);
        let even = by_staff(&till, &order, 1, 1).await;
        assert_eq!((even.payment_status(), sums(&even)), (PaymentStatus::Paid, [SUYA + ZOBO, SUYA + ZOBO, 0, 0]));
        let dearer = by_customer(&till, &order, 2, 1).await;
        assert_eq!((dearer.payment_status(), sums(&dearer)[2]), (PaymentStatus::PartiallyPaid, SUYA));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_just_given_another_link_has_time_to_use_it() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        till.later(27).await;
        by_customer(&till, &order, 3, 1).await;
        let new = link(&till, &order, TOTAL + SUYA).await;
        till.later(20).await;
        assert_eq!(till.get(&order).await.status(), OrderStatus::PendingConfirmation);
        till.pays(&new, TOTAL + SUYA).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        let (unpaid, _) = till.prepaid("k-2").await;
        till.later(20).await;
        by_customer(&till, &unpaid, 1, 1).await;
        link(&till, &unpaid, SUYA + ZOBO).await;
        till.later(31).await;
        till.becomes(&unpaid, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_tells_of_a_change_with_where_the_money_stands_after_it_and_whose_wish_it_was() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        let proposed = by_staff(&till, &order, 3, 1).await;
        till.later(1).await;
        consents(&till, &proposed).await;
        by_staff(&till, &order, 1, 1).await;
        let follow = till.orders.clone().follow(FollowRequest { after: 0, from_now: false }).await.unwrap();
        let events: Vec<_> = follow.into_inner().take(6).map(|event| event.unwrap().event.unwrap()).collect().await;
        let amended: Vec<_> = events.iter().filter(|event| event.kind() == OrderEventKind::Amended).collect();
        let told = |place: usize| {
            let order = amended[place].order.as_ref().unwrap();
            (amended[place].reason.as_str(), order.payment_status(), sums(order))
        };
        assert_eq!(told(0), ("", PaymentStatus::PartiallyPaid, [TOTAL + SUYA, TOTAL, SUYA, 0]));
        assert_eq!(told(1), ("another hand at the grill", PaymentStatus::Paid, [TOTAL - SUYA, TOTAL, 0, 0]));
    })
    .await;
}
