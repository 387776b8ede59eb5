//! Who the sellers are.

use base::{Id, Phone};
use chassis::{
    db::{self, Conn},
    page,
};
use proto::sellers::v1::{
    CreateSellerRequest, CreateSellerResponse, GetSellerRequest, GetSellerResponse, ListSellersRequest,
    ListSellersResponse, UpdateSellerRequest, UpdateSellerResponse,
};

use super::convert;
use crate::{
    Sellers,
    domain::{Seller, Specialization},
    error::Error,
    store::sellers as store,
};

/// What a request names a seller by.
enum Key {
    Id(Id),
    Phone(Phone),
}

impl Key {
    /// Reads an id or a phone number; anything else names no seller.
    fn parse(text: &str) -> Result<Self, Error> {
        let id = text.parse().map(Self::Id);
        id.or_else(|_| text.parse().map(Self::Phone)).map_err(|_| Error::SellerNotFound)
    }
}

pub(super) async fn create(sellers: &Sellers, request: CreateSellerRequest) -> Result<CreateSellerResponse, Error> {
    let draft = convert::seller_draft(&request.seller.unwrap_or_default())?;
    let seller = draft.into_seller(sellers.world.id(), sellers.world.now());
    let write = async move |tx: &mut Conn| -> Result<Seller, Error> {
        store::insert(tx, &seller).await.map_err(phone_taken)?;
        Ok(seller)
    };
    let seller = sellers.db.write(write).await?;
    Ok(CreateSellerResponse { seller: Some((&seller).into()) })
}

pub(super) async fn get(sellers: &Sellers, request: GetSellerRequest) -> Result<GetSellerResponse, Error> {
    let key = Key::parse(&request.seller)?;
    let read = async move |conn: &mut Conn| -> Result<Option<Seller>, Error> {
        Ok(match key {
            Key::Id(id) => store::find(conn, id).await?,
            Key::Phone(phone) => store::find_by_phone(conn, &phone).await?,
        })
    };
    let seller = sellers.db.read(read).await?.ok_or(Error::SellerNotFound)?;
    Ok(GetSellerResponse { seller: Some((&seller).into()) })
}

pub(super) async fn list(sellers: &Sellers, request: ListSellersRequest) -> Result<ListSellersResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: (String, Id) = page::start(&request.page_token)?.unwrap_or((String::new(), store::FIRST_ID));
    let specialization = Some(request.specialization).filter(|text| !text.trim().is_empty());
    let specialization = specialization.map(|text| Specialization::parse(&text)).transpose()?;
    let read = async move |conn: &mut Conn| -> Result<Vec<Seller>, Error> {
        Ok(store::page(conn, specialization, start, size + 1).await?)
    };
    let mut found = sellers.db.read(read).await?;
    let next_page_token = page::next(&mut found, size, |seller| (store::name_key(&seller.name), seller.id));
    Ok(ListSellersResponse { sellers: found.iter().map(Into::into).collect(), next_page_token })
}

pub(super) async fn update(sellers: &Sellers, request: UpdateSellerRequest) -> Result<UpdateSellerResponse, Error> {
    let message = request.seller.unwrap_or_default();
    let id = message.id.parse().map_err(|_| Error::SellerNotFound)?;
    let draft = convert::seller_draft(&message)?;
    let write = async move |tx: &mut Conn| -> Result<Seller, Error> {
        let current = store::find_for_update(tx, id).await?.ok_or(Error::SellerNotFound)?;
        let seller = current.replaced(draft, message.version)?;
        store::update(tx, &seller).await.map_err(phone_taken)?;
        Ok(seller)
    };
    let seller = sellers.db.write(write).await?;
    Ok(UpdateSellerResponse { seller: Some((&seller).into()) })
}

/// Only the unique index knows whether a number is free at the moment it is taken.
fn phone_taken(error: db::Error) -> Error {
    if error.is_unique_violation("phone") { Error::PhoneTaken } else { error.into() }
}
