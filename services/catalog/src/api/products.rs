//! The things to buy.

use base::Id;
use chassis::{db::Conn, page};
use proto::catalog::v1::{
    BatchGetProductsRequest, BatchGetProductsResponse, CreateProductRequest, CreateProductResponse,
    DeleteProductRequest, DeleteProductResponse, GetProductRequest, GetProductResponse, ListProductsRequest,
    ListProductsResponse, SetAvailabilityRequest, SetAvailabilityResponse, SetStockRequest, SetStockResponse,
    UpdateProductRequest, UpdateProductResponse,
};

use super::{categories, convert::products as convert, options};
use crate::{
    Catalog,
    domain::{
        check_version,
        code::{CategoryKey, ProductKey, Sku},
        product::{self, Product, ProductDraft, References},
        stock::Stock,
    },
    error::{Error, IDS_MAX},
    store::{self, products, revision, stock},
};

pub(super) async fn get(catalog: &Catalog, request: GetProductRequest) -> Result<GetProductResponse, Error> {
    let key = ProductKey::parse(&request.product)?;
    let product = catalog.db.read(async move |conn: &mut Conn| find(conn, key).await).await?;
    Ok(GetProductResponse { product: Some(convert::show(&product, catalog.today())) })
}

pub(super) async fn batch_get(
    catalog: &Catalog,
    request: BatchGetProductsRequest,
) -> Result<BatchGetProductsResponse, Error> {
    if request.ids.len() > IDS_MAX {
        return Err(Error::TooManyIds);
    }
    // What is no id names no product, so it is left out like any unknown id.
    let ids: Vec<Id> = request.ids.iter().filter_map(|id| id.parse().ok()).collect();
    let read = async move |conn: &mut Conn| -> Result<Vec<Product>, Error> { Ok(products::batch(conn, &ids).await?) };
    let products = catalog.db.read(read).await?;
    let today = catalog.today();
    Ok(BatchGetProductsResponse { products: products.iter().map(|product| convert::show(product, today)).collect() })
}

pub(super) async fn list(catalog: &Catalog, request: ListProductsRequest) -> Result<ListProductsResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: (String, Id) = page::start(&request.page_token)?.unwrap_or((String::new(), store::FIRST_ID));
    let category = Some(request.category).filter(|category| !category.is_empty());
    let category = category.map(|category| CategoryKey::parse(&category)).transpose()?;
    let read = async move |conn: &mut Conn| -> Result<Vec<Product>, Error> {
        let category = match category {
            Some(key) => Some(categories::find(conn, key).await?.id),
            None => None,
        };
        Ok(products::page(conn, category, start, size + 1).await?)
    };
    let mut products = catalog.db.read(read).await?;
    let next_page_token = page::next(&mut products, size, |product| (products::name_key(&product.name), product.id));
    let today = catalog.today();
    let products = products.iter().map(|product| convert::show(product, today)).collect();
    Ok(ListProductsResponse { products, next_page_token })
}

pub(super) async fn create(catalog: &Catalog, request: CreateProductRequest) -> Result<CreateProductResponse, Error> {
    let draft = convert::draft(&request.product.unwrap_or_default(), catalog.settings.currency)?;
    let (id, now) = (catalog.world.id(), catalog.world.now());
    let write = async move |tx: &mut Conn| -> Result<Product, Error> {
        revision::lock(tx).await?;
        let references = references(tx, &draft).await?;
        check_free(tx, draft.sku()?).await?;
        product::check_room(products::count(tx).await?)?;
        let product = draft.into_product(id, references, now)?;
        products::insert(tx, &product).await?;
        revision::raise(tx).await?;
        Ok(product)
    };
    let product = catalog.db.write(write).await?;
    Ok(CreateProductResponse { product: Some(convert::show(&product, catalog.today())) })
}

