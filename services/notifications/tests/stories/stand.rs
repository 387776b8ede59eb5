//! A running service, a stand-in for Meta's Graph API, and the words the tests are written in.

use std::{cell::Cell, future::Future, time::Duration};

use chassis::{World, db::Db, lifecycle::Life, testing, wire};
use notifications::{MIGRATIONS, NAME, Notifications, Settings};
use proto::{
    common::v1::{self as common, Channel},
    convert::to_time,
    notifications::v1::{
        DeliveryStatus, GetMessageRequest, ListMessagesRequest, MessageClass, MessageState, OutboundMessage,
        OutgoingMessage, Recipient, RecordStatusesRequest, RecordStatusesResponse, SendRequest, SendResponse,
        notifications_service_client::NotificationsServiceClient,
    },
};
use tonic::{Status, service::Routes};

use crate::graph::Graph;

/// How long a test waits for something that must happen by itself.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often it looks. The services' own clock stands still meanwhile.
const GLANCE: Duration = Duration::from_millis(3);
/// So many of them make a second of the story, where it must not run ahead of real sends.
const GLANCES_A_SECOND: u32 = 8;

/// A running service with its surroundings.
pub(crate) struct Stand {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) graph: Graph,
    pub(crate) settings: Settings,
    pub(crate) client: NotificationsServiceClient<wire::Wire>,
    pub(crate) orders: wire::Wire,
    life: Life,
}

/// Runs a story on every database, with Meta's limits switched off unless the story sets them. Nobody places orders.
pub(crate) async fn on_every_database(set: impl Fn(&mut Settings), story: impl AsyncFn(Stand)) {
    testing::on_every_database(NAME, &MIGRATIONS, async |db| {
        let nobody = wire::remote("http://127.0.0.1:1").unwrap();
        story(Stand::open(db, testing::world(), nobody, &set).await).await;
    })
    .await;
}

/// Waits until something has happened.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let mut glances = tokio::time::interval(GLANCE);
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            glances.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("waited in vain until {what}"))
}

impl Stand {
    /// Opens the service with a stand-in for Meta.
    pub(crate) async fn open(db: Db, world: World, orders: wire::Wire, set: &impl Fn(&mut Settings)) -> Self {
        let graph = Graph::start().await;
        let mut settings = Settings {
            api_url: graph.url(),
            access_token: "test-token".into(),
            messages_per_second: 0,
            pair_interval: Duration::ZERO,
            ..Settings::default()
        };
        set(&mut settings);
        Self::start(db, world, graph, settings, orders)
    }

    pub(crate) fn start(db: Db, world: World, graph: Graph, settings: Settings, orders: wire::Wire) -> Self {
        let life = Life::new();
        let service = Notifications::new(db.clone(), orders.clone(), settings.clone(), world.clone(), life.clone());
        let client = NotificationsServiceClient::new(wire::local(Routes::new(service.server())));
        Self { db, world, graph, settings, client, orders, life }
    }

    /// The process dies and another one starts on the same database. Whatever the old one still holds it keeps.
    pub(crate) fn restarted(self) -> Self {
        self.life.end();
        let Self { db, world, graph, settings, orders, .. } = self;
        Self::start(db, world, graph, settings, orders)
    }

    /// Stops in order, as for SIGTERM.
    pub(crate) async fn stopped(&self) {
        self.life.end();
        assert!(self.life.drained().await);
    }

    /// Time passes.
    pub(crate) fn later(&self, seconds: u64) {
        self.world.advance(Duration::from_secs(seconds));
    }

    pub(crate) async fn send(&self, messages: Vec<OutgoingMessage>) -> Result<SendResponse, Status> {
        let sent = self.client.clone().send(SendRequest { messages }).await;
        sent.map(tonic::Response::into_inner)
    }

    /// Sends one message that must be new.
    pub(crate) async fn sends(&self, message: OutgoingMessage) {
        assert_eq!(self.send(vec![message]).await.unwrap(), SendResponse { accepted: 1, duplicates: 0 });
    }

    /// A message of someone who wrote just now.
    pub(crate) fn message(&self, key: &str, recipient: &str, class: MessageClass, body: &str) -> OutgoingMessage {
        OutgoingMessage {
            key: key.to_owned(),
            recipient: Some(recipient_at(recipient, address("2348031234567"))),
            class: class.into(),
            message: Some(text(body)),
            heard_time: Some(to_time(self.world.now())),
            traceparent: String::new(),
        }
    }

    pub(crate) fn reply(&self, key: &str, body: &str) -> OutgoingMessage {
        self.message(key, "ada", MessageClass::Reply, body)
    }

    pub(crate) fn order_news(&self, key: &str, body: &str) -> OutgoingMessage {
        self.message(key, "ada", MessageClass::Order, body)
    }

    pub(crate) async fn list(&self) -> Vec<OutboundMessage> {
        let request = ListMessagesRequest { page_size: 200, ..Default::default() };
        self.client.clone().list_messages(request).await.unwrap().into_inner().messages
    }

    pub(crate) async fn find(&self, key: &str) -> OutboundMessage {
        let listed = self.list().await.into_iter().find(|message| message.key == key);
        let id = listed.unwrap_or_else(|| panic!("{key} is not there")).id;
        self.client.clone().get_message(GetMessageRequest { id }).await.unwrap().into_inner().message.unwrap()
    }

    /// Waits until a message stands there.
    pub(crate) async fn becomes(&self, key: &str, state: MessageState) -> OutboundMessage {
        let what = format!("{key} is {}", state.as_str_name());
        until(&what, async || Some(self.find(key).await).filter(|message| message.state() == state)).await
    }

    /// Waits until a message stands there, while time passes second by second: slowly enough for real sends between.
    pub(crate) async fn becomes_in_time(&self, key: &str, state: MessageState) -> OutboundMessage {
        let what = format!("{key} is {} in time", state.as_str_name());
        let glances = Cell::new(0_u32);
        let look = async || {
            let found = Some(self.find(key).await).filter(|message| message.state() == state);
            glances.set(glances.get() + 1);
            if found.is_none() && glances.get().is_multiple_of(GLANCES_A_SECOND) {
                self.later(1);
            }
            found
        };
        until(&what, look).await
    }

    pub(crate) async fn status(&self, status: DeliveryStatus) -> RecordStatusesResponse {
        let request = RecordStatusesRequest { statuses: vec![status] };
        self.client.clone().record_statuses(request).await.unwrap().into_inner()
    }
}

pub(crate) fn text(body: &str) -> common::Message {
    common::Message::from(base::Message::text(body))
}

pub(crate) fn address(phone: &str) -> common::Address {
    let (account_id, user_id) = ("106540352242922".to_owned(), String::new());
    common::Address { channel: Channel::Whatsapp.into(), account_id, phone: phone.to_owned(), user_id }
}

pub(crate) fn recipient_at(id: &str, address: common::Address) -> Recipient {
    Recipient { id: id.to_owned(), address: Some(address), language: String::new() }
}

/// What Meta says about a message.
pub(crate) fn said(message: &OutboundMessage, status: &str) -> DeliveryStatus {
    DeliveryStatus {
        channel: Channel::Whatsapp.into(),
        provider_message_id: message.provider_message_id.clone(),
        callback_data: message.id.clone(),
        status: status.to_owned(),
        ..Default::default()
    }
}
