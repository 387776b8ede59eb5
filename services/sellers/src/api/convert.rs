//! Messages of the contract to and from the domain's types.

use proto::{
    convert::to_time,
    sellers::v1::{Availability as AvailabilityMessage, Seller as SellerMessage, SellerStatus},
};

use crate::{
    domain::{self, Availability, Seller, SellerDraft, SellerName, Status},
    error::Error,
};

pub(super) fn seller_draft(message: &SellerMessage) -> Result<SellerDraft, Error> {
    Ok(SellerDraft {
        name: SellerName::parse(&message.name).map_err(|_| Error::NameInvalid)?,
        phone: domain::phone(&message.phone)?,
        status: status(message.status)?,
        availability: availability(message.availability)?,
        specializations: domain::specializations(&message.specializations)?,
    })
}

fn status(number: i32) -> Result<Option<Status>, Error> {
    Ok(match SellerStatus::try_from(number).map_err(|_| Error::StatusInvalid)? {
        SellerStatus::Unspecified => None,
        SellerStatus::Active => Some(Status::Active),
        SellerStatus::Inactive => Some(Status::Inactive),
        SellerStatus::Suspended => Some(Status::Suspended),
    })
}

fn availability(number: i32) -> Result<Option<Availability>, Error> {
    Ok(match AvailabilityMessage::try_from(number).map_err(|_| Error::AvailabilityInvalid)? {
        AvailabilityMessage::Unspecified => None,
        AvailabilityMessage::Available => Some(Availability::Available),
        AvailabilityMessage::Busy => Some(Availability::Busy),
        AvailabilityMessage::Offline => Some(Availability::Offline),
    })
}

impl From<Status> for SellerStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Inactive => Self::Inactive,
            Status::Suspended => Self::Suspended,
        }
    }
}

impl From<Availability> for AvailabilityMessage {
    fn from(availability: Availability) -> Self {
        match availability {
            Availability::Available => Self::Available,
            Availability::Busy => Self::Busy,
            Availability::Offline => Self::Offline,
        }
    }
}

impl From<&Seller> for SellerMessage {
    fn from(seller: &Seller) -> Self {
        let specializations = seller.specializations.iter().map(|specialization| specialization.as_str().to_owned());
        Self {
            id: seller.id.to_string(),
            name: seller.name.to_string(),
            phone: seller.phone.digits().to_owned(),
            status: SellerStatus::from(seller.status).into(),
            availability: AvailabilityMessage::from(seller.availability).into(),
            specializations: specializations.collect(),
            version: seller.version,
            create_time: Some(to_time(seller.created_at)),
        }
    }
}
