//! Telling customers what happens to their orders.
//!
//! The cursor moves in the transaction that stores the message, so every event is told exactly once, whichever replica
//! sees it first.

mod read;

use std::time::Duration;

use chassis::{
    Problem, World,
    db::{Conn, Db, Error},
    events,
    wire::Wire,
};
use proto::orders::v1::{
    FollowRequest, GetInvoicePdfRequest, GetInvoicePdfResponse, OrderEvent, orders_service_client::OrdersServiceClient,
};

use crate::{
    dispatch::{Dispatch, RecipientId, trace},
    domain::{
        news::{News, Paper},
        outbound::{Class, Reason},
        words::Library,
    },
    settings::Settings,
    store::{
        messages::{self, Fresh, Start},
        recipients,
    },
};

/// The name of the cursor.
const FEED: &str = "orders";
const PAUSE_FIRST: Duration = Duration::from_millis(200);
const PAUSE_MAX: Duration = Duration::from_secs(10);

pub(crate) struct Follower {
    db: Db,
    orders: OrdersServiceClient<Wire>,
    world: World,
    dispatch: Dispatch,
    voice: std::sync::Arc<Voice>,
}

/// In which words customers are told.
struct Voice {
    library: Library,
    language: String,
    shop_name: String,
}

/// What an event did here.
enum Effect {
    Told(RecipientId),
    Nothing,
    /// Another replica was faster.
    SeenElsewhere,
}

/// Why following stopped.
#[derive(Debug, thiserror::Error)]
enum Interruption {
    #[error("the orders service is away: {0}")]
    Orders(tonic::Code),
    #[error(transparent)]
    Database(#[from] Error),
    #[error("another process moved the cursor")]
    Overtaken,
    #[error("the stream ended")]
    Ended,
}

impl Follower {
    pub(crate) fn new(db: Db, orders: Wire, settings: &Settings, world: World, dispatch: Dispatch) -> Self {
        let voice = Voice {
            library: Library::new(),
            language: settings.language.clone(),
            shop_name: settings.shop_name.clone(),
        };
        Self { db, orders: OrdersServiceClient::new(orders), world, dispatch, voice: voice.into() }
    }

    /// Follows the orders, and comes back whenever the stream breaks.
    pub(crate) async fn follow(mut self) {
        let mut pause = PAUSE_FIRST;
        loop {
            let mut seen = 0;
            match self.follow_once(&mut seen).await {
                Interruption::Overtaken => tracing::debug!("another process tells customers as well"),
                error => tracing::info!(%error, "following the orders is interrupted"),
            }
            pause = if seen > 0 { PAUSE_FIRST } else { (pause * 2).min(PAUSE_MAX) };
            self.world.sleep(self.world.jittered(pause)).await;
        }
    }

    async fn follow_once(&mut self, seen: &mut u64) -> Interruption {
        let error = self.follow_stream(seen).await;
        error.err().unwrap_or(Interruption::Ended)
    }

    async fn follow_stream(&mut self, seen: &mut u64) -> Result<(), Interruption> {
        let mut cursor = self.db.read(async move |conn: &mut Conn| events::cursor(conn, FEED).await).await?;
        let away = |status: tonic::Status| Interruption::Orders(status.code());
        let request = FollowRequest { after: cursor, from_now: false };
        let mut stream = self.orders.follow(request).await.map_err(away)?.into_inner();
        while let Some(response) = stream.message().await.map_err(away)? {
            let Some(event) = response.event else { continue };
            cursor = self.take(cursor, event).await?;
            *seen += 1;
        }
        Ok(())
    }

    /// Gives one event its effect; tells the cursor after it.
    async fn take(&self, cursor: i64, event: OrderEvent) -> Result<i64, Interruption> {
        let position = event.position;
        let fresh = match read::news(&event) {
            Some(news) => Some((self.draft(&event, &news), self.paper(&news).await?, news)),
            None => None,
        };
        let voice = self.voice.clone();
        let effect = self.db.write(async move |tx: &mut Conn| -> Result<Effect, Error> {
            if !events::advance(tx, FEED, cursor, position).await? {
                return Ok(Effect::SeenElsewhere);
            }
            let Some((fresh, paper, news)) = fresh else { return Ok(Effect::Nothing) };
            tell(tx, fresh, &news, paper, &voice).await
        });
        match effect.await? {
            Effect::SeenElsewhere => Err(Interruption::Overtaken),
            Effect::Nothing => Ok(position),
            Effect::Told(recipient_id) => {
                self.dispatch.look(recipient_id);
                Ok(position)
            }
        }
    }

    /// The file that goes with the news. One that cannot be had for good leaves the words.
    async fn paper(&self, news: &News) -> Result<Option<Paper>, Interruption> {
        let Some(invoice) = news.paper() else { return Ok(None) };
        let customer_id = news.customer_id.clone();
        let recipient = self.db.read(async move |conn: &mut Conn| recipients::find(conn, &customer_id).await).await?;
        let language = recipient.map_or(String::new(), |recipient| recipient.language);
        let language = Library::language_of(&[&language, &self.voice.language]).to_owned();
        let request = GetInvoicePdfRequest { invoice: invoice.to_owned(), language };
        match self.orders.clone().get_invoice_pdf(request).await {
            Ok(answer) => {
                let GetInvoicePdfResponse { content, filename } = answer.into_inner();
                Ok(Some(Paper { filename, content }))
            }
            Err(status) if Problem::from(status.clone()).is_passing() => Err(Interruption::Orders(status.code())),
            Err(status) => {
                tracing::error!(code = ?status.code(), "an invoice goes out without its file");
                Ok(None)
            }
        }
    }

    /// The message, still without words: those are in the customer's language, which the database knows.
    fn draft(&self, event: &OrderEvent, news: &News) -> Fresh {
        Fresh {
            id: self.dispatch.id(),
            key: event.id.clone(),
            recipient_id: news.customer_id.clone(),
            class: Class::Order,
            message: base::Message::text(""),
            traceparent: trace(event.traceparent.clone()),
            created_at: self.world.now(),
        }
    }
}

async fn tell(tx: &mut Conn, fresh: Fresh, news: &News, paper: Option<Paper>, voice: &Voice) -> Result<Effect, Error> {
    let recipient = recipients::find(tx, &news.customer_id).await?;
    let language = recipient.as_ref().map_or("", |recipient| recipient.language.as_str());
    let words = voice.library.first_of(&[language, &voice.language]);
    let message = news.message(words, &voice.shop_name, paper);
    let start = if recipient.is_some() { Start::Queued } else { Start::Dropped(Reason::AddressUnknown) };
    messages::insert(tx, &Fresh { message, ..fresh }, start).await?;
    Ok(Effect::Told(news.customer_id.as_str().into()))
}
