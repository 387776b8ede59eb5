//! Files, and payment proofs among them.

use chassis::{Problem, testing};
use proto::{
    catalog::v1::PaymentPolicy,
    common::v1::Money,
    orders::v1::{
        Actor, ActorKind, AddAttachmentRequest, Attachment, AttachmentPurpose, ChangeOrderStatusRequest,
        GetAttachmentRequest, ListAttachmentsRequest, ListOrdersRequest, Order, OrderStatus, PaymentProvider,
        PaymentState, PaymentStatus, ProofState, ReviewProofRequest,
    },
};

use crate::{
    amending::amend,
    till::{TOTAL, Till, naira, on_every_database, reason, until},
};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

fn picture(order: &Order, key: &str) -> AddAttachmentRequest {
    AddAttachmentRequest {
        order: order.id.clone(),
        customer_id: "c-1".to_owned(),
        idempotency_key: key.to_owned(),
        purpose: AttachmentPurpose::PaymentProof.into(),
        content: PICTURE.to_vec(),
        filename: "receipt.exe".to_owned(),
        caption: "I have paid".to_owned(),
    }
}

/// Large files may take too long on a busy machine.
async fn add(till: &Till, request: AddAttachmentRequest) -> Result<Attachment, Problem> {
    let ask = || {
        let (mut orders, request) = (till.orders.clone(), request.clone());
        async move { orders.add_attachment(request).await }
    };
    Ok(testing::at_last(ask).await?.into_inner().attachment.unwrap())
}

async fn review(till: &Till, request: ReviewProofRequest) -> Result<Attachment, Problem> {
    Ok(till.orders.clone().review_proof(request).await?.into_inner().attachment.unwrap())
}

/// Somebody saw so much open beside the proof, and that it is there.
async fn approve(till: &Till, proof: &Attachment, minor: i64) -> Result<Attachment, Problem> {
    let (attachment_id, user_id, outstanding) = (proof.id.clone(), "u-1".to_owned(), Some(naira(minor)));
    let request = ReviewProofRequest { attachment_id, user_id, outstanding, approve: true, ..Default::default() };
    review(till, request).await
}

