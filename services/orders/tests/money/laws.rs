//! The law of money, over histories drawn by lot: lines, tax, fee and tip less discount are the total, and the total is
//! the ledger once it is paid; whatever happens, money, papers and links agree.

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use proto::{
    catalog::v1::PaymentPolicy,
    common::v1::Money,
    orders::v1::{
        ActorKind, AnswerAmendmentRequest, InvoiceKind, InvoiceStatus, LedgerEntryKind, ListPaymentsResponse, Order,
        OrderStatus, Payment, PaymentProvider, PaymentState, PaymentStatus, RefundState, StartPaymentRequest,
    },
};

use crate::{
    amending::amend,
    invoices::all,
    refunding::refund,
    till::{Till, until},
};

/// Histories told, and the most steps of each.
const HISTORIES: u32 = 16;
const STEPS_MAX: usize = 14;
/// Looks after which a provider's answer counts as lost, so that time has to pass before it is asked again.
const LOOKS_MAX: usize = 100;

/// Something that happens to an order.
#[derive(Debug, Clone)]
enum Happening {
    /// The customer asks for a link.
    Link,
    /// The customer pays so many hundredths of what a link asks for: the newest, or one that was closed.
    Pay { percent: i64, is_newest: bool },
    /// Paystack tells again of all that was paid.
    ToldAgain,
    /// Somebody of the shop takes so many hundredths of what is asked for in cash, and a coin.
    Cash { percent: i64 },
    /// The order gets so many suya and zobo.
    Amend { by: ActorKind, suya: i32, zobo: i32 },
    /// The customer answers a change that waits.
    Answer { accept: bool },
    /// Somebody of the shop moves the order along.
    Move { to: OrderStatus },
    /// Somebody of the shop sends money back; nothing for all of it.
    Refund { minor: Option<i64> },
    /// Paystack's refunds go through, fail, or wait for the customer's bank details, and are looked at.
    Refunds { status: &'static str },
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening::{Amend, Answer, Cash, Link, Move, Pay, Refund, Refunds, ToldAgain};
    let by = prop_oneof![Just(ActorKind::Staff), Just(ActorKind::Customer)];
    let to = prop_oneof![
        4 => Just(OrderStatus::Confirmed), 2 => Just(OrderStatus::Processing), 1 => Just(OrderStatus::Cancelled)
    ];
    prop_oneof![
        2 => Just(Link),
        6 => (prop_oneof![3 => Just(100_i64), 1 => 1..100_i64, 1 => 101..150_i64], prop::bool::weighted(0.8))
            .prop_map(|(percent, is_newest)| Pay { percent, is_newest }),
        1 => Just(ToldAgain),
        2 => (1..130_i64).prop_map(|percent| Cash { percent }),
        5 => (by, 0..4_i32, 1..4_i32).prop_map(|(by, suya, zobo)| Amend { by, suya, zobo }),
        4 => prop::bool::weighted(0.8).prop_map(|accept| Answer { accept }),
        3 => to.prop_map(|to| Move { to }),
        2 => prop::option::of(1..200_000_i64).prop_map(|minor| Refund { minor }),
        3 => prop_oneof![3 => Just("processed"), 1 => Just("failed"), 1 => Just("needs-attention")]
            .prop_map(|status| Refunds { status }),
    ]
}

fn history() -> impl Strategy<Value = (PaymentPolicy, Vec<Happening>)> {
    let policies = [PaymentPolicy::Prepaid, PaymentPolicy::PayOnDelivery, PaymentPolicy::Invoice];
    (prop::sample::select(policies.to_vec()), prop::collection::vec(happening(), 3..STEPS_MAX))
}

#[test]
fn whatever_happens_to_an_order_its_money_its_papers_and_its_links_agree() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = Config { cases: HISTORIES, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let told = TestRunner::new_with_rng(config, rng).run(&history(), |(policy, happenings)| {
        runtime.block_on(tell(policy, happenings));
        Ok(())
    });
    if let Err(broken) = told {
        panic!("{broken}");
    }
}

async fn tell(policy: PaymentPolicy, happenings: Vec<Happening>) {
    let (till, _folder) = Till::alone().await;
    till.terms(|shop| (shop.tax_basis_points, shop.tax_name) = (750, "VAT 7.5%".to_owned())).await;
    let order = till.place("k-1", policy).await;
    check(&till, &order).await;
    for (step, happening) in happenings.into_iter().enumerate() {
        happen(&till, &till.get(&order).await, step, happening).await;
        check(&till, &order).await;
    }
}

/// Lets something happen. What the rules refuse changes nothing; what breaks fails the story.
async fn happen(till: &Till, order: &Order, step: usize, happening: Happening) {
    let refused = match happening {
        Happening::Link => {
            let request = StartPaymentRequest { order: order.id.clone(), customer_id: String::new() };
            till.orders.clone().start_payment(request).await.map(drop).map_err(Into::into)
        }
        Happening::Pay { percent, is_newest } => {
            pay(till, order, percent, is_newest).await;
            Ok(())
        }
        Happening::ToldAgain => {
            for payment in till.money(order).await.payments.iter().filter(|payment| payment.received.is_some()) {
                till.told_paid(&payment.reference).await;
            }
            Ok(())
        }
        Happening::Cash { percent } => {
            let sum = minor(&order.outstanding) * percent / 100 + 1;
            till.record(order, sum, &format!("cash-{step}")).await.map(drop)
        }
        Happening::Amend { by, suya, zobo } => amend(till, order, by, suya, zobo).await.map(drop),
        Happening::Answer { accept } => {
            let revision = order.pending_amendment.as_ref().map_or(99, |pending| pending.revision);
            let (order, customer_id) = (order.id.clone(), "c-1".to_owned());
            let request = AnswerAmendmentRequest { order, customer_id, revision, accept };
            till.orders.clone().answer_amendment(request).await.map(drop).map_err(Into::into)
        }
        Happening::Move { to } => till.change(order, to).await.map(drop),
        Happening::Refund { minor } => refund(till, order, minor, &format!("r-{step}")).await.map(drop),
        Happening::Refunds { status } => {
            till.paystack
                .books()
                .refunds
                .iter_mut()
                .filter(|it| matches!(it.status, "pending" | "needs-attention"))
                .for_each(|it| it.status = status);
            till.later(11).await;
            Ok(())
        }
    };
    if let Err(problem) = refused {
        assert!(!matches!(&*problem.reason, "INTERNAL" | "CONTENDED"), "{problem:?}");
    }
}

/// The customer pays on the page of a link.
async fn pay(till: &Till, order: &Order, percent: i64, is_newest: bool) {
    let wanted = if is_newest { PaymentState::Open } else { PaymentState::Abandoned };
    let payments = till.money(order).await.payments;
    let is_known = |payment: &&Payment| till.paystack.books().payments.contains_key(&payment.reference);
    let mut fitting = payments.iter().filter(|payment| payment.state() == wanted && payment.received.is_none());
    let Some(payment) = fitting.rfind(is_known) else { return };
    till.pays(payment, (minor(&payment.amount) * percent / 100).max(1)).await;
    settled(till, "the money is noted", async || {
        let now = till.money(order).await.payments;
        now.iter().any(|it| it.reference == payment.reference && it.received.is_some())
    })
    .await;
}

/// Waits until something is so; an answer that was lost is asked for again when time passes.
async fn settled(till: &Till, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let mut looks = 0;
    until(what, async || {
        looks += 1;
        if looks % LOOKS_MAX == 0 {
            till.later(2).await;
        }
        is_so().await.then_some(())
    })
    .await;
}

/// Waits until nothing is under way but what Paystack takes its time for.
async fn quiet(till: &Till, order: &Order) -> ListPaymentsResponse {
    settled(till, "all is quiet", async || {
        let money = till.money(order).await;
        let is_manual = |reference: &str| {
            money.payments.iter().any(|it| it.reference == reference && it.provider() == PaymentProvider::Manual)
        };
        let is_waiting = money.refunds.iter().any(|refund| match refund.state() {
            RefundState::Due => !is_manual(&refund.payment_reference),
            RefundState::Pending => is_manual(&refund.payment_reference),
            _ => false,
        });
        !is_waiting && money.payments.iter().all(|payment| payment.state() != PaymentState::Opening)
    })
    .await;
    till.money(order).await
}

/// An order and its money, between which nothing moved.
async fn at_rest(till: &Till, order: &Order) -> (ListPaymentsResponse, Order) {
    until("nothing moves between two looks", async || {
        let money = quiet(till, order).await;
        let order = till.get(order).await;
        (till.money(&order).await == money).then_some((money, order))
    })
    .await
}

async fn check(till: &Till, order: &Order) {
    let (money, order) = at_rest(till, order).await;
    total_is_the_sum_of_its_parts(&order);
    sums_are_those_of_ledger_and_refunds(&order, &money);
    ledger_is_what_came(till, &money);
    status_follows_from_the_sums(&order, &money);
    links_ask_for_what_is_open(&order, &money);
    nothing_goes_back_twice(&money);
    papers_say_what_the_order_costs(till, &order).await;
}

fn minor(money: &Option<Money>) -> i64 {
    money.as_ref().map_or(0, |money| money.amount_minor)
}

fn is_dead(order: &Order) -> bool {
    matches!(order.status(), OrderStatus::Cancelled | OrderStatus::Rejected)
}

/// What came and stays.
fn kept(order: &Order) -> i64 {
    minor(&order.paid) - minor(&order.returning)
}

fn total_is_the_sum_of_its_parts(order: &Order) {
    let lines: i64 = order.lines.iter().map(|line| minor(&line.total)).sum();
    assert_eq!(lines, minor(&order.subtotal));
    let parts = lines - minor(&order.discount) + minor(&order.delivery_fee) + minor(&order.tax) + minor(&order.tip);
    assert_eq!(parts, minor(&order.total));
}

/// What moved one way.
fn moved(money: &ListPaymentsResponse, kind: LedgerEntryKind) -> i64 {
    money.ledger.iter().filter(|entry| entry.kind() == kind).map(|entry| minor(&entry.amount)).sum()
}

fn refunds_in(money: &ListPaymentsResponse, states: &[RefundState]) -> i64 {
    let refunds = money.refunds.iter().filter(|refund| states.contains(&refund.state()));
    refunds.map(|refund| minor(&refund.amount)).sum()
}

fn sums_are_those_of_ledger_and_refunds(order: &Order, money: &ListPaymentsResponse) {
    let (came, went_back) = (moved(money, LedgerEntryKind::Payment), moved(money, LedgerEntryKind::Refund));
    assert_eq!(minor(&order.paid), came - went_back);
    assert_eq!(went_back, refunds_in(money, &[RefundState::Done]));
    let open = [RefundState::Due, RefundState::Pending, RefundState::NeedsAttention];
    assert_eq!(minor(&order.returning), refunds_in(money, &open));
}

fn ledger_is_what_came(till: &Till, money: &ListPaymentsResponse) {
    let books = till.paystack.books();
    let by_link: i64 = books.payments.values().filter_map(|payment| payment.received.as_ref()).map(|it| it.0).sum();
    let by_hand = money.payments.iter().filter(|payment| payment.provider() == PaymentProvider::Manual);
    let by_hand: i64 = by_hand.map(|payment| minor(&payment.received)).sum();
    assert_eq!(moved(money, LedgerEntryKind::Payment), by_link + by_hand);
}

fn status_follows_from_the_sums(order: &Order, money: &ListPaymentsResponse) {
    use PaymentStatus::{Overdue, Paid, PartiallyPaid, PartiallyRefunded, Refunded};
    let (total, paid, has_come) = (minor(&order.total), minor(&order.paid), moved(money, LedgerEntryKind::Payment) > 0);
    let has_gone_back = moved(money, LedgerEntryKind::Refund) > 0;
    let is_right = match order.payment_status() {
        Paid => paid >= total,
        Refunded => has_come && paid == 0,
        PartiallyRefunded => has_gone_back && 0 < paid && kept(order) < total,
        PartiallyPaid | Overdue if paid > 0 => kept(order) < total,
        _ => !has_come,
    };
    assert!(is_right, "{order:?} {money:?}");
    if has_come && !is_dead(order) && kept(order) >= total {
        assert_eq!(order.payment_status(), Paid);
    }
    if is_dead(order) {
        // Whatever it has kept is named: a provider would not send it back, and people have to.
        assert!(kept(order) <= refunds_in(money, &[RefundState::Failed]), "{order:?} {money:?}");
    } else {
        assert!(kept(order) <= total + refunds_in(money, &[RefundState::Failed]), "{order:?} {money:?}");
    }
}

fn links_ask_for_what_is_open(order: &Order, money: &ListPaymentsResponse) {
    let open: Vec<_> = money.payments.iter().filter(|payment| payment.state() == PaymentState::Open).collect();
    assert!(open.len() <= usize::from(!is_dead(order)), "{open:?}");
    assert!(
        open.iter().all(|payment| minor(&payment.amount) == minor(&order.total) - kept(order)),
        "{order:?} {open:?}"
    );
}

fn nothing_goes_back_twice(money: &ListPaymentsResponse) {
    for payment in &money.payments {
        let of_payment = money.refunds.iter().filter(|refund| refund.payment_reference == payment.reference);
        let gone = of_payment.filter(|refund| refund.state() != RefundState::Failed);
        assert!(gone.map(|refund| minor(&refund.amount)).sum::<i64>() <= minor(&payment.received), "{money:?}");
    }
}

async fn papers_say_what_the_order_costs(till: &Till, order: &Order) {
    let papers = all(till, &order.id).await;
    let sum = |kind: InvoiceKind| {
        papers.iter().filter(|paper| paper.kind() == kind).map(|paper| minor(&paper.total)).sum::<i64>()
    };
    let is_binding = !is_dead(order) && order.status() != OrderStatus::PendingConfirmation;
    let due = if is_binding { minor(&order.total) } else { 0 };
    assert_eq!(sum(InvoiceKind::Invoice) - sum(InvoiceKind::CreditNote), due, "{papers:?}");
    let invoices = papers.iter().filter(|paper| paper.kind() == InvoiceKind::Invoice);
    let standing: Vec<_> = invoices.filter(|paper| paper.status() != InvoiceStatus::Credited).collect();
    assert_eq!(standing.len(), usize::from(is_binding));
    if is_binding && kept(order) >= minor(&order.total) {
        assert_eq!(standing[0].status(), InvoiceStatus::Paid);
    }
    for (kind, prefix) in [(InvoiceKind::Invoice, "INV"), (InvoiceKind::CreditNote, "CN")] {
        let mut numbers: Vec<_> =
            papers.iter().filter(|paper| paper.kind() == kind).map(|paper| paper.number.clone()).collect();
        numbers.sort();
        let without_gaps: Vec<_> = (1..=numbers.len()).map(|count| format!("{prefix}-2026-{count:06}")).collect();
        assert_eq!(numbers, without_gaps);
    }
}
