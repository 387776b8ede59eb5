//! Who may log in.

use base::Id;
use chassis::db::{Conn, Error, columns, types::Uid};
use diesel::prelude::*;
use jiff::Timestamp;

use super::schema::users;
use crate::domain::role::Role;

/// A user to be stored.
pub(crate) struct NewUser {
    pub(crate) id: Id,
    pub(crate) email: String,
    pub(crate) role: Role,
    pub(crate) password_hash: String,
    pub(crate) created_at: Timestamp,
}

/// What a login needs of a user.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct Credentials {
    pub(crate) id: Uid,
    pub(crate) password_hash: String,
}

pub(crate) async fn insert(tx: &mut Conn, user: NewUser) -> Result<(), Error> {
    let row = (
        users::id.eq(Uid(user.id)),
        users::email.eq(user.email),
        users::role.eq(user.role.as_str()),
        users::password_hash.eq(user.password_hash),
        users::created_at.eq(chassis::db::types::Moment(user.created_at)),
    );
    tx.run(diesel::insert_into(users::table).values(row)).await.map(drop)
}

pub(crate) async fn credentials(conn: &mut Conn, email: String) -> Result<Option<Credentials>, Error> {
    conn.maybe(users::table.filter(users::email.eq(email)).select(columns::<Credentials>())).await
}

pub(crate) async fn exist(conn: &mut Conn) -> Result<bool, Error> {
    Ok(conn.maybe::<Uid>(users::table.select(users::id).limit(1)).await?.is_some())
}

/// Gives a user another role; false when there is no such user.
pub(crate) async fn set_role(tx: &mut Conn, email: String, role: Role) -> Result<bool, Error> {
    let change = diesel::update(users::table.filter(users::email.eq(email))).set(users::role.eq(role.as_str()));
    Ok(tx.run(change).await? == 1)
}