async fn reject(till: &Till, proof: &Attachment, reason: &str) -> Result<Attachment, Problem> {
    let (attachment_id, user_id, reason) = (proof.id.clone(), "u-1".to_owned(), reason.to_owned());
    review(till, ReviewProofRequest { attachment_id, user_id, reason, ..Default::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_once_under_the_type_its_bytes_tell() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let kept = add(&till, picture(&order, "a-1")).await.unwrap();
        assert_eq!((kept.mime_type.as_str(), kept.size_bytes), ("image/png", PICTURE.len() as i64));
        assert_eq!(kept.proof_state(), ProofState::Pending);
        assert_eq!(add(&till, picture(&order, "a-1")).await.unwrap(), kept);
        let listed = ListAttachmentsRequest { order: order.number.clone() };
        let listed = till.orders.clone().list_attachments(listed).await.unwrap().into_inner().attachments;
        assert_eq!(listed, std::slice::from_ref(&kept));
        let request = GetAttachmentRequest { attachment_id: kept.id.clone() };
        let whole = till.orders.clone().get_attachment(request).await.unwrap().into_inner();
        assert_eq!((whole.attachment, whole.content.as_slice()), (Some(kept), PICTURE));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_with_what_can() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let ok = || picture(&order, "a-1");
        for (request, expected) in [
            (AddAttachmentRequest { content: Vec::new(), ..ok() }, "ATTACHMENT_EMPTY"),
            (AddAttachmentRequest { content: vec![0; 16 * 1024 * 1024 + 1], ..ok() }, "ATTACHMENT_TOO_LARGE"),
            (AddAttachmentRequest { content: b"MZ a program".to_vec(), ..ok() }, "ATTACHMENT_TYPE_REFUSED"),
            (AddAttachmentRequest { purpose: 0, ..ok() }, "PURPOSE_REQUIRED"),
            (AddAttachmentRequest { idempotency_key: String::new(), ..ok() }, "KEY_REQUIRED"),
            (AddAttachmentRequest { customer_id: "c-2".into(), ..ok() }, "ORDER_NOT_FOUND"),
        ] {
            assert_eq!(reason(add(&till, request).await), expected);
        }
        for number in 0..50 {
            add(&till, picture(&order, &format!("a-{number}"))).await.unwrap();
        }
        assert_eq!(reason(add(&till, picture(&order, "one more")).await), "TOO_MANY_ATTACHMENTS");
        let other = AddAttachmentRequest { content: b"%PDF-1.7".to_vec(), ..ok() };
        assert_eq!(reason(add(&till, other).await), "KEY_REUSED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_files_that_a_customer_sends_within_a_day_have_a_limit() {
    on_every_database(async |till: Till| {
        let mut large = PICTURE.to_vec();
        large.resize(16 * 1024 * 1024, 0);
        let large = |order: &Order, key: &str| AddAttachmentRequest { content: large.clone(), ..picture(order, key) };
        let (order, other) =
            (till.place("k-1", PaymentPolicy::Invoice).await, till.place("k-2", PaymentPolicy::Invoice).await);
        for number in 0..4 {
            add(&till, large(if number < 2 { &order } else { &other }, &format!("a-{number}"))).await.unwrap();
        }
        assert_eq!(reason(add(&till, picture(&order, "a-4")).await), "DAILY_LIMIT_REACHED");
        add(&till, large(&order, "a-0")).await.unwrap();
        let mut wish = till.wish("k-3", PaymentPolicy::Invoice);
        wish.customer.as_mut().unwrap().id = "c-2".to_owned();
        let of_another = till.orders.clone().place_order(wish).await.unwrap().into_inner().order.unwrap();
        let request = AddAttachmentRequest { customer_id: "c-2".to_owned(), ..picture(&of_another, "a-5") };
        add(&till, request).await.unwrap();
        till.later(24 * 60).await;
        add(&till, picture(&order, "a-6")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_deleted_some_time_after_its_order_ended() {
    on_every_database(async |till: Till| {
        let content = async |file: &Attachment| {
            let request = GetAttachmentRequest { attachment_id: file.id.clone() };
            till.orders.clone().get_attachment(request).await.map(drop).map_err(Problem::from)
        };
        let (ended, live) =
            (till.place("k-1", PaymentPolicy::Invoice).await, till.place("k-2", PaymentPolicy::Invoice).await);
        let old = add(&till, picture(&ended, "a-1")).await.unwrap();
        let kept = add(&till, picture(&live, "a-2")).await.unwrap();
        till.change(&ended, OrderStatus::Cancelled).await.unwrap();
        till.later(60).await;
        let late = add(&till, picture(&ended, "a-3")).await.unwrap();
        // A proof is a change of its order, so both files stay as long as the one that came last.
        till.later(90 * 24 * 60 - 1).await;
        till.prepaid("k-3").await;
        content(&old).await.unwrap();
        till.later(1).await;
        for file in [&old, &late] {
            let gone = async || content(file).await.err().filter(|gone| gone.reason == "ATTACHMENT_DELETED").map(drop);
            until("the file is deleted", gone).await;
        }
        till.prepaid("k-4").await;
        content(&kept).await.unwrap();
        let listed = ListAttachmentsRequest { order: ended.id.clone() };
        assert_eq!(till.orders.clone().list_attachments(listed).await.unwrap().into_inner().attachments.len(), 2);
        till.change(&live, OrderStatus::Cancelled).await.unwrap();
        till.later(90 * 24 * 60).await;
        until("that of the other order too", async || content(&kept).await.err().map(drop)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_tells_how_many_of_its_proofs_wait() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let tells = async |waiting: i32| {
            let listed = till.orders.clone().list_orders(ListOrdersRequest::default()).await.unwrap().into_inner();
            let read = till.get(&order).await;
            assert_eq!((read.proofs_waiting, listed.orders[0].proofs_waiting), (waiting, waiting));
            read.version
        };
        let voice = AddAttachmentRequest { purpose: AttachmentPurpose::Other.into(), ..picture(&order, "a-0") };
        add(&till, voice).await.unwrap();
        assert_eq!(tells(0).await, order.version);
        let first = add(&till, picture(&order, "a-1")).await.unwrap();
        add(&till, picture(&order, "a-1")).await.unwrap();
        let with_one = tells(1).await;
        assert!(with_one > order.version, "whoever has the order sees that it changed");
        let second = add(&till, picture(&order, "a-2")).await.unwrap();
        let with_two = tells(2).await;
        assert!(with_two > with_one);
        for _ in 0..2 {
            reject(&till, &first, "It is last year's.").await.unwrap();
        }
        assert!(tells(1).await > with_two);
        assert_eq!(reason(approve(&till, &second, TOTAL + 1).await), "OUTSTANDING_CHANGED");
        tells(1).await;
        approve(&till, &second, TOTAL).await.unwrap();
        tells(0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_an_order_without_having_seen_its_proof() {
    on_every_database(async |till: Till| {
        let seen = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        add(&till, picture(&seen, "a-1")).await.unwrap();
        let cancel = |expected_version: i64| ChangeOrderStatusRequest {
            order: seen.id.clone(),
            to: OrderStatus::Cancelled.into(),
            actor: Some(Actor { kind: ActorKind::Staff.into(), id: "u-1".to_owned() }),
            reason: "It was not paid.".to_owned(),
            expected_version,
            ..Default::default()
        };
        let refused = till.orders.clone().change_order_status(cancel(seen.version)).await;
        assert_eq!(reason(refused.map_err(Problem::from)), "VERSION_MISMATCH");
        let version = till.get(&seen).await.version;
        till.orders.clone().change_order_status(cancel(version)).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_proof_pays_the_order_in_full() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        let approved = approve(&till, &proof, TOTAL).await.unwrap();
        assert_eq!(approved.proof_state(), ProofState::Approved);
        assert_eq!(approve(&till, &proof, TOTAL).await.unwrap(), approved);
        assert_eq!(reason(reject(&till, &proof, "no money").await), "ALREADY_REVIEWED");
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        let money = till.money(&order).await;
        assert_eq!(money.payments.last().unwrap().provider(), PaymentProvider::Manual);
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_pays_only_what_the_reviewer_saw() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        amend(&till, &order, ActorKind::Customer, 3, 1).await.unwrap();
        let refused = approve(&till, &proof, TOTAL).await.unwrap_err();
        let dearer = (TOTAL + 180_000).to_string();
        assert_eq!(refused.reason, "OUTSTANDING_CHANGED");
        assert_eq!((refused.detail("outstanding_minor"), refused.detail("currency")), (Some(&*dearer), Some("NGN")));
        assert_eq!(till.ledger_sum(&order).await, 0);
        for (outstanding, expected) in [
            (None, "OUTSTANDING_REQUIRED"),
            (Some(naira(-1)), "OUTSTANDING_REQUIRED"),
            (Some(Money { currency: "GHS".to_owned(), ..naira(TOTAL + 180_000) }), "CURRENCY_MISMATCH"),
        ] {
            let (attachment_id, user_id) = (proof.id.clone(), "u-1".to_owned());
            let request =
                ReviewProofRequest { attachment_id, user_id, outstanding, approve: true, ..Default::default() };
            assert_eq!(reason(review(&till, request).await), expected);
        }
        approve(&till, &proof, TOTAL + 180_000).await.unwrap();
        assert_eq!(till.ledger_sum(&order).await, TOTAL + 180_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_of_an_order_that_is_paid_already_pays_nothing() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        till.record(&order, TOTAL, "cash-1").await.unwrap();
        assert_eq!(reason(approve(&till, &proof, TOTAL).await), "OUTSTANDING_CHANGED");
        approve(&till, &proof, 0).await.unwrap();
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

/// An unpaid order without a proof is cancelled; whatever was due beside it is done before another one has its link.
async fn time_is_up(till: &Till, minutes: u64) {
    let (unpaid, _) = till.prepaid(&format!("unpaid-{minutes}")).await;
    till.later(minutes).await;
    till.becomes(&unpaid, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
    till.prepaid(&format!("after-{minutes}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_waits_while_its_proof_is_looked_at() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        time_is_up(&till, 31).await;
        assert_eq!(till.get(&order).await.status(), OrderStatus::PendingConfirmation);
        approve(&till, &proof, TOTAL).await.unwrap();
        till.becomes(&order, OrderStatus::Confirmed, PaymentStatus::Paid).await;
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_is_cancelled_soon_after_its_proof_was_rejected() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        time_is_up(&till, 31).await;
        reject(&till, &proof, "It is last year's.").await.unwrap();
        till.later(16).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_that_nobody_looks_at_in_two_days_holds_up_nothing_and_its_money_is_late() {
    on_every_database(async |till: Till| {
        let (order, _) = till.prepaid("k-1").await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        till.later(31 + 48 * 60).await;
        till.becomes(&order, OrderStatus::Cancelled, PaymentStatus::LinkSent).await;
        approve(&till, &proof, TOTAL).await.unwrap();
        till.payment_becomes(&order, PaymentState::Late).await;
        assert_eq!(till.get(&order).await.status(), OrderStatus::Cancelled);
        assert_eq!(till.ledger_sum(&order).await, TOTAL);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_proof_pays_nothing_and_says_why() {
    on_every_database(async |till: Till| {
        let order = till.place("k-1", PaymentPolicy::PayOnDelivery).await;
        let proof = add(&till, picture(&order, "a-1")).await.unwrap();
        assert_eq!(reason(reject(&till, &proof, "").await), "REASON_REQUIRED");
        assert_eq!(reject(&till, &proof, "It is last year's.").await.unwrap().proof_state(), ProofState::Rejected);
        assert_eq!(till.ledger_sum(&order).await, 0);
        let voice = AddAttachmentRequest { purpose: AttachmentPurpose::Other.into(), ..picture(&order, "a-2") };
        let voice = add(&till, voice).await.unwrap();
        assert_eq!(reason(approve(&till, &voice, TOTAL).await), "NOT_A_PROOF");
    })
    .await;
}
