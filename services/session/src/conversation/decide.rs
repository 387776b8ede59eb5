//! From a message to a turn: the words go to `dialogue`, its questions to peers.

use base::{Address, Message};
use chassis::vault::Unopened;
use dialogue::{Answer, Facts, Menu, Notice, Request, Session, SoldOut, State, Step};
use jiff::SignedDuration;
use tokio::sync::SemaphorePermit;

use super::{Conversations, attempt::key};
use crate::{
    domain::{
        customer::Customer,
        message::{Payload, is_late},
        pace::{Admission, Pace},
        turn::Turn,
    },
    peers::{Trouble, orders::Asker},
    store::inbox::Due,
};

/// How long a customer hears nothing while a peer is away.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);
/// How long a turn that keeps a file is put off while others keep theirs, before the customer is asked to send it again.
const FILE_PATIENCE: SignedDuration = SignedDuration::from_mins(2);
/// Questions that one turn may ask of peers.
const QUESTIONS_MAX: usize = 8;

/// What was decided about a message.
pub(super) struct Decision {
    /// The conversation after it; `None` when it stays as it is.
    pub(super) conversation: Option<Session>,
    pub(super) turn: Turn,
    pub(super) pace: Pace,
    pub(super) name: String,
    pub(super) address: Address,
    /// Why the message is given up, when it is.
    pub(super) given_up: Option<String>,
}

/// Why nothing could be decided.
#[derive(Debug)]
pub(super) enum Hindrance {
    /// A peer is away, or has too much to do.
    Away,
    /// Something went wrong; the words hold no personal data.
    Fault(String),
}

impl From<Trouble> for Hindrance {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Away => Self::Away,
            Trouble::Fault(error) => Self::Fault(error),
        }
    }
}

/// A turn that was talked through.
struct Talked {
    conversation: Session,
    replies: Vec<Message>,
    intent: &'static str,
    about_order: bool,
}

impl Conversations {
    /// Decides what becomes of a message. The same message on the same conversation asks the same of peers, however
    /// often this is tried: even the moment is the one when the message came.
    pub(super) async fn decide(&self, due: &Due) -> Result<Decision, Hindrance> {
        let payload = due.message.payload.clone().map_err(|unopened| unreadable("message", unopened))?;
        let before = due.customer.conversation.as_ref().map_err(|unopened| unreadable("conversation", *unopened))?;
        if let Some(news) = payload.content.sold_out() {
            return self.tell_sold_out(due, before, news).await;
        }
        let (pace, admission) = due.customer.pace.admit(due.message.received_at, self.inbound_per_minute);
        let name = Some(&payload.sender.name).filter(|name| !name.is_empty()).unwrap_or(&due.customer.name).clone();
        let address = payload.address();
        let (conversation, turn) = match admission {
            Admission::Answer => self.answer(due, before, payload, &name).await?,
            Admission::SlowDown => (None, self.unanswered(before, "too_fast", vec![Notice::SlowDown])),
            Admission::Note => (None, self.unanswered(before, "too_fast", vec![])),
        };
        Ok(Decision { conversation, turn, pace, name, address, given_up: None })
    }

    /// Tells what sold out, if that is still so and not yet told. Nobody wrote, so nothing else changes.
    async fn tell_sold_out(&self, due: &Due, before: &Session, news: SoldOut) -> Result<Decision, Hindrance> {
        let menu = self.menus.present().await?;
        let Customer { name, address, pace, .. } = due.customer.clone();
        let facts = self.facts(&menu, due, &name);
        let state = before.state.name();
        let (conversation, replies) = dialogue::tell_sold_out(before.clone(), news, &facts)
            .map_or((None, Vec::new()), |turn| (Some(turn.session), turn.replies));
        let turn = Turn::in_place("sold_out", state, replies);
        Ok(Decision { conversation, turn, pace, name, address, given_up: None })
    }

    /// A turn that leaves the conversation as it is.
    fn unanswered(&self, session: &Session, intent: &str, notices: Vec<Notice>) -> Turn {
        let language = session.language.unwrap_or(self.shop.language);
        let replies = notices.into_iter().map(|notice| notice.message(language)).collect();
        Turn::in_place(intent, session.state.name(), replies)
    }

