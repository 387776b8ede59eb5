//! What can go wrong in the catalogue, and what callers hear of it.

use base::{Currency, hours::HoursError};
use chassis::{Kind, Problem, db};
use tonic::Status;

use crate::domain::{
    category::{CATEGORIES_MAX, NAME_MAX as CATEGORY_NAME_MAX},
    code::{CODE_MAX, Sku, Slug},
    coupon::{self, BASIS_POINTS_MAX, Code, Unusable},
    field::{FIELDS_MAX, KEY_MAX, PATTERN_MAX},
    market,
    option::{CHOICES_MAX, CHOSEN_MAX, GROUPS_OF_PRODUCT_MAX, NAME_MAX as OPTION_NAME_MAX, OPTION_GROUPS_MAX},
    polygon::Fault,
    product::{ALIAS_MAX, ALIASES_MAX, DESCRIPTION_MAX, NAME_MAX, PRICE_MAX_MINOR, PRODUCTS_MAX, UNIT_MAX},
    reservation::{LINES_MAX, QUANTITY_MAX},
    search::QUERY_MAX,
    shop::{
        INVOICE_DUE_MAX_DAYS, LEAD_TIME_MAX_MINUTES, PAYMENT_TIMEOUT_MINUTES, RADIUS_MAX_METERS, SENDER_MAX,
        TAX_NAME_MAX, ZONE_NAME_MAX, ZONES_MAX,
    },
    stock::COUNT_MAX,
};

/// Ids in one request at most.
pub(crate) const IDS_MAX: usize = 200;

