//! Showing sensitive values to those who need them.

use chassis::db::Conn;
use proto::orders::v1::{self as wire, reveal_fields_response::Line as RevealedLine};

use super::{Api, parse};
use crate::{
    domain::{
        Order,
        fields::FieldValue,
        names::{ID_MAX, is_name},
    },
    error::Error,
    store,
};

pub(super) async fn reveal_fields(
    api: &Api,
    request: wire::RevealFieldsRequest,
) -> Result<wire::RevealFieldsResponse, Error> {
    if !is_name(&request.user_id, ID_MAX) {
        return Err(Error::UserRequired);
    }
    let wanted = parse::order_ref(&request.order)?;
    let order = api.db.read(async move |conn: &mut Conn| store::find(conn, wanted).await).await?;
    let lines = revealed(api, &order)?;
    tracing::info!(user = request.user_id, order = %order.id, "sensitive fields were shown");
    Ok(wire::RevealFieldsResponse { lines })
}

fn revealed(api: &Api, order: &Order) -> Result<Vec<RevealedLine>, Error> {
    let mut lines = Vec::new();
    for (index, line) in (0..).zip(&order.lines) {
        let sensitive = line.fields.iter().filter(|field| field.is_sensitive());
        let fields = sensitive.map(|field| open(api, order, field)).collect::<Result<Vec<_>, _>>()?;
        if !fields.is_empty() {
            lines.push(RevealedLine { index, fields });
        }
    }
    Ok(lines)
}

fn open(api: &Api, order: &Order, field: &FieldValue) -> Result<wire::FieldValue, Error> {
    let value = api.vault.open(order.id, field)?.into();
    Ok(wire::FieldValue { key: field.key.clone(), value, label: field.label.clone(), sensitive: true })
}