    async fn answer(
        &self,
        due: &Due,
        before: &Session,
        payload: Payload,
        name: &str,
    ) -> Result<(Option<Session>, Turn), Hindrance> {
        let Payload { sender, content } = payload;
        let words = content.words().map(str::to_owned);
        let unanswered = if content.is_group() { "group" } else { "identity_change" };
        let Some(input) = content.into_input() else {
            return Ok((None, self.unanswered(before, unanswered, vec![])));
        };
        let menu = match self.menus.present().await {
            Ok(menu) => menu,
            Err(Trouble::Away) if self.is_overdue(due) => {
                return Ok((None, self.unanswered(before, "unavailable", vec![Notice::Unavailable])));
            }
            Err(trouble) => return Err(trouble.into()),
        };
        let facts = self.facts(&menu, due, name);
        let asker = Asker { customer_id: due.customer.id, name, address: &sender.address };
        let conversation = heard_in(due, before.clone());
        let intent = dialogue::read(&conversation, &input, &facts);
        let word = intent.name();
        let heard = words.filter(|_| !intent.hidden.is_empty()).map(|words| intent.without_hidden(&words));
        let step = dialogue::step(conversation, intent, &facts);
        let talked = self.talk(due, &asker, &facts, step, word).await?;
        let (conversation, turn) = talked.ended(&before.state);
        Ok((Some(conversation), Turn { heard, ..turn }))
    }

    /// Whether the customer has waited for too long to be left in silence.
    fn is_overdue(&self, due: &Due) -> bool {
        self.waited(due) >= PATIENCE
    }

    fn waited(&self, due: &Due) -> SignedDuration {
        self.world.now().duration_since(due.message.received_at)
    }

    fn facts<'a>(&'a self, menu: &'a Menu, due: &Due, customer_name: &'a str) -> Facts<'a> {
        Facts { shop: &self.shop, menu, now: due.message.received_at, customer_name }
    }

    /// Asks peers what the turn wants to know until it is over.
    async fn talk(
        &self,
        due: &Due,
        asker: &Asker<'_>,
        facts: &Facts<'_>,
        mut step: Step,
        intent: &'static str,
    ) -> Result<Talked, Hindrance> {
        let (mut about_order, mut seat) = (false, None);
        for question in 1..=QUESTIONS_MAX + 1 {
            match step {
                Step::Done(turn) => {
                    return Ok(Talked { conversation: turn.session, replies: turn.replies, intent, about_order });
                }
                Step::Ask(request, resume) => {
                    let answer = match self.may_ask(&request, &mut seat) {
                        true => self.ask(due, asker, request, key(due.message.id, question)).await?,
                        false if self.waited(due) < FILE_PATIENCE => return Err(Hindrance::Away),
                        false => Answer::Unavailable,
                    };
                    about_order |=
                        matches!(answer, Answer::Placed(Ok(_)) | Answer::Cancelled(Ok(_)) | Answer::Amended(Ok(_)));
                    step = resume.resume(answer, facts);
                }
            }
        }
        Err(Hindrance::Fault("the turn asked too many questions".to_owned()))
    }

    /// Whether a turn may ask this now. One that keeps files needs a seat for them, which it has until it ends; a turn
    /// that finds none is put off, so that slow files leave the lanes to those who only talk.
    fn may_ask<'s>(&'s self, request: &Request, seat: &mut Option<SemaphorePermit<'s>>) -> bool {
        if seat.is_none() && matches!(request, Request::Attach { .. }) {
            *seat = self.attaching.try_acquire().ok();
            return seat.is_some();
        }
        true
    }

    /// Asks a peer. A customer is not left in silence while it is away: a question gets words instead of its answer,
    /// and where something may have been done already the answer is promised and the message tried on.
    async fn ask(&self, due: &Due, asker: &Asker<'_>, request: Request, key: String) -> Result<Answer, Hindrance> {
        let may_be_done = request.changes_an_order();
        match Box::pin(self.desk.ask(asker, request, key)).await {
            Err(Trouble::Away) if !self.is_overdue(due) => Err(Hindrance::Away),
            Err(Trouble::Away) if may_be_done => {
                Box::pin(self.promise(due, asker.address)).await;
                Err(Hindrance::Away)
            }
            Err(Trouble::Away) => Ok(Answer::Unavailable),
            answer => Ok(answer?),
        }
    }
}

fn unreadable(what: &str, unopened: Unopened) -> Hindrance {
    Hindrance::Fault(format!("the {what} {unopened}"))
}

/// The conversation a message is heard in. One that was long under way answers no question that is open now, or a
/// late "confirm" would place an order that its sender has never seen.
fn heard_in(due: &Due, conversation: Session) -> Session {
    if is_late(due.message.sent_at, due.message.received_at) { conversation.started_over() } else { conversation }
}

impl Talked {
    fn ended(self, before: &State) -> (Session, Turn) {
        let turn = Turn {
            intent: self.intent.to_owned(),
            state_before: before.name().to_owned(),
            state_after: self.conversation.state.name().to_owned(),
            replies: self.replies,
            about_order: self.about_order,
            heard: None,
        };
        (self.conversation, turn)
    }
}
