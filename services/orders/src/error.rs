//! Every way a call can be refused, in words, and one table to their codes.

pub mod money;

pub use self::money::MoneyRefusal;
use base::{Id, Money, money::MoneyError};
use chassis::{Kind, Problem, db};

use crate::domain::{
    Obstacle, ProductRef, Status,
    fields::VALUE_MAX,
    fulfilment::ADDRESS_MAX,
    lifecycle::REASON_MAX,
    names::KEY_MAX,
    wish::{LINES_MAX, NOTE_MAX, QUANTITY_MAX},
};

/// Products that a sentence names at most; the details for programs have all of them.
const NAMED_MAX: usize = 5;

/// Why a call was refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant is its sentence")]
pub enum Error {
    #[error("An order needs at least one line.")]
    NoLines,
    #[error("An order has at most {} lines; split it into two orders.", LINES_MAX)]
    TooManyLines,
    #[error("Line {line}: a quantity is a whole number from 1 to {}.", QUANTITY_MAX)]
    QuantityInvalid { line: usize },
    #[error("Line {line}: a note has at most {} characters.", NOTE_MAX)]
    NoteTooLong { line: usize },
    #[error("Line {line} names no product: give a product's id or SKU.")]
    ProductUnreadable { line: usize },
    #[error("The catalogue has no such product: {}.", some(.products))]
    ProductNotFound { products: Vec<String> },
    #[error("Not available right now: {}. Leave it out, or order again later.", some(.names))]
    ProductUnavailable { products: Vec<String>, names: Vec<String> },
    #[error("An order of this size cannot be added up; order less.")]
    OrderTooLarge,
    #[error("{0}")]
    Hindered(Obstacle),
    #[error("The product has no such option: {}. Read the menu again.", some(.options))]
    OptionUnknown { product: Id, options: Vec<String> },
    #[error("The product has no field \"{field}\". Read the menu again.")]
    FieldUnknown { product: Id, field: String },
    #[error("Line {line} names choices that are none: give ids of choices of the menu, each once.")]
    ChoicesUnreadable { line: usize },
    #[error("Line {line} has more fields than any product asks for.")]
    TooManyFields { line: usize },
    #[error("Line {line}: a field's value has at most {} characters.", VALUE_MAX)]
    FieldTooLong { line: usize },
    #[error("This shop cannot keep sensitive values: FIELD_ENCRYPTION_KEY is not set.")]
    FieldsNotOffered,
    #[error("tip must be a sum of zero or more in the shop's currency.")]
    TipInvalid,
    #[error("A location has a latitude of at most 90 and a longitude of at most 180 degrees.")]
    LocationInvalid,
    #[error("slot_time is out of range.")]
    SlotTimeInvalid,
    #[error("The shop does not offer this way to pay; choose one of its payment_policies.")]
    PolicyNotOffered,
    #[error("This placement waited too long and was given up. Place the order anew, with a new idempotency_key.")]
    PlacementExpired,
    #[error("The total is now {total}. Show it to the customer, then place the order with it.")]
    PriceChanged { total: Money },

    #[error("idempotency_key must be 1 to {} characters, the same in every retry of one wish.", KEY_MAX)]
    KeyRequired,
    #[error("This idempotency_key was used for something else; make a new one for each wish.")]
    KeyReused,
    #[error("customer.id is required, and customer.phone is digits only or empty.")]
    CustomerInvalid,
    #[error("source must be whatsapp, twilio, website or api.")]
    SourceInvalid,
    #[error("Say how the goods reach the customer: fulfilment must be PICKUP or DELIVERY.")]
    FulfilmentRequired,
    #[error("A delivery needs an address: text, a location, or both.")]
    AddressRequired,
    #[error("An address has at most {} characters, and a location at most 90 and 180 degrees.", ADDRESS_MAX)]
    AddressInvalid,
    #[error("expected_total must be a sum in a currency of ISO 4217.")]
    ExpectedTotalInvalid,

