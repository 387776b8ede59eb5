//! Who handles money. A provider is asked outside transactions; what it answers is written down in one.

mod manual;
pub(crate) mod paystack;

use base::{Id, Money};
use chassis::World;
use jiff::Timestamp;

pub(crate) use self::{manual::Manual, paystack::Paystack};
use crate::{
    domain::{PaymentPolicy, Provider, Refund},
    error::MoneyRefusal,
    settings::Settings,
};

/// Where customers come back to after paying.
const CALLBACK_PATH: &str = "/payments/done";
/// Nobody's host: for shops whose own has no name that an e-mail address could have.
const MAIL_HOST: &str = "customers.example.com";

/// What every provider can be asked for. Each call may be repeated: the reference and the refund's id name the wish.
#[tonic::async_trait]
pub(crate) trait PaymentProvider: Send + Sync {
    /// Makes a page where a customer can pay.
    async fn open(&self, opening: &Opening) -> Result<Opened, Trouble>;
    /// What became of a payment.
    async fn verify(&self, reference: &str) -> Result<Verified, Trouble>;
    /// Sends money back.
    async fn refund(&self, refund: &Refund) -> Result<Refunded, Trouble>;
    /// What became of a refund that may have been asked for; `None` when it never was.
    async fn find_refund(&self, refund: &Refund, provider_id: &str) -> Result<Option<Refunded>, Trouble>;
}

/// A payment to be made possible.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) reference: String,
    pub(crate) amount: Money,
    pub(crate) order_id: Id,
    pub(crate) order_number: String,
    /// Stands for the customer where an e-mail address is asked for; nobody reads what is sent there.
    pub(crate) email: String,
}

/// What came of opening a payment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// The customer can pay there.
    At(String),
    /// The provider knows the reference already, from a call whose answer was lost.
    Before,
    /// It will not.
    Refused,
}

/// What the provider says about a payment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verified {
    /// The money came.
    Paid(Money),
    /// It has not come, and may come yet.
    NotYet,
    /// It did not come, and this attempt is over.
    Failed,
    /// It never heard of it.
    NotKnown,
}

/// What the provider says about a refund.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refunded {
    /// The money went back.
    Done,
    /// It is on its way, under this name.
    Pending(String),
    /// Under this name it waits for people to say where the money is to go.
    NeedsAttention(String),
    /// It will not go back this way.
    Failed,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing happened there; ask again, at this moment if one is given.
    Away(Option<Timestamp>),
    /// It may have happened.
    Unknown,
    /// It answered, but with something that says nothing about what is named here: time alone does not help.
    Unreadable(&'static str),
}

/// The providers of this shop.
pub(crate) struct Providers {
    paystack: Option<Paystack>,
    manual: Manual,
}

impl Providers {
    pub(crate) const fn new(paystack: Option<Paystack>) -> Self {
        Self { paystack, manual: Manual }
    }

    /// Refuses a way to pay that needs links where there are none.
    pub(crate) fn check_policy(&self, policy: PaymentPolicy) -> Result<(), MoneyRefusal> {
        let is_possible = policy != PaymentPolicy::Prepaid || self.offers_links();
        if is_possible { Ok(()) } else { Err(MoneyRefusal::PaymentsNotOffered) }
    }

    /// Whether customers can pay by link.
    pub(crate) const fn offers_links(&self) -> bool {
        self.paystack.is_some()
    }

    /// The provider, unless the shop no longer has an account there.
    pub(crate) fn of(&self, provider: Provider) -> Option<&dyn PaymentProvider> {
        match provider {
            Provider::Paystack => self.paystack.as_ref().map(|it| it as &dyn PaymentProvider),
            Provider::Manual => Some(&self.manual),
        }
    }
}

/// The providers that the settings name.
pub(crate) fn open(settings: &Settings, world: &World) -> Providers {
    let callback_url = settings.public_url.as_ref().map(|url| format!("{url}{CALLBACK_PATH}"));
    let paystack = settings.paystack.as_ref().map(|account| {
        Paystack::new(&account.api_url, &account.secret_key, callback_url, world.clone())
            .unwrap_or_else(|error| panic!("the settings do not make a client: {error}"))
    });
    Providers::new(paystack)
}

/// The host of the addresses that stand for customers: the shop's own, when it has a name.
pub(crate) fn mail_host(public_url: Option<&str>) -> String {
    let url = public_url.and_then(|url| reqwest::Url::parse(url).ok());
    let domain = url.as_ref().and_then(reqwest::Url::domain).filter(|domain| domain.contains('.'));
    domain.unwrap_or(MAIL_HOST).to_owned()
}
