//! The shelves of the shop.

use base::Id;
use chassis::{db::Conn, page};
use proto::catalog::v1::{
    CreateCategoryRequest, CreateCategoryResponse, DeleteCategoryRequest, DeleteCategoryResponse, GetCategoryRequest,
    GetCategoryResponse, ListCategoriesRequest, ListCategoriesResponse, UpdateCategoryRequest, UpdateCategoryResponse,
};

use super::convert;
use crate::{
    Catalog,
    domain::{
        category::{self, Category},
        check_version,
        code::CategoryKey,
    },
    error::Error,
    store::{self, categories, products, revision},
};

pub(super) async fn get(catalog: &Catalog, request: GetCategoryRequest) -> Result<GetCategoryResponse, Error> {
    let key = CategoryKey::parse(&request.category)?;
    let category = catalog.db.read(async move |conn: &mut Conn| find(conn, key).await).await?;
    Ok(GetCategoryResponse { category: Some((&category).into()) })
}

pub(super) async fn list(catalog: &Catalog, request: ListCategoriesRequest) -> Result<ListCategoriesResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: (i32, Id) = page::start(&request.page_token)?.unwrap_or((i32::MIN, store::FIRST_ID));
    let read = async move |conn: &mut Conn| -> Result<Vec<Category>, Error> {
        Ok(categories::page(conn, start, size + 1).await?)
    };
    let mut categories = catalog.db.read(read).await?;
    let next_page_token = page::next(&mut categories, size, |category| (category.position, category.id));
    Ok(ListCategoriesResponse { categories: categories.iter().map(Into::into).collect(), next_page_token })
}

pub(super) async fn create(catalog: &Catalog, request: CreateCategoryRequest) -> Result<CreateCategoryResponse, Error> {
    let draft = convert::category_draft(&request.category.unwrap_or_default())?;
    let id = catalog.world.id();
    let write = async move |tx: &mut Conn| -> Result<Category, Error> {
        revision::lock(tx).await?;
        let slug = draft.slug()?;
        if categories::find(tx, CategoryKey::Slug(slug.clone())).await?.is_some() {
            return Err(Error::SlugTaken(slug));
        }
        category::check_room(categories::count(tx).await?)?;
        let category = draft.into_category(id)?;
        categories::insert(tx, &category).await?;
        revision::raise(tx).await?;
        Ok(category)
    };
    let category = catalog.db.write(write).await?;
    Ok(CreateCategoryResponse { category: Some((&category).into()) })
}

pub(super) async fn update(catalog: &Catalog, request: UpdateCategoryRequest) -> Result<UpdateCategoryResponse, Error> {
    let message = request.category.unwrap_or_default();
    let id = message.id.parse().map_err(|_| Error::CategoryNotFound)?;
    let (draft, expected_version) = (convert::category_draft(&message)?, message.version);
    let write = async move |tx: &mut Conn| -> Result<Category, Error> {
        revision::lock(tx).await?;
        let category = find(tx, CategoryKey::Id(id)).await?.replaced(draft, expected_version)?;
        categories::update(tx, &category).await?;
        revision::raise(tx).await?;
        Ok(category)
    };
    let category = catalog.db.write(write).await?;
    Ok(UpdateCategoryResponse { category: Some((&category).into()) })
}

pub(super) async fn delete(catalog: &Catalog, request: DeleteCategoryRequest) -> Result<DeleteCategoryResponse, Error> {
    let (key, expected_version) = (CategoryKey::parse(&request.category)?, request.version);
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<(), Error> {
        revision::lock(tx).await?;
        let category = find(tx, key).await?;
        check_version(category.version, expected_version)?;
        category.check_empty(products::count_in(tx, category.id).await?)?;
        categories::remove(tx, category.id, now).await?;
        Ok(revision::raise(tx).await?)
    };
    catalog.db.write(write).await?;
    Ok(DeleteCategoryResponse {})
}

pub(super) async fn find(conn: &mut Conn, key: CategoryKey) -> Result<Category, Error> {
    categories::find(conn, key).await?.ok_or(Error::CategoryNotFound)
}