/// Why a call failed. The texts are for callers: they say what to do next.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("There is no such category. List the categories to see their ids and slugs.")]
    CategoryNotFound,
    #[error("There is no such product. List the products to see their ids and SKUs.")]
    ProductNotFound,
    #[error("There is no such option group. List the option groups to see their ids and slugs.")]
    OptionGroupNotFound,
    #[error("There is no such coupon. List the coupons to see their ids and codes.")]
    CouponNotFound,
    #[error("{}", unusable(*.0))]
    CouponUnusable(Unusable),
    #[error("The slug \"{0}\" is taken. Choose another slug, or update what has it.")]
    SlugTaken(Slug),
    #[error("The SKU \"{0}\" is taken. Choose another SKU, or update the product that has it.")]
    SkuTaken(Sku),
    #[error("The code \"{0}\" is taken. Choose another code, or update the coupon that has it.")]
    CodeTaken(Code),
    #[error("slug must have 1 to {CODE_MAX} characters of a-z, 0-9 and \"-\" and must not be shaped like an id.")]
    SlugInvalid,
    #[error("A slug stays what it is. Leave slug empty, or add something new with the other slug.")]
    SlugFixed,
    #[error("sku must have 1 to {CODE_MAX} characters of A-Z, 0-9 and \"-\" and must not be shaped like an id.")]
    SkuInvalid,
    #[error("code must have 3 to 30 characters of A-Z, 0-9 and \"-\".")]
    CodeInvalid,
    #[error("A coupon keeps its code. Leave code empty, or add a new coupon.")]
    CodeFixed,
    #[error("name must have 1 to {CATEGORY_NAME_MAX} characters, without control characters.")]
    CategoryNameInvalid,
    #[error("name must have 1 to {NAME_MAX} characters, without control characters.")]
    ProductNameInvalid,
    #[error(
        "The names of a group and its choices must have 1 to {OPTION_NAME_MAX} characters, without control characters."
    )]
    OptionNameInvalid,
    #[error("description must have at most {DESCRIPTION_MAX} characters, without control characters.")]
    DescriptionInvalid,
    #[error("unit must have at most {UNIT_MAX} characters, without control characters.")]
    UnitInvalid,
    #[error("aliases must be at most {ALIASES_MAX}, each with 1 to {ALIAS_MAX} characters.")]
    AliasInvalid,
    #[error("price must be above zero and at most {PRICE_MAX_MINOR} minor units.")]
    PriceInvalid,
    #[error("The price of a choice must be 0 to {PRICE_MAX_MINOR} minor units.")]
    ChoicePriceInvalid,
    #[error("Fees, minimums and limits must be 0 to {PRICE_MAX_MINOR} minor units.")]
    SumInvalid,
    #[error("All sums must be in the shop's currency, {}.", .0.code())]
    CurrencyMismatch(Currency),
    #[error("A product takes at most {GROUPS_OF_PRODUCT_MAX} option groups, each once.")]
    OptionGroupsInvalid,
    #[error(
        "A group needs 1 to {CHOICES_MAX} choices, each with a slug of its own and, in updates, an id of this group or \
         none. choices_min must be 0 to choices_max and not above the number of choices; choices_max 1 to {CHOSEN_MAX}."
    )]
    ChoicesInvalid,
    #[error(
        "A product takes at most {FIELDS_MAX} fields. Each needs a key of its own (1 to {KEY_MAX} characters of a-z, \
         0-9 and \"_\"), a label of 1 to 40 characters, a regular expression of at most {PATTERN_MAX} characters \
         without look-around and back-references, and an example that matches it."
    )]
    FieldInvalid,
    #[error("A count or a daily limit must be 0 to {COUNT_MAX}.")]
    StockInvalid,
    #[error("This product is not counted. Set on_hand first; from then on you can add.")]
    StockNotTracked,
    #[error("Say what to do: set on_hand, add, or untrack to true.")]
    StockChangeRequired,
    #[error(
        "A coupon takes off 1 to {BASIS_POINTS_MAX} hundredths of a percent, or a sum from 1 to {PRICE_MAX_MINOR} minor units."
    )]
    BenefitInvalid,
    #[error(
        "product_ids must name at most {} products and category_ids at most {} categories of the shop.",
        coupon::PRODUCTS_MAX,
        coupon::CATEGORIES_MAX
    )]
    ScopeInvalid,
    #[error("start_time must come before end_time.")]
    DatesInvalid,
    #[error("uses_max, customers_max and uses_per_customer_max must not be below zero; zero is no limit.")]
    LimitInvalid,
    #[error("The opening hours are wrong: {0}.")]
    HoursInvalid(#[from] HoursError),
    #[error("Slots must have 5 to 1440 minutes, a capacity of 0 or more, and 1 to 60 days ahead.")]
    SlotsInvalid,
    #[error("lead_time_minutes must be 0 to {LEAD_TIME_MAX_MINUTES}.")]
    LeadTimeInvalid,
    #[error("This shop does not take orders for later. Set slots in its terms to offer that.")]
    SlotsNotOffered,
    #[error(
        "There must be at most {ZONES_MAX} zones, each with a name of 1 to {ZONE_NAME_MAX} characters, sums not below \
         zero, and a circle of 1 to {RADIUS_MAX_METERS} metres or a polygon."
    )]
    ZoneInvalid,
    #[error("The polygon of the zone \"{zone}\" is wrong: {fault}.")]
    PolygonInvalid { zone: String, fault: Fault },
    #[error("tax_basis_points must be 0 to 10000 and tax_name at most {TAX_NAME_MAX} characters.")]
    TaxInvalid,
    #[error(
        "payment_policies must be known ways to pay, each once; invoice_due_days 0 to {INVOICE_DUE_MAX_DAYS}; \
         payment_timeout_minutes 0 or {} to {}.",
        PAYMENT_TIMEOUT_MINUTES.start(),
        PAYMENT_TIMEOUT_MINUTES.end()
    )]
    PaymentInvalid,
    #[error("invoice_sender must have at most {SENDER_MAX} characters, without control characters but line breaks.")]
    SenderInvalid,
    #[error("A time is out of range.")]
    TimeInvalid,
    #[error("order_id must be the id of an order (a UUID).")]
    OrderIdInvalid,
    #[error("customer_id must name the customer who orders, in 1 to 100 characters.")]
    CustomerRequired,
    #[error("revision must be 1 for a new order, and one more for each change of it.")]
    RevisionInvalid,
    #[error("lines must hold what to reserve.")]
    NoLines,
    #[error("lines must be at most {LINES_MAX}. Add lines of one product up.")]
    TooManyLines,
    #[error("quantity must be 1 to {QUANTITY_MAX}.")]
    QuantityInvalid,
    #[error("Revision {0} of this order was answered already. Ask with a newer one.")]
    RevisionStale(i32),
    #[error("This revision was asked for another wish. Raise the revision with each change of the order.")]
    KeyReused,
    #[error("Someone else changed it meanwhile: it has version {0} now. Read it again, then repeat your change.")]
    VersionMismatch(i64),
    #[error("The category still holds {0} products. Move or remove them first.")]
    CategoryNotEmpty(i64),
    #[error(
        "The shop is full: it holds {CATEGORIES_MAX} categories, {PRODUCTS_MAX} products and {OPTION_GROUPS_MAX} option \
         groups at most. Remove some."
    )]
    CatalogueFull,
    #[error("query must hold the words to look for.")]
    QueryRequired,
    #[error("query must have at most {QUERY_MAX} characters.")]
    QueryTooLong,
    #[error("ids must be at most {IDS_MAX}. Ask in several calls.")]
    TooManyIds,
    #[error(
        "A market has at most {CATEGORIES_MAX} categories, {PRODUCTS_MAX} products, {OPTION_GROUPS_MAX} option groups and \
         {} coupons. Load it in parts.",
        market::COUPONS_MAX
    )]
    MarketTooLarge,
    #[error("{row}: {source}")]
    Row { row: market::Row, source: Box<Error> },
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Why a coupon cannot be used, for a caller who asks before ordering.
const fn unusable(why: Unusable) -> &'static str {
    match why {
        Unusable::NotFound => "There is no such coupon. Check its spelling.",
        Unusable::NotStarted => "This coupon does not hold yet. Try again when it has started.",
        Unusable::Expired => "This coupon has expired. Order without it, or use another one.",
        Unusable::AlreadyUsed => "This customer has used this coupon already. Order without it, or use another one.",
        Unusable::UsedUp => "This coupon is used up. Order without it, or use another one.",
    }
}

