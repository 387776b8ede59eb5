//! What customers see: the menu and the search in it.

use chassis::page;
use proto::catalog::v1::{
    GetMenuRequest, GetMenuResponse, MenuSection, OptionGroup, ProductMatch, SearchProductsRequest,
    SearchProductsResponse,
};

use super::convert;
use crate::{Catalog, domain::search::Query, error::Error};

/// Products found when the caller does not say how many.
const MATCHES_DEFAULT: usize = 10;
/// Products found at most; a larger wish is not an error.
const MATCHES_MAX: usize = 50;

pub(super) async fn get(catalog: &Catalog, request: GetMenuRequest) -> Result<GetMenuResponse, Error> {
    let today = catalog.today();
    let revision = catalog.menu.revision(today).await?;
    if revision == request.known_revision {
        return Ok(GetMenuResponse { revision, changed: false, ..GetMenuResponse::default() });
    }
    let menu = catalog.menu.at(revision, today).await?;
    Ok(GetMenuResponse {
        revision: menu.revision,
        changed: true,
        sections: menu.sections.iter().map(MenuSection::from).collect(),
        option_groups: menu.option_groups.iter().map(OptionGroup::from).collect(),
        shop: Some(convert::shop::show(&menu.shop, &catalog.settings.time_zone)),
    })
}

pub(super) async fn search(catalog: &Catalog, request: SearchProductsRequest) -> Result<SearchProductsResponse, Error> {
    let query = Query::parse(&request.query)?;
    let limit = limit(request.page_size)?;
    let today = catalog.today();
    let revision = catalog.menu.revision(today).await?;
    let menu = catalog.menu.at(revision, today).await?;
    let matches = menu.search(&query, limit).into_iter().map(|(product, score)| {
        let product = Some(convert::products::show_to_customers(product));
        ProductMatch { product, score }
    });
    Ok(SearchProductsResponse { matches: matches.collect() })
}

fn limit(page_size: i32) -> Result<usize, Error> {
    if page_size == 0 {
        return Ok(MATCHES_DEFAULT);
    }
    Ok(usize::try_from(page::size(page_size)?).map_or(MATCHES_MAX, |size| size.min(MATCHES_MAX)))
}