pub(super) async fn update(catalog: &Catalog, request: UpdateProductRequest) -> Result<UpdateProductResponse, Error> {
    let message = request.product.unwrap_or_default();
    let id = message.id.parse().map_err(|_| Error::ProductNotFound)?;
    let draft = convert::draft(&message, catalog.settings.currency)?;
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<Product, Error> {
        revision::lock(tx).await?;
        let current = products::lock(tx, ProductKey::Id(id)).await?.ok_or(Error::ProductNotFound)?;
        let references = references(tx, &draft).await?;
        let (old_sku, old_stock) = (current.sku.clone(), current.stock);
        let product = current.replaced(draft, references, message.version, now)?;
        if product.sku != old_sku {
            check_free(tx, product.sku.clone()).await?;
        }
        products::update(tx, &product).await?;
        if product.stock != old_stock {
            stock::save(tx, product.id, &product.stock).await?;
        }
        revision::raise(tx).await?;
        Ok(product)
    };
    let product = catalog.db.write(write).await?;
    Ok(UpdateProductResponse { product: Some(convert::show(&product, catalog.today())) })
}

pub(super) async fn set_availability(
    catalog: &Catalog,
    request: SetAvailabilityRequest,
) -> Result<SetAvailabilityResponse, Error> {
    let (key, available) = (ProductKey::parse(&request.product)?, request.available);
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<Product, Error> {
        revision::lock(tx).await?;
        let current = find(tx, key).await?;
        let Some(product) = current.clone().turned(available, now) else { return Ok(current) };
        products::update(tx, &product).await?;
        revision::raise(tx).await?;
        Ok(product)
    };
    let product = catalog.db.write(write).await?;
    Ok(SetAvailabilityResponse { product: Some(convert::show(&product, catalog.today())) })
}

/// Counts; the catalogue's revision rises only when customers see a difference.
pub(super) async fn set_stock(catalog: &Catalog, request: SetStockRequest) -> Result<SetStockResponse, Error> {
    let (key, change) = (ProductKey::parse(&request.product)?, convert::stock_change(request.change)?);
    let (today, expected_version) = (catalog.today(), request.version);
    let write = async move |tx: &mut Conn| -> Result<Product, Error> {
        revision::lock(tx).await?;
        let mut product = products::lock(tx, key).await?.ok_or(Error::ProductNotFound)?;
        check_version(product.version, expected_version)?;
        let seen = |stock: &Stock| (stock.is_reserved(), stock.is_sellable(today));
        let before = seen(&product.stock);
        product.stock = product.stock.counted(change)?;
        stock::save(tx, product.id, &product.stock).await?;
        if seen(&product.stock) != before {
            revision::raise(tx).await?;
        }
        Ok(product)
    };
    let product = catalog.db.write(write).await?;
    Ok(SetStockResponse { product: Some(convert::show(&product, today)) })
}

pub(super) async fn delete(catalog: &Catalog, request: DeleteProductRequest) -> Result<DeleteProductResponse, Error> {
    let (key, expected_version) = (ProductKey::parse(&request.product)?, request.version);
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<(), Error> {
        revision::lock(tx).await?;
        let product = find(tx, key).await?;
        check_version(product.version, expected_version)?;
        products::remove(tx, product.id, now).await?;
        Ok(revision::raise(tx).await?)
    };
    catalog.db.write(write).await?;
    Ok(DeleteProductResponse {})
}

async fn find(conn: &mut Conn, key: ProductKey) -> Result<Product, Error> {
    products::find(conn, key).await?.ok_or(Error::ProductNotFound)
}

/// The ids of the category and the option groups that a draft names.
async fn references(tx: &mut Conn, draft: &ProductDraft) -> Result<References, Error> {
    let category = categories::find(tx, draft.category.clone()).await?;
    let mut groups = Vec::with_capacity(draft.option_groups.len());
    for key in &draft.option_groups {
        groups.push(options::find(tx, key.clone()).await?.id);
    }
    References::new(category.id, groups)
}

async fn check_free(tx: &mut Conn, sku: Sku) -> Result<(), Error> {
    let taken = products::find(tx, ProductKey::Sku(sku.clone())).await?;
    if taken.is_none() { Ok(()) } else { Err(Error::SkuTaken(sku)) }
}
