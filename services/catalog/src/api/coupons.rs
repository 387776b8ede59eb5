//! Codes that make an order cheaper.

use base::Id;
use chassis::{db::Conn, page};
use proto::catalog::v1::{
    CheckCouponRequest, CheckCouponResponse, CreateCouponRequest, CreateCouponResponse, DeleteCouponRequest,
    DeleteCouponResponse, GetCouponRequest, GetCouponResponse, ListCouponsRequest, ListCouponsResponse,
    UpdateCouponRequest, UpdateCouponResponse,
};

use super::{categories, convert::coupons as convert};
use crate::{
    Catalog,
    domain::{
        check_version,
        coupon::{Code, Coupon, CouponDraft, CouponKey, Terms, Unusable},
        reservation::Customer,
    },
    error::Error,
    store::{coupons, products},
};

/// The unique index of codes, which refuses the second of two that come at the same time.
const CODE_INDEX: &str = "code";

pub(super) async fn check(catalog: &Catalog, request: CheckCouponRequest) -> Result<CheckCouponResponse, Error> {
    let code = Code::asked(request.code.trim());
    let customer = Some(request.customer_id).filter(|customer| !customer.is_empty());
    let customer = customer.map(|customer| Customer::parse(&customer)).transpose()?;
    let read = async move |conn: &mut Conn| -> Result<(Coupon, i32), Error> {
        let found = coupons::find(conn, CouponKey::Code(code)).await?;
        let coupon = found.ok_or(Error::CouponUnusable(Unusable::NotFound))?;
        let uses = match customer {
            Some(customer) => coupons::uses(conn, vec![coupon.id], vec![customer]).await?,
            None => Vec::new(),
        };
        Ok((coupon, uses.first().map_or(0, |(_, uses)| *uses)))
    };
    let (coupon, uses) = catalog.db.read(read).await?;
    coupon.check_use(catalog.world.now(), uses).map_err(Error::CouponUnusable)?;
    Ok(CheckCouponResponse { coupon: Some((&coupon).into()) })
}

pub(super) async fn get(catalog: &Catalog, request: GetCouponRequest) -> Result<GetCouponResponse, Error> {
    let key = CouponKey::parse(&request.coupon)?;
    let coupon = catalog.db.read(async move |conn: &mut Conn| find(conn, key).await).await?;
    Ok(GetCouponResponse { coupon: Some((&coupon).into()) })
}

pub(super) async fn list(catalog: &Catalog, request: ListCouponsRequest) -> Result<ListCouponsResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: String = page::start(&request.page_token)?.unwrap_or_default();
    let read =
        async move |conn: &mut Conn| -> Result<Vec<Coupon>, Error> { Ok(coupons::page(conn, start, size + 1).await?) };
    let mut coupons = catalog.db.read(read).await?;
    let next_page_token = page::next(&mut coupons, size, |coupon| coupon.code.to_string());
    Ok(ListCouponsResponse { coupons: coupons.iter().map(Into::into).collect(), next_page_token })
}

pub(super) async fn create(catalog: &Catalog, request: CreateCouponRequest) -> Result<CreateCouponResponse, Error> {
    let draft = convert::draft(&request.coupon.unwrap_or_default(), catalog.settings.currency)?;
    let code = draft.code.clone().ok_or(Error::CodeInvalid)?;
    let id = catalog.world.id();
    let write = async move |tx: &mut Conn| -> Result<Coupon, Error> {
        let coupon = Coupon::new(id, code, scoped(tx, draft).await?);
        match coupons::insert(tx, &coupon).await {
            Err(error) if error.is_unique_violation(CODE_INDEX) => Err(Error::CodeTaken(coupon.code)),
            done => Ok(done.map(|()| coupon)?),
        }
    };
    let coupon = catalog.db.write(write).await?;
    Ok(CreateCouponResponse { coupon: Some((&coupon).into()) })
}

pub(super) async fn update(catalog: &Catalog, request: UpdateCouponRequest) -> Result<UpdateCouponResponse, Error> {
    let message = request.coupon.unwrap_or_default();
    let id: Id = message.id.parse().map_err(|_| Error::CouponNotFound)?;
    let draft = convert::draft(&message, catalog.settings.currency)?;
    let write = async move |tx: &mut Conn| -> Result<Coupon, Error> {
        let code = draft.code.clone();
        let terms = scoped(tx, draft).await?;
        let coupon = lock(tx, CouponKey::Id(id)).await?.replaced(code.as_ref(), terms, message.version)?;
        coupons::update(tx, &coupon).await?;
        Ok(coupon)
    };
    let coupon = catalog.db.write(write).await?;
    Ok(UpdateCouponResponse { coupon: Some((&coupon).into()) })
}

pub(super) async fn delete(catalog: &Catalog, request: DeleteCouponRequest) -> Result<DeleteCouponResponse, Error> {
    let (key, expected_version) = (CouponKey::parse(&request.coupon)?, request.version);
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<(), Error> {
        let coupon = lock(tx, key).await?;
        check_version(coupon.version, expected_version)?;
        Ok(coupons::remove(tx, coupon.id, now).await?)
    };
    catalog.db.write(write).await?;
    Ok(DeleteCouponResponse {})
}

async fn find(conn: &mut Conn, key: CouponKey) -> Result<Coupon, Error> {
    coupons::find(conn, key).await?.ok_or(Error::CouponNotFound)
}

/// The coupon, which nobody else changes or claims until the transaction ends.
async fn lock(tx: &mut Conn, key: CouponKey) -> Result<Coupon, Error> {
    let (codes, ids) = match key {
        CouponKey::Id(id) => (Vec::new(), vec![id]),
        CouponKey::Code(code) => (vec![code], Vec::new()),
    };
    let found = coupons::lock(tx, codes, ids).await?.into_iter().find(|coupon| !coupon.removed);
    found.ok_or(Error::CouponNotFound)
}

/// The terms with the ids of what the coupon is for.
async fn scoped(tx: &mut Conn, draft: CouponDraft) -> Result<Terms, Error> {
    let (mut product_ids, mut category_ids) = (Vec::new(), Vec::new());
    for key in draft.products.clone() {
        product_ids.push(products::find(tx, key).await?.ok_or(Error::ScopeInvalid)?.id);
    }
    for key in draft.categories.clone() {
        category_ids.push(categories::find(tx, key).await.map_err(|_| Error::ScopeInvalid)?.id);
    }
    Ok(draft.scoped(product_ids, category_ids))
}