    #[error("There is no such order.")]
    OrderNotFound,
    #[error("That is no order number: it has eight characters after ORD-. Check them, one may be mistyped.")]
    NotAnOrderNumber,
    #[error("actor must be a customer, staff or a seller with an id, or the system.")]
    ActorRequired,
    #[error("to must be a status.")]
    StatusRequired,
    #[error("Say why: reason is required to cancel or reject an order.")]
    ReasonRequired,
    #[error("Say why, in words for the customer: reason is required of the shop.")]
    AmendReasonRequired,
    #[error("A reason has at most {} characters.", REASON_MAX)]
    ReasonTooLong,
    #[error("An order that is {from} cannot become {to}. Next may be: {}.", words(.allowed))]
    TransitionNotAllowed { from: Status, to: Status, allowed: Vec<Status> },
    #[error("A customer cannot cancel an order that is {status}; ask the shop.")]
    CancelTooLate { status: Status },
    #[error("Someone changed the order meanwhile; read it again, it is now at version {current}.")]
    VersionMismatch { current: i64 },
    #[error("An order that is {status} cannot be changed any more; ask the shop.")]
    AmendTooLate { status: Status },
    #[error("A change of this order waits for the customer's answer already.")]
    AmendmentPending,
    #[error("No such change waits for an answer; read the order again.")]
    AmendmentNotFound,
    #[error("These are the order's lines already; nothing was changed.")]
    NothingChanged,
    #[error("Several lines have a {field} that looks like this one; write the whole value.")]
    SecretUnclear { field: String },
    #[error("user_id is required: looking at sensitive fields is logged.")]
    UserRequired,
    #[error("No such job was given up; list them again.")]
    JobNotFound,
    #[error("{0}")]
    FilterInvalid(&'static str),
    #[error("after must be the position of an event, or zero.")]
    PositionInvalid,

    #[error(transparent)]
    Money(#[from] MoneyRefusal),

    /// A race was lost; the same work may be done again.
    #[error("The order is being changed by many at once; try again.")]
    Contended,
    #[error("The catalogue's prices are not in this shop's currency; SOUK_CURRENCY must be the same everywhere.")]
    CurrencyMismatch,
    #[error("the catalogue did not answer as it should: {0}")]
    Catalog(Problem),
    #[error("a stored order cannot be read by this version: {0}")]
    Unreadable(&'static str),
    #[error(transparent)]
    Database(#[from] db::Error),
    #[error(transparent)]
    Request(#[from] Problem),
}

impl Error {
    /// The table of codes and reasons. What is ours to repair says nothing about itself to callers.
    pub const fn kind(&self) -> (Kind, &'static str) {
        use Kind::{Aborted, FailedPrecondition, Internal, InvalidArgument, NotFound};
        match self {
            Self::NoLines => (InvalidArgument, "NO_LINES"),
            Self::TooManyLines => (InvalidArgument, "TOO_MANY_LINES"),
            Self::QuantityInvalid { .. } => (InvalidArgument, "QUANTITY_INVALID"),
            Self::NoteTooLong { .. } => (InvalidArgument, "NOTE_TOO_LONG"),
            Self::ProductUnreadable { .. } => (InvalidArgument, "PRODUCT_NOT_FOUND"),
            Self::ProductNotFound { .. } => (NotFound, "PRODUCT_NOT_FOUND"),
            Self::ProductUnavailable { .. } => (FailedPrecondition, "PRODUCT_UNAVAILABLE"),
            Self::OrderTooLarge => (InvalidArgument, "ORDER_TOO_LARGE"),
            Self::Hindered(obstacle) => (FailedPrecondition, obstacle.reason()),
            Self::OptionUnknown { .. } | Self::ChoicesUnreadable { .. } => (InvalidArgument, "OPTION_UNKNOWN"),
            Self::FieldUnknown { .. } | Self::TooManyFields { .. } => (InvalidArgument, "FIELD_UNKNOWN"),
            Self::FieldTooLong { .. } => (InvalidArgument, "FIELD_INVALID"),
            Self::FieldsNotOffered => (FailedPrecondition, "FIELDS_NOT_OFFERED"),
            Self::TipInvalid => (InvalidArgument, "TIP_INVALID"),
            Self::LocationInvalid => (InvalidArgument, "LOCATION_INVALID"),
            Self::SlotTimeInvalid => (InvalidArgument, "SLOT_NOT_OFFERED"),
            Self::PolicyNotOffered => (FailedPrecondition, "POLICY_NOT_OFFERED"),
            Self::PlacementExpired => (FailedPrecondition, "PLACEMENT_EXPIRED"),
            Self::AmendTooLate { .. } => (FailedPrecondition, "AMEND_TOO_LATE"),
            Self::AmendmentPending => (FailedPrecondition, "AMENDMENT_PENDING"),
            Self::AmendmentNotFound => (NotFound, "AMENDMENT_NOT_FOUND"),
            Self::NothingChanged => (InvalidArgument, "NOTHING_CHANGED"),
            Self::SecretUnclear { .. } => (InvalidArgument, "SECRET_UNCLEAR"),
            Self::UserRequired => (InvalidArgument, "USER_REQUIRED"),
            Self::PriceChanged { .. } => (FailedPrecondition, "PRICE_CHANGED"),
            Self::KeyRequired => (InvalidArgument, "KEY_REQUIRED"),
            Self::KeyReused => (Kind::AlreadyExists, "KEY_REUSED"),
            Self::CustomerInvalid => (InvalidArgument, "CUSTOMER_INVALID"),
            Self::SourceInvalid => (InvalidArgument, "SOURCE_INVALID"),
            Self::FulfilmentRequired => (InvalidArgument, "FULFILMENT_REQUIRED"),
            Self::AddressRequired => (InvalidArgument, "ADDRESS_REQUIRED"),
            Self::AddressInvalid => (InvalidArgument, "ADDRESS_INVALID"),
            Self::ExpectedTotalInvalid => (InvalidArgument, "EXPECTED_TOTAL_INVALID"),
            Self::OrderNotFound | Self::NotAnOrderNumber => (NotFound, "ORDER_NOT_FOUND"),
            Self::JobNotFound => (NotFound, "JOB_NOT_FOUND"),
            Self::ActorRequired => (InvalidArgument, "ACTOR_REQUIRED"),
            Self::StatusRequired => (InvalidArgument, "STATUS_REQUIRED"),
            Self::ReasonRequired | Self::AmendReasonRequired => (InvalidArgument, "REASON_REQUIRED"),
            Self::ReasonTooLong => (InvalidArgument, "REASON_TOO_LONG"),
            Self::TransitionNotAllowed { .. } => (FailedPrecondition, "TRANSITION_NOT_ALLOWED"),
            Self::CancelTooLate { .. } => (FailedPrecondition, "CANCEL_TOO_LATE"),
            Self::VersionMismatch { .. } => (Aborted, "VERSION_MISMATCH"),
            Self::FilterInvalid(_) => (InvalidArgument, "FILTER_INVALID"),
            Self::PositionInvalid => (InvalidArgument, "POSITION_INVALID"),
            Self::Money(refusal) => refusal.kind(),
            Self::Contended => (Aborted, "CONTENDED"),
            Self::CurrencyMismatch => (FailedPrecondition, "CURRENCY_MISMATCH"),
            Self::Catalog(_) | Self::Unreadable(_) | Self::Database(_) | Self::Request(_) => (Internal, "INTERNAL"),
        }
    }

    /// The catalogue does not know these.
    pub fn not_found<'a>(products: impl IntoIterator<Item = &'a ProductRef>) -> Self {
        Self::ProductNotFound { products: products.into_iter().map(ToString::to_string).collect() }
    }

    /// The catalogue knows these, but they cannot be bought now.
    pub fn unavailable(products: impl IntoIterator<Item = (Id, String)>) -> Self {
        let (products, names) = products.into_iter().map(|(id, name)| (id.to_string(), name)).unzip();
        Self::ProductUnavailable { products, names }
    }

    /// Details for programs.
    fn detail(&self, problem: Problem) -> Problem {
        match self {
            Self::ProductNotFound { products } | Self::ProductUnavailable { products, .. } => {
                problem.with("products", products.join(","))
            }
            Self::PriceChanged { total } => {
                problem.with("total_minor", total.minor).with("currency", total.currency.code())
            }
            Self::TransitionNotAllowed { from, to, allowed } => {
                problem.with("from", from).with("to", to).with("allowed", words(allowed))
            }
            Self::Hindered(obstacle) => {
                obstacle.metadata().into_iter().fold(problem, |problem, (name, value)| problem.with(name, value))
            }
            Self::OptionUnknown { product, options } => {
                problem.with("product", product).with("options", options.join(","))
            }
            Self::FieldUnknown { product, field } => problem.with("product", product).with("field", field),
            Self::CancelTooLate { status } | Self::AmendTooLate { status } => problem.with("status", status),
            Self::VersionMismatch { current } => problem.with("version", current),
            Self::SecretUnclear { field } => problem.with("field", field),
            Self::Money(refusal) => refusal.detail(problem),
            _ => problem,
        }
    }
}

fn some(names: &[String]) -> String {
    let named = names.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED_MAX) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn words(statuses: &[Status]) -> String {
    statuses.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(",")
}

impl From<MoneyError> for Error {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::Overflow => Self::OrderTooLarge,
            MoneyError::CurrencyMismatch => Self::CurrencyMismatch,
        }
    }
}

/// Failures that are not the caller's are logged here, where they turn into words that name no data.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Database(error) => error.into(),
            Error::Request(problem) => problem,
            Error::Catalog(problem) if problem.is_passing() => {
                tracing::warn!(reason = problem.reason, "the catalogue is away");
                Self::unavailable()
            }
            Error::Catalog(_) | Error::Unreadable(_) | Error::Money(MoneyRefusal::NotDrawn(_)) => {
                tracing::error!(%error, "an order cannot be handled");
                Self::internal()
            }
            refusal => {
                let (kind, reason) = refusal.kind();
                refusal.detail(Self::new(kind, reason, refusal.to_string()))
            }
        }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}
