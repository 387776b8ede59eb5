//! Choices that go with products.

use chassis::{db::Conn, page};
use proto::catalog::v1::{
    CreateOptionGroupRequest, CreateOptionGroupResponse, DeleteOptionGroupRequest, DeleteOptionGroupResponse,
    GetOptionGroupRequest, GetOptionGroupResponse, ListOptionGroupsRequest, ListOptionGroupsResponse,
    UpdateOptionGroupRequest, UpdateOptionGroupResponse,
};

use super::convert::options as convert;
use crate::{
    Catalog,
    domain::{
        check_version,
        option::{self, GroupKey, OptionGroup},
    },
    error::Error,
    store::{options, products, revision},
};

pub(super) async fn get(catalog: &Catalog, request: GetOptionGroupRequest) -> Result<GetOptionGroupResponse, Error> {
    let key = GroupKey::parse(&request.option_group)?;
    let group = catalog.db.read(async move |conn: &mut Conn| find(conn, key).await).await?;
    Ok(GetOptionGroupResponse { option_group: Some((&group).into()) })
}

pub(super) async fn list(
    catalog: &Catalog,
    request: ListOptionGroupsRequest,
) -> Result<ListOptionGroupsResponse, Error> {
    let size = page::size(request.page_size)?;
    let start: String = page::start(&request.page_token)?.unwrap_or_default();
    let read = async move |conn: &mut Conn| -> Result<Vec<OptionGroup>, Error> {
        Ok(options::page(conn, start, size + 1).await?)
    };
    let mut groups = catalog.db.read(read).await?;
    let next_page_token = page::next(&mut groups, size, |group| group.slug.to_string());
    Ok(ListOptionGroupsResponse { option_groups: groups.iter().map(Into::into).collect(), next_page_token })
}

pub(super) async fn create(
    catalog: &Catalog,
    request: CreateOptionGroupRequest,
) -> Result<CreateOptionGroupResponse, Error> {
    let draft = convert::draft(&request.option_group.unwrap_or_default(), catalog.settings.currency)?;
    let world = catalog.world.clone();
    let write = async move |tx: &mut Conn| -> Result<OptionGroup, Error> {
        revision::lock(tx).await?;
        let slug = draft.slug()?;
        if options::find(tx, GroupKey::Slug(slug.clone())).await?.is_some() {
            return Err(Error::SlugTaken(slug));
        }
        option::check_room(options::count(tx).await?)?;
        let group = draft.into_group(world.id(), || world.id())?;
        options::insert(tx, &group).await?;
        revision::raise(tx).await?;
        Ok(group)
    };
    let group = catalog.db.write(write).await?;
    Ok(CreateOptionGroupResponse { option_group: Some((&group).into()) })
}

pub(super) async fn update(
    catalog: &Catalog,
    request: UpdateOptionGroupRequest,
) -> Result<UpdateOptionGroupResponse, Error> {
    let message = request.option_group.unwrap_or_default();
    let id = message.id.parse().map_err(|_| Error::OptionGroupNotFound)?;
    let draft = convert::draft(&message, catalog.settings.currency)?;
    let world = catalog.world.clone();
    let write = async move |tx: &mut Conn| -> Result<OptionGroup, Error> {
        revision::lock(tx).await?;
        let group = find(tx, GroupKey::Id(id)).await?.replaced(draft, message.version, || world.id())?;
        options::update(tx, &group).await?;
        revision::raise(tx).await?;
        Ok(group)
    };
    let group = catalog.db.write(write).await?;
    Ok(UpdateOptionGroupResponse { option_group: Some((&group).into()) })
}

/// Removes a group, from the products that used it too.
pub(super) async fn delete(
    catalog: &Catalog,
    request: DeleteOptionGroupRequest,
) -> Result<DeleteOptionGroupResponse, Error> {
    let (key, expected_version) = (GroupKey::parse(&request.option_group)?, request.version);
    let now = catalog.world.now();
    let write = async move |tx: &mut Conn| -> Result<(), Error> {
        revision::lock(tx).await?;
        let group = find(tx, key).await?;
        check_version(group.version, expected_version)?;
        let users = products::all(tx).await?.into_iter().filter_map(|product| product.without_group(group.id, now));
        for product in users {
            products::update(tx, &product).await?;
        }
        options::remove(tx, group.id, now).await?;
        Ok(revision::raise(tx).await?)
    };
    catalog.db.write(write).await?;
    Ok(DeleteOptionGroupResponse {})
}

pub(super) async fn find(conn: &mut Conn, key: GroupKey) -> Result<OptionGroup, Error> {
    options::find(conn, key).await?.ok_or(Error::OptionGroupNotFound)
}
