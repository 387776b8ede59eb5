//! The calls: parse, do, answer.

mod files;
mod parse;
mod show;

use std::sync::Arc;

use base::Id;
use chassis::{
    World,
    db::{Conn, Db, Error as DbError},
    page,
};
use proto::notifications::v1::{
    FetchMediaRequest, FetchMediaResponse, GetMessageRequest, GetMessageResponse, ListMessagesRequest,
    ListMessagesResponse, RecordAccountEventsRequest, RecordAccountEventsResponse, RecordHeardRequest,
    RecordHeardResponse, RecordStatusesRequest, RecordStatusesResponse, RedriveMessageRequest, RedriveMessageResponse,
    SendRequest, SendResponse, notifications_service_server::NotificationsService,
};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status, async_trait};

use crate::{
    dispatch::Dispatch,
    error::{EVENTS_MAX, Error, MESSAGES_MAX, STATUSES_MAX},
    provider::Provider,
    store::{
        account_events,
        messages::{self, Stored},
    },
};

/// The service as callers see it.
pub struct Api {
    db: Db,
    world: World,
    provider: Arc<Provider>,
    dispatch: Dispatch,
    fetches: Semaphore,
}

type Answer<T> = Result<Response<T>, Status>;

impl Api {
    pub(crate) fn new(db: Db, world: World, provider: Arc<Provider>, dispatch: Dispatch) -> Self {
        Self { db, world, provider, dispatch, fetches: Semaphore::new(files::FETCHES_MAX) }
    }

    async fn find(&self, id: &str) -> Result<Stored, Error> {
        let id: Id = id.parse().map_err(|_| Error::MessageNotFound)?;
        let found = self.db.read(async move |conn: &mut Conn| messages::find(conn, id).await).await?;
        found.ok_or(Error::MessageNotFound)
    }

    /// Tells the message as it was put back, even if it is on its way again by now.
    async fn redrive(&self, id: &str) -> Result<Stored, Error> {
        let Stored { id, class, recipient_id, .. } = self.find(id).await?;
        let now = self.world.now();
        let redrive = async move |tx: &mut Conn| -> Result<_, DbError> {
            Ok((messages::redrive(tx, id, class, now).await?, messages::find(tx, id).await?))
        };
        let (is_redriven, found) = self.db.write(redrive).await?;
        let message = found.ok_or(Error::MessageNotFound)?;
        if !is_redriven {
            return Err(Error::MessageNotDead(message.state.as_str()));
        }
        self.dispatch.look(recipient_id.into());
        Ok(message)
    }

    async fn list(&self, request: ListMessagesRequest) -> Result<ListMessagesResponse, Error> {
        let (size, before) = (page::size(request.page_size)?, page::start(&request.page_token)?);
        let filter = parse::filter(&request);
        let work = async move |conn: &mut Conn| messages::list(conn, filter, before, size + 1).await;
        let mut found = self.db.read(work).await?;
        let next_page_token = page::next(&mut found, size, |message| message.id);
        Ok(ListMessagesResponse { messages: found.into_iter().map(show::message).collect(), next_page_token })
    }
}

fn at_most(count: usize, limit: usize, error: Error) -> Result<(), Error> {
    if count <= limit { Ok(()) } else { Err(error) }
}

#[async_trait]
impl NotificationsService for Api {
    async fn send(&self, request: Request<SendRequest>) -> Answer<SendResponse> {
        let SendRequest { messages } = request.into_inner();
        at_most(messages.len(), MESSAGES_MAX, Error::TooManyMessages)?;
        let now = self.world.now();
        let parsed = messages.into_iter().map(|message| parse::letter(message, self.dispatch.id(), now));
        let receipt = self.dispatch.accept(parsed.collect::<Result<_, Error>>()?).await?;
        Ok(Response::new(SendResponse { accepted: receipt.accepted, duplicates: receipt.duplicates }))
    }

    async fn record_heard(&self, request: Request<RecordHeardRequest>) -> Answer<RecordHeardResponse> {
        self.dispatch.note(parse::heard(request.into_inner())?).await?;
        Ok(Response::new(RecordHeardResponse {}))
    }

    async fn record_statuses(&self, request: Request<RecordStatusesRequest>) -> Answer<RecordStatusesResponse> {
        let RecordStatusesRequest { statuses } = request.into_inner();
        let count = statuses.len();
        at_most(count, STATUSES_MAX, Error::TooManyStatuses)?;
        let told = statuses.into_iter().map(parse::status).collect();
        let applied = self.dispatch.note_statuses(told).await.map_err(Error::from)?;
        Ok(Response::new(show::noted(applied, count)))
    }

    async fn record_account_events(
        &self,
        request: Request<RecordAccountEventsRequest>,
    ) -> Answer<RecordAccountEventsResponse> {
        let RecordAccountEventsRequest { events } = request.into_inner();
        at_most(events.len(), EVENTS_MAX, Error::TooManyEvents)?;
        let events = events.into_iter().map(parse::account_event).collect::<Result<Vec<_>, Error>>()?;
        let world = self.world.clone();
        let work = async move |tx: &mut Conn| -> Result<(), Error> {
            for event in events {
                account_events::insert(tx, &world, event).await?;
            }
            Ok(())
        };
        self.db.write(work).await?;
        Ok(Response::new(RecordAccountEventsResponse {}))
    }

    async fn get_message(&self, request: Request<GetMessageRequest>) -> Answer<GetMessageResponse> {
        let message = self.find(&request.into_inner().id).await?;
        Ok(Response::new(GetMessageResponse { message: Some(show::message(message)) }))
    }

    async fn list_messages(&self, request: Request<ListMessagesRequest>) -> Answer<ListMessagesResponse> {
        Ok(Response::new(self.list(request.into_inner()).await?))
    }

    async fn redrive_message(&self, request: Request<RedriveMessageRequest>) -> Answer<RedriveMessageResponse> {
        let message = self.redrive(&request.into_inner().id).await?;
        Ok(Response::new(RedriveMessageResponse { message: Some(show::message(message)) }))
    }

    async fn fetch_media(&self, request: Request<FetchMediaRequest>) -> Answer<FetchMediaResponse> {
        Ok(Response::new(self.fetch(request.into_inner()).await?))
    }
}
