//! Payments, refunds, files and invoices over REST.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use gateway::Role;
use proto::orders::v1::{
    AddAttachmentRequest, Attachment, AttachmentPurpose, Order, orders_service_client::OrdersServiceClient,
};
use serde_json::{Value, json};

use crate::house::House;

/// The shortest thing that counts as a picture.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n and some pixels";

fn naira(amount_minor: i64) -> Value {
    json!({"amount_minor": amount_minor, "currency": "NGN"})
}

fn path(order: &Order, rest: &str) -> String {
    format!("/api/v1/orders/{}/{rest}", order.number)
}

async fn confirm(house: &House, token: &str, order: &Order) {
    let confirmed = house.post(&path(order, "status"), token, json!({"status": "CONFIRMED"})).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{confirmed:?}");
}

pub(crate) async fn add_proof(house: &House, order: &Order) -> Attachment {
    let request = AddAttachmentRequest {
        idempotency_key: "proof-1".into(),
        purpose: AttachmentPurpose::PaymentProof.into(),
        content: PICTURE.to_vec(),
        filename: "paid \"today\".png".into(),
        caption: "I paid".into(),
        ..AddAttachmentRequest::default()
    };
    add(house, order, request).await
}

async fn add(house: &House, order: &Order, request: AddAttachmentRequest) -> Attachment {
    let request = AddAttachmentRequest { order: order.id.clone(), ..request };
    let added = OrdersServiceClient::new(house.peers.orders.clone()).add_attachment(request).await.unwrap();
    added.into_inner().attachment.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_taken_by_hand_is_noted_once_and_goes_back_in_part() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    confirm(&house, &token, &order).await;
    let cash = json!({"amount": naira(120_000), "note": "cash"});
    for _ in 0..2 {
        let headers = [("idempotency-key", "k-1")];
        let noted = house.call("POST", &path(&order, "payments"), &token, cash.clone(), &headers).await;
        assert_eq!((noted.status, &noted.json()["provider"]), (StatusCode::CREATED, &json!("MANUAL")), "{noted:?}");
    }
    let read = house.get(&format!("/api/v1/orders/{}", order.number), &token).await.json();
    assert_eq!((&read["payment_status"], &read["paid"]), (&json!("PAID"), &naira(120_000)));

    let back = json!({"amount": naira(20_000), "reason": "one was warm"});
    let begun = house.post(&path(&order, "refunds"), &token, back).await;
    assert_eq!(
        (begun.status, &begun.json()["refunds"][0]["amount"]),
        (StatusCode::CREATED, &naira(20_000)),
        "{begun:?}"
    );
    let money = house.get(&path(&order, "payments"), &token).await.json();
    assert_eq!((&money["ledger"][0]["kind"], &money["ledger"][0]["amount"]), (&json!("PAYMENT"), &naira(120_000)));
    assert_eq!(house.get(&path(&order, "refunds"), &token).await.json()["refunds"].as_array().unwrap().len(), 1);
    let too_much = json!({"amount": naira(100_001), "reason": "all of it"});
    let refused = house.post(&path(&order, "refunds"), &token, too_much).await;
    assert_eq!(
        (refused.code().as_str(), &refused.json()["metadata"]["left_minor"]),
        ("REFUND_TOO_LARGE", &json!("100000"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_saved_as_what_it_is_and_not_as_what_its_sender_calls_it() {
    let house = House::new().await;
    let viewer = house.log_in(Role::Viewer).await;
    let order = house.place_order("order-1").await;
    for (filename, shown, saved) in [
        ("receipt.html", "receipt.pdf", "receipt.pdf"),
        ("receipt.HTA", "receipt.pdf", "receipt.pdf"),
        ("invoice\u{202e}fdp.bat", "invoicefdp.pdf", "invoicefdp.pdf"),
        ("../.profile", "profile.pdf", "profile.pdf"),
        ("reçu 3.5", "reçu 3.5.pdf", "re_u_3.5.pdf"),
    ] {
        let request = AddAttachmentRequest {
            idempotency_key: filename.into(),
            purpose: AttachmentPurpose::Other.into(),
            content: b"%PDF-1.7".to_vec(),
            filename: filename.into(),
            ..AddAttachmentRequest::default()
        };
        let id = add(&house, &order, request).await.id;
        let listed = house.get(&path(&order, "attachments"), &viewer).await.json();
        let listed = listed["attachments"].as_array().unwrap().iter().find(|file| file["id"] == id.as_str());
        assert_eq!(listed.unwrap()["filename"], shown);
        let file = house.get(&path(&order, &format!("attachments/{id}/content")), &viewer).await;
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{saved}\""));
        assert_eq!(
            (file.header("content-type"), file.header("x-content-type-options")),
            ("application/pdf", "nosniff")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_proof_is_looked_at_and_approved_once() {
    let house = House::new().await;
    let (token, viewer) = (house.log_in(Role::Staff).await, house.log_in(Role::Viewer).await);
    let (order, other) = (house.place_order("order-1").await, house.place_order("order-2").await);
    let read = async |what: &str| house.get(&format!("/api/v1/{what}"), &viewer).await.json();
    let single = format!("orders/{}", order.number);
    assert_eq!(read(&single).await["proofs_waiting"], 0);
    let proof = add_proof(&house, &order).await;
    assert_eq!(
        (&read(&single).await["proofs_waiting"], &read("orders").await["orders"][1]["proofs_waiting"]),
        (&json!(1), &json!(1))
    );
    let listed = house.get(&path(&order, "attachments"), &viewer).await.json();
    let shown = &listed["attachments"][0];
    assert_eq!((&shown["proof_state"], &shown["mime_type"]), (&json!("PENDING"), &json!("image/png")));
    let content = path(&order, &format!("attachments/{}/content", proof.id));
    let request = Request::get(&content).header("authorization", format!("Bearer {viewer}"));
    let file = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((file.header("content-type"), file.header("x-content-type-options")), ("image/png", "nosniff"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"paid__today_.png\"");
    assert!(file.text.ends_with("and some pixels"));
    let elsewhere = path(&other, &format!("attachments/{}/content", proof.id));
    assert_eq!(house.get(&elsewhere, &token).await.code(), "ATTACHMENT_NOT_FOUND");

    let review = path(&order, &format!("attachments/{}/review", proof.id));
    let seen = |minor: i64| json!({"approve": true, "outstanding": naira(minor)});
    assert_eq!(house.post(&review, &viewer, seen(120_000)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.post(&review, &token, json!({"approve": false})).await.code(), "REASON_REQUIRED");
    assert_eq!(house.post(&review, &token, json!({"approve": true})).await.code(), "OUTSTANDING_REQUIRED");
    let changed = house.post(&review, &token, seen(60_000)).await;
    assert_eq!(
        (changed.code().as_str(), &changed.json()["metadata"]["outstanding_minor"]),
        ("OUTSTANDING_CHANGED", &json!("120000"))
    );
    let approved = house.post(&review, &token, seen(120_000)).await;
    assert_eq!(approved.json()["proof_state"], "APPROVED", "{approved:?}");
    let late = house.post(&review, &token, json!({"approve": false, "reason": "no money"})).await;
    assert_eq!(late.code(), "ALREADY_REVIEWED");
    let paid = read(&single).await;
    assert_eq!((&paid["payment_status"], &paid["proofs_waiting"]), (&json!("PAID"), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_order_has_an_invoice_that_is_read_saved_and_credited() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    assert_eq!(house.get(&path(&order, "invoices"), &token).await.json()["invoices"], json!([]));
    confirm(&house, &token, &order).await;
    let listed = house.get(&path(&order, "invoices"), &token).await.json();
    let invoice = &listed["invoices"][0];
    assert_eq!((&invoice["kind"], &invoice["total"]), (&json!("INVOICE"), &naira(120_000)), "{listed}");
    let number = invoice["number"].as_str().unwrap();
    let (ours, original) = (format!("/api/v1/invoices/{number}"), format!("/whatsapp/invoices/{number}"));
    for path in [&ours, &original] {
        assert_eq!(house.get(path, &token).await.json()["order_number"], order.number.as_str(), "{path}");
        assert_eq!(house.get(path, "").await.status, StatusCode::UNAUTHORIZED);
    }
    let pdf = house.get(&format!("{ours}/pdf"), &token).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.text.starts_with("%PDF-") && pdf.header("content-disposition").contains(number));

    let credited = house.post(&format!("{ours}/credit-notes"), &token, json!({"reason": "wrong name"})).await;
    assert_eq!(
        (credited.status, &credited.json()["credited_number"]),
        (StatusCode::CREATED, &json!(number)),
        "{credited:?}"
    );
    let both = house.get("/api/v1/invoices?page_size=1", &token).await;
    assert_eq!(both.json()["invoices"][0]["kind"], "CREDIT_NOTE");
    assert!(both.header("link").contains("page_token="));
    assert_eq!(house.get("/api/v1/invoices?status=credited", &token).await.json()["invoices"][0]["number"], number);
    assert_eq!(house.get("/api/v1/invoices?status=lost", &token).await.code(), "QUERY_INVALID");
    assert_eq!(house.get("/api/v1/invoices/INV-2026-999999", &token).await.code(), "INVOICE_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_replaced_by_staff_and_a_dearer_order_waits_for_consent() {
    let house = House::new().await;
    let token = house.log_in(Role::Staff).await;
    let order = house.place_order("order-1").await;
    let lines =
        |quantity: i32| json!({"lines": [{"product_id": "ZOBO", "quantity": quantity}], "reason": "as we said"});
    let put = async |body: Value, tag: &str| {
        house.call("PUT", &path(&order, "lines"), &token, body, &[("if-match", tag)]).await
    };
    let less = put(lines(1), "\"1\"").await;
    assert_eq!(less.json()["total"], naira(60_000), "{less:?}");
    assert_eq!(put(lines(3), "\"1\"").await.status, StatusCode::PRECONDITION_FAILED);
    let more = put(lines(3), less.header("etag")).await.json();
    assert_eq!((&more["total"], &more["pending_amendment"]["total"]), (&naira(60_000), &naira(180_000)));
    let unknown = put(json!({"lines": [], "reason": "nothing"}), "*").await;
    assert_eq!(unknown.code(), "NO_LINES");
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_values_are_shown_to_staff_and_to_no_viewer() {
    let house = House::new().await;
    let (staff, viewer) = (house.log_in(Role::Staff).await, house.log_in(Role::Viewer).await);
    let order = house.place_order("order-1").await;
    assert_eq!(house.get(&path(&order, "fields"), &viewer).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get(&path(&order, "fields"), &staff).await.json(), json!({"lines": []}));
    assert_eq!(house.get("/api/v1/orders/ORD-NOTHING/fields", &staff).await.code(), "ORDER_NOT_FOUND");
}
