//! Paying by link: opened, told, asked for, given up.

use futures_util::StreamExt as _;
use proto::{
    catalog::v1::PaymentPolicy,
    orders::v1::{
        CheckPaymentRequest, FollowRequest, ListDeadJobsRequest, ListPaymentEventsRequest, OrderEventKind, OrderStatus,
        PaymentEventOutcome, PaymentState, PaymentStatus, RedriveDeadJobRequest, StartPaymentRequest,
    },
};

use crate::{
    paystack::Fault,
    till::{TOTAL, Till, naira, on_every_database, reason, until},
};

fn start(order: &str) -> StartPaymentRequest {
    StartPaymentRequest { order: order.to_owned(), customer_id: "c-1".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepaid_order_gets_its_link_and_is_confirmed_when_its_money_is_there() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        assert_eq!(payment.reference, format!("{}-1", order.number));
        assert_eq!(payment.url, format!("https://checkout.example/{}", payment.reference));
        let linked = till.becomes(&order, OrderStatus::PendingConfirmation, PaymentStatus::LinkSent).await;
        assert_eq!(linked.paid.unwrap().amount_minor, 0);
        let asked = till.paystack.books().payments[&payment.reference].asked.clone();
        assert_eq!((asked["amount"].as_i64(), asked["currency"].as_str()), (Some(TOTAL), Some("NGN")));
        assert!(asked["email"].as_str().unwrap().ends_with("@souk.example"));
        assert!(!asked.to_string().contains("Ada"), "{asked}");
        till.pays(&payment, TOTAL).await;
        let paid = till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(paid.history.len(), 2);
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_tells_of_the_link_the_money_and_the_invoice_in_order() {
    on_every_database(async |till: Till| {
        let (_, payment) = till.prepaid("k-1").await;
        till.pays(&payment, TOTAL).await;
        let follow = till.orders.clone().follow(FollowRequest { after: 0, from_now: false }).await.unwrap();
        let events: Vec<_> = follow.into_inner().take(6).map(|event| event.unwrap().event.unwrap()).collect().await;
        let kinds: Vec<_> = events.iter().map(|event| event.kind()).collect();
        use OrderEventKind::{InvoiceChanged, PaymentChanged, PaymentOpened, Placed, StatusChanged};
        assert_eq!(kinds, [Placed, PaymentOpened, PaymentChanged, StatusChanged, InvoiceChanged, InvoiceChanged]);
        assert!(events[1].payment.as_ref().unwrap().url.starts_with("https://"));
        assert_eq!(events[2].order.as_ref().unwrap().payment_status(), PaymentStatus::Paid);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_link_gets_it_in_the_answer_and_the_shop_has_it_told_again() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        let asked = till.orders.clone().start_payment(start(&order.id)).await.unwrap().into_inner();
        assert_eq!(asked.payment.unwrap().url, payment.url);
        let by_shop = StartPaymentRequest { customer_id: String::new(), ..start(&order.id) };
        till.orders.clone().start_payment(by_shop).await.unwrap();
        till.pays(&payment, TOTAL).await;
        let follow = till.orders.clone().follow(FollowRequest { after: 0, from_now: false }).await.unwrap();
        let events: Vec<_> = follow.into_inner().take(4).map(|event| event.unwrap().event.unwrap()).collect().await;
        let kinds: Vec<_> = events.iter().map(|event| event.kind()).collect();
        use OrderEventKind::{PaymentChanged, PaymentOpened, Placed};
        assert_eq!(kinds, [Placed, PaymentOpened, PaymentOpened, PaymentChanged]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_kept_once_and_believed_only_after_asking() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        assert!(till.told_paid(&payment.reference).await);
        assert!(!till.told_paid(&payment.reference).await);
        until("Paystack was asked", async || (till.paystack.books().verified > 0).then_some(())).await;
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::LinkSent);
        // Its words are wrong, but the next look finds the money.
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        till.later(2).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_webhook_is_made_up_for_by_asking() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        till.later(3).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_leads_to_another_link_and_both_bring_money_to_the_order() {
    on_every_database(async |till: Till| {
        till.paystack.fails([Fault::AnswerLost]);
        let order = till.place("k-1", PaymentPolicy::Prepaid).await;
        until("Paystack heard of it", async || (!till.paystack.books().payments.is_empty()).then_some(())).await;
        let opened = until("there is another link", async || {
            till.world.advance(std::time::Duration::from_secs(5));
            till.money(&order).await.payments.into_iter().find(|payment| payment.state() == PaymentState::Open)
        })
        .await;
        assert_eq!(opened.reference, format!("{}-2", order.number));
        till.paystack.pay(&format!("{}-1", order.number), TOTAL, "NGN");
        till.told_paid(&format!("{}-1", order.number)).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepaid_order_nobody_pays_is_cancelled_after_asking_once_more() {
    on_every_database(async |till: Till| {
        let (unpaid, _) = till.prepaid("k-1").await;
        let (paid, payment) = till.prepaid("k-2").await;
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        let asked = till.paystack.books().verified;
        till.later(31).await;
        let ended = till.becomes(&unpaid, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
        assert_eq!(ended.history[1].reason, "It was not paid in time.");
        assert!(till.paystack.books().verified > asked);
        till.becomes(&paid, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_cancelled_while_paystack_cannot_say_whether_it_was_paid() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        till.paystack.fails([Fault::Broken; 4]);
        till.later(31).await;
        until("Paystack was asked in vain", async || {
            till.paystack.books().faults.is_empty().then_some(()).or_else(|| {
                till.world.advance(std::time::Duration::from_secs(61));
                None
            })
        })
        .await;
        assert_ne!(till.get(&order).await.status(), OrderStatus::Cancelled);
        until("it is confirmed", async || {
            till.world.advance(std::time::Duration::from_secs(61));
            Some(till.get(&order).await).filter(|order| order.status() == OrderStatus::Confirmed)
        })
        .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gets_their_link_late_has_all_the_time_to_pay_by_it() {
    on_every_database(async |till: Till| {
        till.paystack.fails([Fault::Broken]);
        let order = till.place("k-1", PaymentPolicy::Prepaid).await;
        until("Paystack was asked in vain", async || till.paystack.books().faults.is_empty().then_some(())).await;
        till.later(29).await;
        // The failure may be noted only now, and then another try is due a little later than now.
        let payment = until("the link is there", async || {
            till.world.advance(std::time::Duration::from_secs(5));
            till.money(&order).await.payments.into_iter().find(|payment| payment.state() == PaymentState::Open)
        })
        .await;
        till.later(2).await;
        till.prepaid("k-2").await;
        assert_eq!(till.get(&order).await.status(), OrderStatus::PendingConfirmation);
        till.pays(&payment, TOTAL).await;
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        let unpaid = till.prepaid("k-3").await.0;
        till.later(31).await;
        till.becomes(&unpaid, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_asked_for_once_and_told_again() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        assert!(till.money(&order).await.payments.is_empty());
        let begun = till.orders.clone().start_payment(start(&order.id)).await.unwrap().into_inner().payment.unwrap();
        till.payment_becomes(&order, PaymentState::Open).await;
        let again = till.orders.clone().start_payment(start(&order.id)).await.unwrap().into_inner().payment.unwrap();
        assert_eq!((again.reference.clone(), again.url.is_empty()), (begun.reference, false));
        till.pays(&again, TOTAL).await;
        // The shop confirms what is paid on delivery itself.
        till.becomes(&order, OrderStatus::PendingConfirmation, PaymentStatus::Paid).await;
        let refused = till.orders.clone().start_payment(start(&order.id)).await;
        assert_eq!(reason(refused.map_err(Into::into)), "ALREADY_PAID");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_asks_hears_where_the_money_stands() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.pay(&payment.reference, TOTAL, "NGN");
        let ask = || CheckPaymentRequest { order: order.id.clone(), customer_id: "c-1".to_owned() };
        till.paystack.fails([Fault::Broken]);
        let refused = till.orders.clone().check_payment(ask()).await;
        assert_eq!(reason(refused.map_err(Into::into)), "PROVIDER_UNAVAILABLE");
        let told = till.orders.clone().check_payment(ask()).await.unwrap().into_inner();
        assert_eq!(told.payment_status(), PaymentStatus::Paid);
        assert_eq!(told.payment.unwrap().state(), PaymentState::Succeeded);
        let other = CheckPaymentRequest { customer_id: "c-2".to_owned(), ..ask() };
        assert_eq!(reason(till.orders.clone().check_payment(other).await.map_err(Into::into)), "ORDER_NOT_FOUND");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_nobody_is_offered_a_link() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let mut orders = till.without_account();
        let refused = orders.start_payment(start(&order.id)).await;
        assert_eq!(reason(refused.map_err(Into::into)), "PAYMENTS_NOT_OFFERED");
        let refused = orders.place_order(till.wish("k-2", PaymentPolicy::Prepaid)).await;
        assert_eq!(reason(refused.map_err(Into::into)), "PAYMENTS_NOT_OFFERED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_nobody_here_asked_for_is_found_among_what_the_provider_told() {
    on_every_database(async |till: Till| {
        let (_, payment) = till.prepaid("k-1").await;
        for number in 0..3 {
            let body = format!(
                r#"{{"event":"charge.success","data":{{"id":{number},"reference":"T-{number}","amount":5000,
                    "currency":"NGN","customer":{{"email":"ada@example.com"}}}}}}"#
            );
            till.told(&body).await;
            till.later(1).await;
        }
        till.pays(&payment, TOTAL).await;
        let list = async |outcome: PaymentEventOutcome, page_size, page_token: &str| {
            let page_token = page_token.to_owned();
            let request = ListPaymentEventsRequest { page_size, page_token, outcome: outcome.into() };
            till.orders.clone().list_payment_events(request).await.unwrap().into_inner()
        };
        until("all are looked at", async || {
            list(PaymentEventOutcome::New, 0, "").await.events.is_empty().then_some(())
        })
        .await;
        let first = list(PaymentEventOutcome::Unknown, 2, "").await;
        let rest = list(PaymentEventOutcome::Unknown, 2, &first.next_page_token).await;
        let all: Vec<_> = first.events.iter().chain(&rest.events).collect();
        let references: Vec<_> = all.iter().map(|event| event.reference.as_str()).collect();
        assert_eq!((references, rest.next_page_token.as_str()), (vec!["T-2", "T-1", "T-0"], ""));
        assert_eq!((all[0].key.as_str(), all[0].claimed.clone()), ("charge.success:T-2", Some(naira(5_000))));
        assert!(!format!("{all:?}").contains("ada"));
        let applied = list(PaymentEventOutcome::Applied, 0, "").await.events;
        assert_eq!((applied.len(), applied[0].reference.as_str()), (1, payment.reference.as_str()));
        assert_eq!(list(PaymentEventOutcome::Unspecified, 0, "").await.events.len(), 4);
        let nonsense = ListPaymentEventsRequest { outcome: 77, ..Default::default() };
        let refused = till.orders.clone().list_payment_events(nonsense).await;
        assert_eq!(reason(refused.map_err(Into::into)), "FILTER_INVALID");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_cannot_be_read_end_as_work_for_people() {
    on_every_database(async |till: Till| {
        let (order, payment) = till.prepaid("k-1").await;
        till.paystack.fails([Fault::Unreadable; 50]);
        till.pays(&payment, TOTAL).await;
        let dead = until("it was given up", async || {
            till.world.advance(std::time::Duration::from_secs(1));
            let jobs = till.orders.clone().list_dead_jobs(ListDeadJobsRequest {}).await.unwrap().into_inner().jobs;
            jobs.into_iter().find(|job| job.kind == "apply_payment_event")
        })
        .await;
        assert_eq!(dead.error, "the provider's answer about a payment cannot be read");
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::LinkSent);
        let ask = CheckPaymentRequest { order: order.id.clone(), customer_id: "c-1".to_owned() };
        let refused = till.orders.clone().check_payment(ask).await;
        assert_eq!(reason(refused.map_err(Into::into)), "PROVIDER_UNAVAILABLE");
        till.paystack.books().faults.clear();
        till.orders.clone().redrive_dead_job(RedriveDeadJobRequest { id: dead.id }).await.unwrap();
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_says_about_people_and_their_cards_rests_nowhere() {
    let (till, folder) = Till::alone().await;
    let (order, payment) = till.prepaid("k-1").await;
    till.paystack.pay(&payment.reference, TOTAL, "NGN");
    let card = r#"{"authorization_code":"AUTH_8dfhjjdt","bin":"539999","last4":"8877"}"#;
    let customer = r#"{"email":"ada@private.example"}"#;
    let reference = &payment.reference;
    let data = format!(r#"{{"reference":"{reference}","authorization":{card},"customer":{customer}}}"#);
    till.told(&format!(r#"{{"event":"charge.success","data":{data}}}"#)).await;
    till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
    let files = std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let kept = files.flatten().collect::<Vec<u8>>();
    let rests = |words: &str| kept.windows(words.len()).any(|bytes| bytes == words.as_bytes());
    assert!(rests(reference));
    for secret in ["AUTH_8dfhjjdt", "539999", "ada@private.example"] {
        assert!(!rests(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_was_given_up_is_listed_and_tried_again() {
    on_every_database(async |till: Till| {
        till.enqueue_nonsense().await;
        let dead = async || till.orders.clone().list_dead_jobs(ListDeadJobsRequest {}).await.unwrap().into_inner().jobs;
        let jobs = until("it was given up", async || Some(dead().await).filter(|jobs| !jobs.is_empty())).await;
        assert_eq!((jobs[0].kind.as_str(), jobs[0].error.is_empty()), ("nonsense", false));
        let redrive = async |id: &str| {
            let request = RedriveDeadJobRequest { id: id.to_owned() };
            till.orders.clone().redrive_dead_job(request).await.map(drop).map_err(Into::into)
        };
        redrive(&jobs[0].id).await.unwrap();
        let again = until("it was given up again", async || Some(dead().await).filter(|jobs| !jobs.is_empty())).await;
        assert_eq!(again[0].id, jobs[0].id);
        for nobody in ["0199a5a0-7c11-7000-8000-000000000001", "x"] {
            assert_eq!(reason(redrive(nobody).await), "JOB_NOT_FOUND");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_are_none_are_refused_and_those_of_strangers_change_nothing() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        assert!(till.told_paid("ORD-00000000-1").await);
        assert!(till.told(r#"{"event":"transfer.success","data":{"id":7}}"#).await);
        let event = |body: &[u8]| proto::orders::v1::ReceivePaymentEventRequest { provider: 1, body: body.to_vec() };
        for (request, expected) in [
            (event(b"paid!"), "BODY_INVALID"),
            (event(&vec![b' '; 256 * 1024 + 1]), "BODY_TOO_LARGE"),
            (proto::orders::v1::ReceivePaymentEventRequest { provider: 2, ..event(b"{}") }, "PROVIDER_REQUIRED"),
        ] {
            let refused = till.orders.clone().receive_payment_event(request).await;
            assert_eq!(reason(refused.map_err(Into::into)), expected);
        }
        assert_eq!(till.get(&order).await.payment_status(), PaymentStatus::LinkSent);
    })
    .await;
}