impl Error {
    /// The one table of kinds and reasons; `None` for failures that bring their own.
    fn kind(&self) -> Option<(Kind, &'static str)> {
        Some(match self {
            Self::CategoryNotFound => (Kind::NotFound, "CATEGORY_NOT_FOUND"),
            Self::ProductNotFound => (Kind::NotFound, "PRODUCT_NOT_FOUND"),
            Self::OptionGroupNotFound => (Kind::NotFound, "OPTION_GROUP_NOT_FOUND"),
            Self::CouponNotFound => (Kind::NotFound, "COUPON_NOT_FOUND"),
            Self::CouponUnusable(Unusable::NotFound) => (Kind::NotFound, Unusable::NotFound.reason()),
            Self::CouponUnusable(why) => (Kind::FailedPrecondition, why.reason()),
            Self::SlugTaken(_) => (Kind::AlreadyExists, "SLUG_TAKEN"),
            Self::SkuTaken(_) => (Kind::AlreadyExists, "SKU_TAKEN"),
            Self::CodeTaken(_) => (Kind::AlreadyExists, "CODE_TAKEN"),
            Self::VersionMismatch(_) => (Kind::Aborted, "VERSION_MISMATCH"),
            Self::CategoryNotEmpty(_) => (Kind::FailedPrecondition, "CATEGORY_NOT_EMPTY"),
            Self::CatalogueFull => (Kind::FailedPrecondition, "CATALOGUE_FULL"),
            Self::StockNotTracked => (Kind::FailedPrecondition, "STOCK_NOT_TRACKED"),
            Self::SlotsNotOffered => (Kind::FailedPrecondition, "SLOTS_NOT_OFFERED"),
            Self::RevisionStale(_) => (Kind::FailedPrecondition, "REVISION_STALE"),
            Self::KeyReused => (Kind::FailedPrecondition, "KEY_REUSED"),
            Self::Row { source, .. } => return source.kind(),
            Self::Refused(_) | Self::Database(_) => return None,
            wrong => (Kind::InvalidArgument, wrong.invalid_reason()),
        })
    }

