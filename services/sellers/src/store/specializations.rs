//! The `specializations` table: what each seller does.

use std::collections::{BTreeSet, HashMap};

use base::Id;
use chassis::db::{Conn, Error, types::Uid};
use diesel::prelude::*;

use super::schema::specializations;
use crate::domain::{Seller, Specialization};

#[derive(Insertable)]
#[diesel(table_name = specializations, treat_none_as_default_value = false)]
struct NewRow {
    seller_id: Uid,
    specialization: String,
}

/// What each of these sellers does.
pub(super) async fn of(conn: &mut Conn, sellers: Vec<Uid>) -> Result<HashMap<Id, BTreeSet<Specialization>>, Error> {
    let rows = specializations::table
        .filter(specializations::seller_id.eq_any(sellers))
        .select((specializations::seller_id, specializations::specialization));
    let mut of: HashMap<Id, BTreeSet<Specialization>> = HashMap::new();
    for (seller, specialization) in conn.all::<(Uid, String)>(rows).await? {
        of.entry(seller.0).or_default().insert(Specialization::stored(specialization));
    }
    Ok(of)
}

/// Stores what a seller does instead of what was stored before.
pub(super) async fn replace(tx: &mut Conn, seller: &Seller) -> Result<(), Error> {
    let old = specializations::table.filter(specializations::seller_id.eq(Uid(seller.id)));
    tx.run(diesel::delete(old)).await?;
    for specialization in &seller.specializations {
        let row = NewRow { seller_id: seller.id.into(), specialization: specialization.as_str().to_owned() };
        tx.run(diesel::insert_into(specializations::table).values(row)).await?;
    }
    Ok(())
}
