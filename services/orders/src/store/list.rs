//! Pages of orders, newest first.

use std::cmp::Reverse;

use base::Id;
use chassis::db::{
    Conn, columns,
    types::{Moment, Uid},
};
use diesel::prelude::*;
use jiff::Timestamp;

use super::{rows::OrderRow, schema::orders};
use crate::{
    domain::{CustomerId, Order, Status},
    error::Error,
};

/// Which orders a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    /// Only of this customer.
    pub(crate) customer: Option<CustomerId>,
    /// Only in one of these; empty for all.
    pub(crate) statuses: Vec<Status>,
    /// Only placed then or later.
    pub(crate) from: Timestamp,
    /// Only older than this key: the last order of the page before, or the end of the time asked for.
    pub(crate) before: (Timestamp, Id),
}

/// At most `limit` orders. Each shape of the question has its index, and reads about as many rows as it shows.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, limit: i64) -> Result<Vec<Order>, Error> {
    let (moment, id) = (Moment(filter.before.0), Uid(filter.before.1));
    // The first condition repeats what the second says, in the only form that bounds the search in the index.
    let older = orders::created_at.le(moment).and(orders::created_at.lt(moment).or(orders::id.lt(id)));
    let page = orders::table
        .filter(orders::created_at.ge(Moment(filter.from)).and(older))
        .order((orders::created_at.desc(), orders::id.desc()))
        .limit(limit)
        .select(columns::<OrderRow>());
    let of = |customer: &CustomerId| orders::customer_id.eq(customer.as_str().to_owned());
    let rows: Vec<OrderRow> = match (&filter.customer, words(&filter.statuses)) {
        (None, words) if words.is_empty() => conn.all(page).await?,
        (None, words) => {
            // One ordered read for each status costs less than sorting all that are in any of them.
            let mut rows = Vec::new();
            for word in words {
                rows.extend(conn.all(page.filter(orders::status.eq(word))).await?);
            }
            rows
        }
        (Some(customer), words) if words.is_empty() => conn.all(page.filter(of(customer))).await?,
        (Some(customer), words) => conn.all(page.filter(of(customer)).filter(orders::status.eq_any(words))).await?,
    };
    newest(rows, limit)
}

fn words(statuses: &[Status]) -> Vec<String> {
    statuses.iter().map(ToString::to_string).collect()
}

fn newest(rows: Vec<OrderRow>, limit: i64) -> Result<Vec<Order>, Error> {
    let mut orders = rows.into_iter().map(Order::try_from).collect::<Result<Vec<_>, _>>()?;
    orders.sort_unstable_by_key(|order| Reverse((order.created_at, order.id)));
    orders.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(orders)
}
