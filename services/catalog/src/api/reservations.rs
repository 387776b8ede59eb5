//! Reserving what orders need, and giving it back.

use proto::catalog::v1::{ReleaseRequest, ReleaseResponse, ReserveRequest, ReserveResponse};

use super::convert::reservations as convert;
use crate::{Catalog, error::Error};

pub(super) async fn reserve(catalog: &Catalog, request: ReserveRequest) -> Result<ReserveResponse, Error> {
    let (order_id, wish) = (convert::order_id(&request.order_id)?, convert::wish(&request)?);
    Ok(catalog.desk.reserve(order_id, request.revision, wish).await?.into())
}

pub(super) async fn release(catalog: &Catalog, request: ReleaseRequest) -> Result<ReleaseResponse, Error> {
    let released = catalog.desk.release(convert::order_id(&request.order_id)?).await?;
    Ok(ReleaseResponse { released })
}
