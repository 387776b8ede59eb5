//! What the catalogue offers now.

use base::{Id, Money};
use chassis::{Kind, Problem, wire::Wire};
use futures_util::future::try_join_all;
use proto::catalog::v1::{
    BatchGetProductsRequest, GetProductRequest, Product, catalog_service_client::CatalogServiceClient,
};

use crate::{
    domain::{Items, Offer, ProductRef},
    error::Error,
};

/// The way to the catalogue.
#[derive(Clone)]
pub(crate) struct Catalog(CatalogServiceClient<Wire>);

impl Catalog {
    pub(crate) fn new(wire: Wire) -> Self {
        Self(CatalogServiceClient::new(wire))
    }

    /// What is offered of the things asked for; what the catalogue does not know is left out. One call when all are
    /// named by id, as chats do.
    pub(crate) async fn offers(&self, items: &Items) -> Result<Vec<Offer>, Error> {
        let (mut ids, mut skus): (Vec<Id>, Vec<&str>) = Default::default();
        for item in items.iter() {
            match &item.product {
                ProductRef::Id(id) => ids.push(*id),
                ProductRef::Sku(sku) => skus.push(sku),
            }
        }
        let mut offers = self.by_ids(ids).await?;
        let named = try_join_all(skus.into_iter().map(|sku| self.by_sku(sku))).await?;
        offers.extend(named.into_iter().flatten());
        Ok(offers)
    }

    async fn by_ids(&self, ids: Vec<Id>) -> Result<Vec<Offer>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let request = BatchGetProductsRequest { ids: ids.iter().map(ToString::to_string).collect() };
        let answer = self.0.clone().batch_get_products(request).await.map_err(failed)?;
        answer.into_inner().products.into_iter().map(offer).collect()
    }

    async fn by_sku(&self, sku: &str) -> Result<Option<Offer>, Error> {
        let request = GetProductRequest { product: sku.to_owned() };
        match self.0.clone().get_product(request).await.map_err(Problem::from) {
            Ok(answer) => answer.into_inner().product.map(offer).transpose(),
            Err(problem) if problem.kind == Kind::NotFound => Ok(None),
            Err(problem) => Err(Error::Catalog(problem)),
        }
    }
}

fn offer(product: Product) -> Result<Offer, Error> {
    let price = product.price.and_then(|price| Money::try_from(price).ok()).filter(|price| price.minor >= 0);
    Ok(Offer {
        id: product.id.parse().map_err(|_| unreadable("id"))?,
        sku: product.sku,
        name: product.name,
        price: price.ok_or_else(|| unreadable("price"))?,
        available: product.available && product.active,
    })
}

fn failed(status: tonic::Status) -> Error {
    Error::Catalog(status.into())
}

fn unreadable(field: &str) -> Error {
    Error::Catalog(Problem::new(Kind::Internal, "PRODUCT_UNREADABLE", format!("a product has no right {field}")))
}
