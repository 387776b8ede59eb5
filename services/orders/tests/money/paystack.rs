//! A small stand-in for Paystack's API. It remembers payments and refunds, and answers as it was told: late, twice, or
//! not at all.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

/// What goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is done, but the answer is lost.
    AnswerLost,
    /// It is not done: the server is in trouble.
    Broken,
    /// It is not done, and the answer is a refusal that says nothing about money.
    Refused,
    /// It is done, and the answer has another shape than it should.
    Unreadable,
}

#[derive(Default)]
pub(crate) struct Books {
    /// What was asked for and what came, by reference.
    pub(crate) payments: BTreeMap<String, Payment>,
    pub(crate) refunds: Vec<Refund>,
    pub(crate) faults: VecDeque<Fault>,
    pub(crate) verified: usize,
    /// How often somebody asked what became of refunds.
    pub(crate) refunds_read: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) asked: Value,
    pub(crate) received: Option<(i64, String)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub(crate) reference: String,
    pub(crate) amount: i64,
    pub(crate) note: String,
    pub(crate) status: &'static str,
}

#[derive(Clone)]
pub(crate) struct Paystack {
    port: u16,
    books: Arc<Mutex<Books>>,
}

impl Paystack {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let paystack = Self { port: listener.local_addr().unwrap().port(), books: Arc::default() };
        let router = Router::new()
            .route("/transaction/initialize", post(initialize))
            .route("/transaction/verify/{reference}", get(verify))
            .route("/refund", get(list_refunds).post(refund))
            .route("/refund/{id}", get(get_refund))
            .with_state(paystack.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        paystack
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    /// The next calls go wrong like this.
    pub(crate) fn fails(&self, faults: impl IntoIterator<Item = Fault>) {
        self.books().faults.extend(faults);
    }

    /// A customer pays on the page.
    pub(crate) fn pay(&self, reference: &str, minor: i64, currency: &str) {
        self.books().payments.get_mut(reference).unwrap().received = Some((minor, currency.to_owned()));
    }

    /// All refunds go through, or none does.
    pub(crate) fn settle_refunds(&self, status: &'static str) {
        self.books().refunds.iter_mut().for_each(|refund| refund.status = status);
    }
}

/// Does something, unless it is to go wrong.
fn serve(paystack: &Paystack, act: impl FnOnce(&mut Books) -> (u16, Value)) -> Response {
    let mut books = paystack.books();
    let fault = books.faults.pop_front();
    if fault == Some(Fault::Broken) {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let (status, body) = match fault {
        Some(Fault::Refused) => no("no", "invalid_params"),
        Some(Fault::Unreadable) => {
            act(&mut books);
            yes(json!({"status": "success", "amount": "a lot"}))
        }
        _ => act(&mut books),
    };
    if fault == Some(Fault::AnswerLost) {
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

fn no(message: &str, code: &str) -> (u16, Value) {
    (400, json!({"status": false, "message": message, "code": code}))
}

fn yes(data: Value) -> (u16, Value) {
    (200, json!({"status": true, "message": "done", "data": data}))
}

async fn initialize(State(paystack): State<Paystack>, Json(asked): Json<Value>) -> Response {
    serve(&paystack, |books| {
        let reference = asked["reference"].as_str().unwrap().to_owned();
        if books.payments.contains_key(&reference) {
            return no("Duplicate Transaction Reference", "duplicate_reference");
        }
        let url = format!("https://checkout.example/{reference}");
        books.payments.insert(reference.clone(), Payment { asked, received: None });
        yes(json!({"authorization_url": url, "access_code": "x", "reference": reference}))
    })
}

async fn verify(State(paystack): State<Paystack>, Path(reference): Path<String>) -> Response {
    serve(&paystack, |books| {
        books.verified += 1;
        match books.payments.get(&reference) {
            None => no("Transaction reference not found.", "transaction_not_found"),
            Some(Payment { received: None, asked }) => yes(json!({"status": "abandoned", "reference": reference,
                "amount": asked["amount"], "currency": asked["currency"]})),
            Some(Payment { received: Some((amount, currency)), .. }) => {
                yes(json!({"status": "success", "reference": reference, "amount": amount, "currency": currency}))
            }
        }
    })
}

fn shown(place: usize, refund: &Refund) -> Value {
    json!({"id": place + 1, "status": refund.status, "amount": refund.amount, "merchant_note": refund.note})
}

async fn refund(State(paystack): State<Paystack>, Json(asked): Json<Value>) -> Response {
    serve(&paystack, |books| {
        let reference = asked["transaction"].as_str().unwrap().to_owned();
        let came = books.payments.get(&reference).and_then(|payment| payment.received.clone());
        let Some((came, _)) = came else { return no("not paid", "transaction_not_paid") };
        let amount = asked["amount"].as_i64().unwrap();
        let of_payment = books.refunds.iter().filter(|it| it.reference == reference && it.status != "failed");
        let gone: i64 = of_payment.map(|it| it.amount).sum();
        if gone + amount > came {
            return no("too much", "refund_amount_invalid");
        }
        let note = asked["merchant_note"].as_str().unwrap().to_owned();
        let refund = Refund { reference, amount, note, status: "pending" };
        books.refunds.push(refund.clone());
        yes(shown(books.refunds.len() - 1, &refund))
    })
}

async fn list_refunds(State(paystack): State<Paystack>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    serve(&paystack, |books| {
        books.refunds_read += 1;
        let all = books.refunds.iter().enumerate();
        let of = all.filter(|(_, refund)| refund.reference == query["reference"]);
        yes(of.map(|(place, refund)| shown(place, refund)).collect())
    })
}

async fn get_refund(State(paystack): State<Paystack>, Path(id): Path<usize>) -> Response {
    serve(&paystack, |books| {
        books.refunds_read += 1;
        yes(shown(id - 1, &books.refunds[id - 1]))
    })
}
