//! Telling customers that something in their cart, or a choice that goes with it, is sold out, although they did not
//! ask.
//!
//! The menu is looked at again and again. What one look finds sold out and the look before had on offer is stored, and
//! everybody with an open cart that holds it gets news into the inbox, where their lane finds it like a message. That
//! is named by customer, product and occasion, so that replicas and second tries store it once; whoever was told in a
//! turn meanwhile hears nothing more.

use std::time::Duration;

use base::{Id, Timestamp};
use chassis::db::{Conn, Error};
use dialogue::SoldOut;
use jiff::SignedDuration;

use super::{AWAKE_MAX, Keeper};
use crate::{
    domain::message::{Content, Payload, Sender},
    store::{
        inbox::{self, News},
        sold_out::{self, Holder},
    },
};

/// How often the menu is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// A cart is open for so long after its customer was heard: networks let a shop answer for 24 hours, and the news
/// takes a while.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(23);
/// Carts found in one query, and told in one transaction.
const PAGE: i64 = 200;
/// Customers told of one product at most, the most recently heard first; the others read it in their next turn.
const TOLD_MAX: usize = 10_000;

impl Keeper {
    /// Looks at the menu until the process ends.
    pub(super) async fn watch_the_menu(self) {
        let mut known = 0;
        loop {
            match self.look(known).await {
                Ok(revision) => known = revision,
                Err(error) => tracing::warn!(%error, "news of what sold out waits for the database"),
            }
            self.world.sleep(LOOK_EVERY).await;
        }
    }

    /// One look; returns the revision that was looked at. What another process noted and did not get to tell is told
    /// as well.
    async fn look(&self, known: i64) -> Result<i64, Error> {
        // Without a menu nothing is known to be sold out.
        let Ok(menu) = self.conversations.menus.present().await else { return Ok(known) };
        let revision = menu.revision();
        if revision != known {
            let products: Vec<Id> = menu.sold_out().into_iter().collect();
            self.db.write(async move |tx: &mut Conn| sold_out::note(tx, revision, products).await).await?;
        }
        for news in self.db.read(async move |conn: &mut Conn| sold_out::untold(conn).await).await? {
            self.tell(news).await?;
        }
        Ok(revision)
    }

    /// Tells everybody who has a product in an open cart, page by page.
    async fn tell(&self, news: SoldOut) -> Result<(), Error> {
        let since = self.world.now().saturating_sub(OPEN_FOR).unwrap_or(Timestamp::MIN);
        let (mut after, mut told) = (None, 0);
        loop {
            let read = async move |conn: &mut Conn| sold_out::holders(conn, news.product, since, after, PAGE).await;
            let page: Vec<Holder> = self.db.read(read).await?;
            told += page.len();
            after = page.last().map(|holder| (holder.heard_at, holder.customer));
            let is_last = page.len() < PAGE as usize;
            self.tell_page(news, page).await?;
            if is_last || told >= TOLD_MAX {
                break;
            }
        }
        self.db.write_single(async move |tx: &mut Conn| sold_out::set_told(tx, news).await).await
    }

    /// Stores the news of a page and wakes whom it concerns. What finds no free lane is found by the sweep.
    async fn tell_page(&self, news: SoldOut, page: Vec<Holder>) -> Result<(), Error> {
        let news: Vec<News> = page.into_iter().map(|holder| self.news(news, holder)).collect();
        let store = async move |tx: &mut Conn| -> Result<Vec<Id>, Error> {
            let mut told = Vec::new();
            for news in &news {
                if inbox::insert_news(tx, news).await? {
                    told.push(news.customer_id.0);
                }
            }
            Ok(told)
        };
        for customer in self.db.write(store).await? {
            if self.lanes.awake() < AWAKE_MAX {
                self.lanes.wake(customer);
            }
        }
        Ok(())
    }

    fn news(&self, news: SoldOut, holder: Holder) -> News {
        let SoldOut { product, offered_at } = news;
        let Holder { customer, address, heard_at } = holder;
        let id = self.world.id();
        let (channel, account_id) = (address.channel.as_str(), address.account_id.clone());
        let sender = Sender { address, parent_user_id: None, name: String::new() };
        let payload = Payload { sender, content: Content::SoldOut { product, offered_at } };
        News {
            id: id.into(),
            customer_id: customer.into(),
            channel,
            account_id,
            message_id: format!("sold-out/{product}/{offered_at}/{customer}"),
            payload: self.conversations.seals.payload(id, &payload),
            sent_at: heard_at.into(),
            received_at: self.world.now().into(),
            attempts: 0,
        }
    }
}
