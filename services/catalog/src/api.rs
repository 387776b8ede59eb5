//! The calls of `souk.catalog.v1.CatalogService`.

mod categories;
mod convert;
mod coupons;
mod market;
mod menu;
mod options;
mod products;
mod reservations;
mod shop;

use proto::catalog::v1::{catalog_service_server::CatalogService, *};
use tonic::{Request, Response, Status};

use crate::{Catalog, error::Error};

type Answer<T> = Result<Response<T>, Status>;

/// The catalogue's gRPC service.
pub struct Api(Catalog);

impl Api {
    pub(crate) const fn new(catalog: Catalog) -> Self {
        Self(catalog)
    }
}

fn answer<T>(done: Result<T, Error>) -> Answer<T> {
    Ok(Response::new(done?))
}

#[tonic::async_trait]
impl CatalogService for Api {
    async fn get_menu(&self, request: Request<GetMenuRequest>) -> Answer<GetMenuResponse> {
        answer(menu::get(&self.0, request.into_inner()).await)
    }

    async fn search_products(&self, request: Request<SearchProductsRequest>) -> Answer<SearchProductsResponse> {
        answer(menu::search(&self.0, request.into_inner()).await)
    }

    async fn get_category(&self, request: Request<GetCategoryRequest>) -> Answer<GetCategoryResponse> {
        answer(categories::get(&self.0, request.into_inner()).await)
    }

    async fn list_categories(&self, request: Request<ListCategoriesRequest>) -> Answer<ListCategoriesResponse> {
        answer(categories::list(&self.0, request.into_inner()).await)
    }

    async fn create_category(&self, request: Request<CreateCategoryRequest>) -> Answer<CreateCategoryResponse> {
        answer(categories::create(&self.0, request.into_inner()).await)
    }

    async fn update_category(&self, request: Request<UpdateCategoryRequest>) -> Answer<UpdateCategoryResponse> {
        answer(categories::update(&self.0, request.into_inner()).await)
    }

    async fn delete_category(&self, request: Request<DeleteCategoryRequest>) -> Answer<DeleteCategoryResponse> {
        answer(categories::delete(&self.0, request.into_inner()).await)
    }

    async fn get_product(&self, request: Request<GetProductRequest>) -> Answer<GetProductResponse> {
        answer(products::get(&self.0, request.into_inner()).await)
    }

    async fn batch_get_products(&self, request: Request<BatchGetProductsRequest>) -> Answer<BatchGetProductsResponse> {
        answer(products::batch_get(&self.0, request.into_inner()).await)
    }

    async fn list_products(&self, request: Request<ListProductsRequest>) -> Answer<ListProductsResponse> {
        answer(products::list(&self.0, request.into_inner()).await)
    }

    async fn create_product(&self, request: Request<CreateProductRequest>) -> Answer<CreateProductResponse> {
        answer(products::create(&self.0, request.into_inner()).await)
    }

    async fn update_product(&self, request: Request<UpdateProductRequest>) -> Answer<UpdateProductResponse> {
        answer(products::update(&self.0, request.into_inner()).await)
    }

    async fn set_availability(&self, request: Request<SetAvailabilityRequest>) -> Answer<SetAvailabilityResponse> {
        answer(products::set_availability(&self.0, request.into_inner()).await)
    }

    async fn delete_product(&self, request: Request<DeleteProductRequest>) -> Answer<DeleteProductResponse> {
        answer(products::delete(&self.0, request.into_inner()).await)
    }

    async fn import_market(&self, request: Request<ImportMarketRequest>) -> Answer<ImportMarketResponse> {
        answer(market::import(&self.0, request.into_inner()).await)
    }

    async fn set_stock(&self, request: Request<SetStockRequest>) -> Answer<SetStockResponse> {
        answer(products::set_stock(&self.0, request.into_inner()).await)
    }

    async fn get_option_group(&self, request: Request<GetOptionGroupRequest>) -> Answer<GetOptionGroupResponse> {
        answer(options::get(&self.0, request.into_inner()).await)
    }

    async fn list_option_groups(&self, request: Request<ListOptionGroupsRequest>) -> Answer<ListOptionGroupsResponse> {
        answer(options::list(&self.0, request.into_inner()).await)
    }

    async fn create_option_group(
        &self,
        request: Request<CreateOptionGroupRequest>,
    ) -> Answer<CreateOptionGroupResponse> {
        answer(options::create(&self.0, request.into_inner()).await)
    }

    async fn update_option_group(
        &self,
        request: Request<UpdateOptionGroupRequest>,
    ) -> Answer<UpdateOptionGroupResponse> {
        answer(options::update(&self.0, request.into_inner()).await)
    }

    async fn delete_option_group(
        &self,
        request: Request<DeleteOptionGroupRequest>,
    ) -> Answer<DeleteOptionGroupResponse> {
        answer(options::delete(&self.0, request.into_inner()).await)
    }

    async fn check_coupon(&self, request: Request<CheckCouponRequest>) -> Answer<CheckCouponResponse> {
        answer(coupons::check(&self.0, request.into_inner()).await)
    }

    async fn get_coupon(&self, request: Request<GetCouponRequest>) -> Answer<GetCouponResponse> {
        answer(coupons::get(&self.0, request.into_inner()).await)
    }

    async fn list_coupons(&self, request: Request<ListCouponsRequest>) -> Answer<ListCouponsResponse> {
        answer(coupons::list(&self.0, request.into_inner()).await)
    }

    async fn create_coupon(&self, request: Request<CreateCouponRequest>) -> Answer<CreateCouponResponse> {
        answer(coupons::create(&self.0, request.into_inner()).await)
    }

    async fn update_coupon(&self, request: Request<UpdateCouponRequest>) -> Answer<UpdateCouponResponse> {
        answer(coupons::update(&self.0, request.into_inner()).await)
    }

    async fn delete_coupon(&self, request: Request<DeleteCouponRequest>) -> Answer<DeleteCouponResponse> {
        answer(coupons::delete(&self.0, request.into_inner()).await)
    }

    async fn get_shop(&self, request: Request<GetShopRequest>) -> Answer<GetShopResponse> {
        answer(shop::get(&self.0, request.into_inner()).await)
    }

    async fn update_shop(&self, request: Request<UpdateShopRequest>) -> Answer<UpdateShopResponse> {
        answer(shop::update(&self.0, request.into_inner()).await)
    }

    async fn list_slots(&self, request: Request<ListSlotsRequest>) -> Answer<ListSlotsResponse> {
        answer(shop::list_slots(&self.0, request.into_inner()).await)
    }

    async fn reserve(&self, request: Request<ReserveRequest>) -> Answer<ReserveResponse> {
        answer(reservations::reserve(&self.0, request.into_inner()).await)
    }

    async fn release(&self, request: Request<ReleaseRequest>) -> Answer<ReleaseResponse> {
        answer(reservations::release(&self.0, request.into_inner()).await)
    }
}
