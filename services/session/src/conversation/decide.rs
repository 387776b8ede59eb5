//! From a message to a turn: the words go to `dialogue`, its questions to peers.

use base::{Address, Message};
use dialogue::{Answer, Facts, Menu, Notice, Request, Session, State, Step};
use jiff::SignedDuration;

use super::{Conversations, attempt::key};
use crate::{
    domain::{
        message::{Payload, is_late},
        pace::{Admission, Pace},
        turn::Turn,
    },
    peers::{Trouble, orders::Asker},
    store::inbox::Due,
};

/// How long a customer hears nothing while a peer is away.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);
/// Questions that one turn may ask of peers.
const QUESTIONS_MAX: usize = 8;

/// What was decided about a message.
pub(super) struct Decision {
    pub(super) conversation: Session,
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
    /// A peer is away.
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
        let unreadable = |_| Hindrance::Fault("this version cannot read the message".to_owned());
        let payload: Payload = serde_json::from_str(due.message.payload.get()).map_err(unreadable)?;
        let (pace, admission) = due.customer.pace.admit(due.message.received_at, self.inbound_per_minute);
        let name = Some(&payload.sender.name).filter(|name| !name.is_empty()).unwrap_or(&due.customer.name).clone();
        let address = payload.address();
        let (conversation, turn) = match admission {
            Admission::Answer => self.answer(due, payload, &name).await?,
            Admission::SlowDown => self.unanswered(due, "too_fast", vec![Notice::SlowDown]),
            Admission::Note => self.unanswered(due, "too_fast", vec![]),
        };
        Ok(Decision { conversation, turn, pace, name, address, given_up: None })
    }

    /// A turn that leaves the conversation as it is.
    fn unanswered(&self, due: &Due, intent: &str, notices: Vec<Notice>) -> (Session, Turn) {
        let conversation = due.customer.conversation.clone();
        let language = conversation.language.unwrap_or(self.shop.language);
        let replies = notices.into_iter().map(|notice| notice.message(language)).collect();
        let turn = Turn::in_place(intent, &conversation.state, replies);
        (conversation, turn)
    }

    async fn answer(&self, due: &Due, payload: Payload, name: &str) -> Result<(Session, Turn), Hindrance> {
        let Payload { sender, content } = payload;
        let Some(input) = content.into_input() else {
            return Ok(self.unanswered(due, "identity_change", vec![]));
        };
        let menu = match self.menus.present().await {
            Ok(menu) => menu,
            Err(Trouble::Away) if self.is_overdue(due) => {
                return Ok(self.unanswered(due, "unavailable", vec![Notice::Unavailable]));
            }
            Err(trouble) => return Err(trouble.into()),
        };
        let facts = self.facts(&menu, due, name);
        let asker = Asker { customer_id: due.customer.id, name, address: &sender.address };
        let conversation = heard_in(due);
        let intent = dialogue::read(&conversation, &input, &facts);
        let word = intent.name();
        let step = dialogue::step(conversation, intent, &facts);
        let talked = self.talk(due, &asker, &facts, step, word).await?;
        Ok(talked.ended(&due.customer.conversation.state))
    }

    /// Whether the customer has waited for too long to be left in silence.
    fn is_overdue(&self, due: &Due) -> bool {
        self.world.now().duration_since(due.message.received_at) >= PATIENCE
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
        let mut about_order = false;
        for question in 1..=QUESTIONS_MAX + 1 {
            match step {
                Step::Done(turn) => {
                    return Ok(Talked { conversation: turn.session, replies: turn.replies, intent, about_order });
                }
                Step::Ask(request, resume) => {
                    let answer = self.ask(due, asker, request, key(due.message.id, question)).await?;
                    about_order |= matches!(answer, Answer::Placed(Ok(_)) | Answer::Cancelled(Ok(_)));
                    step = resume.resume(answer, facts);
                }
            }
        }
        Err(Hindrance::Fault("the turn asked too many questions".to_owned()))
    }

    /// Asks orders. A customer is not left in silence while it is away: a question gets words instead of its answer,
    /// and where something may have been done already the answer is promised and the message tried on.
    async fn ask(&self, due: &Due, asker: &Asker<'_>, request: Request, key: String) -> Result<Answer, Hindrance> {
        let may_be_done = matches!(request, Request::Place { .. } | Request::CancelOrder { .. });
        match self.orders.ask(asker, request, key).await {
            Err(Trouble::Away) if !self.is_overdue(due) => Err(Hindrance::Away),
            Err(Trouble::Away) if may_be_done => {
                self.promise(due, asker.address).await;
                Err(Hindrance::Away)
            }
            Err(Trouble::Away) => Ok(Answer::Unavailable),
            answer => Ok(answer?),
        }
    }
}

/// The conversation a message is heard in. One that was long under way answers no question that is open now, or a
/// late "confirm" would place an order that its sender has never seen.
fn heard_in(due: &Due) -> Session {
    let conversation = due.customer.conversation.clone();
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
        };
        (self.conversation, turn)
    }
}
