//! What can go wrong in the catalogue, and what callers hear of it.

use base::Currency;
use chassis::{Kind, Problem, db};
use tonic::Status;

use crate::domain::{
    category::{CATEGORIES_MAX, NAME_MAX as CATEGORY_NAME_MAX},
    code::{CODE_MAX, Sku, Slug},
    market,
    product::{ALIAS_MAX, ALIASES_MAX, DESCRIPTION_MAX, NAME_MAX, PRICE_MAX_MINOR, PRODUCTS_MAX, UNIT_MAX},
    search::QUERY_MAX,
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
    #[error("The slug \"{0}\" is taken. Choose another slug, or update the category that has it.")]
    SlugTaken(Slug),
    #[error("The SKU \"{0}\" is taken. Choose another SKU, or update the product that has it.")]
    SkuTaken(Sku),
    #[error("slug must have 1 to {CODE_MAX} characters of a-z, 0-9 and \"-\" and must not be shaped like an id.")]
    SlugInvalid,
    #[error("A category keeps its slug. Leave slug empty, or add a new category.")]
    SlugFixed,
    #[error("sku must have 1 to {CODE_MAX} characters of A-Z, 0-9 and \"-\" and must not be shaped like an id.")]
    SkuInvalid,
    #[error("name must have 1 to {CATEGORY_NAME_MAX} characters, without control characters.")]
    CategoryNameInvalid,
    #[error("name must have 1 to {NAME_MAX} characters, without control characters.")]
    ProductNameInvalid,
    #[error("description must have at most {DESCRIPTION_MAX} characters, without control characters.")]
    DescriptionInvalid,
    #[error("unit must have at most {UNIT_MAX} characters, without control characters.")]
    UnitInvalid,
    #[error("aliases must be at most {ALIASES_MAX}, each with 1 to {ALIAS_MAX} characters.")]
    AliasInvalid,
    #[error("price must be above zero and at most {PRICE_MAX_MINOR} minor units.")]
    PriceInvalid,
    #[error("price must be in the shop's currency, {}.", .0.code())]
    CurrencyMismatch(Currency),
    #[error("Someone else changed it meanwhile: it has version {0} now. Read it again, then repeat your change.")]
    VersionMismatch(i64),
    #[error("The category still holds {0} products. Move or remove them first.")]
    CategoryNotEmpty(i64),
    #[error("The shop is full: it holds {CATEGORIES_MAX} categories and {PRODUCTS_MAX} products at most. Remove some.")]
    CatalogueFull,
    #[error("query must hold the words to look for.")]
    QueryRequired,
    #[error("query must have at most {QUERY_MAX} characters.")]
    QueryTooLong,
    #[error("ids must be at most {IDS_MAX}. Ask in several calls.")]
    TooManyIds,
    #[error("A market has at most {CATEGORIES_MAX} categories and {PRODUCTS_MAX} products. Load it in parts.")]
    MarketTooLarge,
    #[error("{row}: {source}")]
    Row { row: market::Row, source: Box<Error> },
    #[error(transparent)]
    Refused(#[from] Problem),
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Error {
    /// The one table of kinds and reasons; `None` for failures that bring their own.
    fn kind(&self) -> Option<(Kind, &'static str)> {
        Some(match self {
            Self::CategoryNotFound => (Kind::NotFound, "CATEGORY_NOT_FOUND"),
            Self::ProductNotFound => (Kind::NotFound, "PRODUCT_NOT_FOUND"),
            Self::SlugTaken(_) => (Kind::AlreadyExists, "SLUG_TAKEN"),
            Self::SkuTaken(_) => (Kind::AlreadyExists, "SKU_TAKEN"),
            Self::SlugInvalid | Self::SlugFixed => (Kind::InvalidArgument, "SLUG_INVALID"),
            Self::SkuInvalid => (Kind::InvalidArgument, "SKU_INVALID"),
            Self::CategoryNameInvalid | Self::ProductNameInvalid => (Kind::InvalidArgument, "NAME_INVALID"),
            Self::DescriptionInvalid => (Kind::InvalidArgument, "DESCRIPTION_INVALID"),
            Self::UnitInvalid => (Kind::InvalidArgument, "UNIT_INVALID"),
            Self::AliasInvalid => (Kind::InvalidArgument, "ALIAS_INVALID"),
            Self::PriceInvalid => (Kind::InvalidArgument, "PRICE_INVALID"),
            Self::CurrencyMismatch(_) => (Kind::InvalidArgument, "CURRENCY_MISMATCH"),
            Self::VersionMismatch(_) => (Kind::Aborted, "VERSION_MISMATCH"),
            Self::CategoryNotEmpty(_) => (Kind::FailedPrecondition, "CATEGORY_NOT_EMPTY"),
            Self::CatalogueFull => (Kind::FailedPrecondition, "CATALOGUE_FULL"),
            Self::QueryRequired => (Kind::InvalidArgument, "QUERY_REQUIRED"),
            Self::QueryTooLong => (Kind::InvalidArgument, "QUERY_TOO_LONG"),
            Self::TooManyIds => (Kind::InvalidArgument, "TOO_MANY_IDS"),
            Self::MarketTooLarge => (Kind::InvalidArgument, "MARKET_TOO_LARGE"),
            Self::Row { source, .. } => return source.kind(),
            Self::Refused(_) | Self::Database(_) => return None,
        })
    }

    /// What programs may want to know besides the reason.
    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::VersionMismatch(version) => vec![("version", version.to_string())],
            Self::CategoryNotEmpty(products) => vec![("products", products.to_string())],
            Self::CurrencyMismatch(currency) => vec![("currency", currency.code().to_owned())],
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