    /// The table's other half: requests that are wrong in themselves.
    const fn invalid_reason(&self) -> &'static str {
        match self {
            Self::SlugInvalid | Self::SlugFixed => "SLUG_INVALID",
            Self::SkuInvalid => "SKU_INVALID",
            Self::CodeInvalid | Self::CodeFixed => "CODE_INVALID",
            Self::CategoryNameInvalid | Self::ProductNameInvalid | Self::OptionNameInvalid => "NAME_INVALID",
            Self::DescriptionInvalid => "DESCRIPTION_INVALID",
            Self::UnitInvalid => "UNIT_INVALID",
            Self::AliasInvalid => "ALIAS_INVALID",
            Self::PriceInvalid | Self::ChoicePriceInvalid => "PRICE_INVALID",
            Self::SumInvalid => "SUM_INVALID",
            Self::CurrencyMismatch(_) => "CURRENCY_MISMATCH",
            Self::OptionGroupsInvalid => "OPTION_GROUPS_INVALID",
            Self::ChoicesInvalid => "CHOICES_INVALID",
            Self::FieldInvalid => "FIELD_INVALID",
            Self::StockInvalid => "STOCK_INVALID",
            Self::StockChangeRequired => "STOCK_CHANGE_REQUIRED",
            Self::BenefitInvalid => "BENEFIT_INVALID",
            Self::ScopeInvalid => "SCOPE_INVALID",
            Self::DatesInvalid => "DATES_INVALID",
            Self::LimitInvalid => "LIMIT_INVALID",
            Self::HoursInvalid(
                HoursError::Date | HoursError::DateTwice | HoursError::Name | HoursError::TooManyDays,
            ) => "SPECIAL_DAY_INVALID",
            Self::HoursInvalid(_) => "HOURS_INVALID",
            Self::SlotsInvalid | Self::LeadTimeInvalid => "SLOTS_INVALID",
            Self::ZoneInvalid | Self::PolygonInvalid { .. } => "ZONE_INVALID",
            Self::TaxInvalid => "TAX_INVALID",
            Self::PaymentInvalid => "PAYMENT_INVALID",
            Self::SenderInvalid => "SENDER_INVALID",
            Self::TimeInvalid => "TIME_INVALID",
            Self::OrderIdInvalid => "ORDER_ID_INVALID",
            Self::CustomerRequired => "CUSTOMER_REQUIRED",
            Self::RevisionInvalid => "REVISION_INVALID",
            Self::NoLines => "NO_LINES",
            Self::TooManyLines => "TOO_MANY_LINES",
            Self::QuantityInvalid => "QUANTITY_INVALID",
            Self::QueryRequired => "QUERY_REQUIRED",
            Self::QueryTooLong => "QUERY_TOO_LONG",
            Self::TooManyIds => "TOO_MANY_IDS",
            Self::MarketTooLarge => "MARKET_TOO_LARGE",
            _ => "INVALID_ARGUMENT",
        }
    }

    /// What programs may want to know besides the reason.
    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::VersionMismatch(version) => vec![("version", version.to_string())],
            Self::CategoryNotEmpty(products) => vec![("products", products.to_string())],
            Self::RevisionStale(revision) => vec![("revision", revision.to_string())],
            Self::CurrencyMismatch(currency) => vec![("currency", currency.code().to_owned())],
            Self::PolygonInvalid { zone, fault } => vec![("zone", zone.clone()), ("fault", fault.as_str().to_owned())],
            Self::Row { row, source } => [source.details(), vec![("row", row.to_string())]].concat(),
            _ => Vec::new(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let Some((kind, reason)) = error.kind() else {
            return match error {
                Error::Refused(problem) => problem,
                Error::Database(error) => error.into(),
                _ => Self::internal(),
            };
        };
        let problem = Self::new(kind, reason, error.to_string());
        error.details().into_iter().fold(problem, |problem, (key, value)| problem.with(key, value))
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}
