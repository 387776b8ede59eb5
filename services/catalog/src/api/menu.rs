//! What customers see: the menu and the search in it.

use chassis::{db::Conn, page};
use proto::catalog::v1::{
    GetMenuRequest, GetMenuResponse, MenuSection, ProductMatch, SearchProductsRequest, SearchProductsResponse,
};

use crate::{Catalog, domain::search::Query, error::Error, store};

/// Products found when the caller does not say how many.
const MATCHES_DEFAULT: usize = 10;
/// Products found at most; a larger wish is not an error.
const MATCHES_MAX: usize = 50;

pub(super) async fn get(catalog: &Catalog, request: GetMenuRequest) -> Result<GetMenuResponse, Error> {
    let revision = current_revision(catalog).await?;
    if revision == request.known_revision {
        return Ok(GetMenuResponse { revision, changed: false, sections: Vec::new() });
    }
    let menu = catalog.menu.at(&catalog.db, revision).await?;
    let sections = menu.sections.iter().map(MenuSection::from).collect();
    Ok(GetMenuResponse { revision: menu.revision, changed: true, sections })
}

pub(super) async fn search(catalog: &Catalog, request: SearchProductsRequest) -> Result<SearchProductsResponse, Error> {
    let query = Query::parse(&request.query)?;
    let limit = limit(request.page_size)?;
    let revision = current_revision(catalog).await?;
    let menu = catalog.menu.at(&catalog.db, revision).await?;
    let matches = menu.search(&query, limit).into_iter();
    let matches = matches.map(|(product, score)| ProductMatch { product: Some(product.into()), score }).collect();
    Ok(SearchProductsResponse { matches })
}

async fn current_revision(catalog: &Catalog) -> Result<i64, Error> {
    catalog
        .db
        .read(async move |conn: &mut Conn| -> Result<i64, Error> { Ok(store::revision::current(conn).await?) })
        .await
}

fn limit(page_size: i32) -> Result<usize, Error> {
    if page_size == 0 {
        return Ok(MATCHES_DEFAULT);
    }
    Ok(usize::try_from(page::size(page_size)?).map_or(MATCHES_MAX, |size| size.min(MATCHES_MAX)))
}
