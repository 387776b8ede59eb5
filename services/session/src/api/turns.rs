//! What was said, and why the bot answered so.

use chassis::{db::Conn, page};
use proto::session::v1 as wire;

use super::{Api, convert, customers};
use crate::{error::Error, store::turns};

pub(super) async fn list(api: &Api, request: wire::ListTurnsRequest) -> Result<wire::ListTurnsResponse, Error> {
    let (size, start) = (page::size(request.page_size)?, page::start(&request.page_token)?);
    let customer = customers::find(api, &request.customer_id).await?.id;
    let seals = api.seals.clone();
    let read = async move |conn: &mut Conn| turns::list(conn, &seals, customer, start, size + 1).await;
    let mut found = api.db.read(read).await?;
    let next_page_token = page::next(&mut found, size, |record| record.id);
    Ok(wire::ListTurnsResponse { turns: found.into_iter().map(convert::turn).collect(), next_page_token })
}
