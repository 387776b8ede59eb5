//! A turn being written: the session as it will be, and what has to be said first.

use base::{Id, Message, message::Choice};

use crate::{
    Facts, Request, Resume, Session, State, Step, Turn, choice,
    step::{Then, files},
    words::{Say, words},
};

/// The most characters of the remarks before the main words.
const NOTICES_MAX: usize = 1_200;
/// The most characters of a reply, so that its choices never fall off a message.
const REPLY_MAX: usize = 3_900;
/// The most characters of a name inside a sentence.
const NAME_MAX: usize = 100;
/// The most characters over a location request.
const LOCATION_REQUEST_MAX: usize = base::message::BODY_SHORT_MAX;

/// A turn under way.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The session as it will be.
    pub(crate) session: Session,
    /// What is said in the customer's language.
    pub(crate) say: &'static Say,
    /// Remarks that come before the main words.
    notices: Vec<String>,
    /// Remarks that found no room.
    unsaid: usize,
    /// Whether files go on waiting when their question is no longer the open one.
    pub(super) keeps_files: bool,
}

impl Draft {
    pub(super) fn new(session: Session, facts: &Facts<'_>) -> Self {
        let say = &words(session.language(facts)).say;
        Self { session, say, notices: Vec::new(), unsaid: 0, keeps_files: false }
    }

    /// Says this before the main words.
    pub(super) fn note(&mut self, remark: String) {
        let used: usize = self.notices.iter().map(|notice| notice.chars().count()).sum();
        if used + remark.chars().count() <= NOTICES_MAX {
            self.notices.push(remark);
        } else {
            self.unsaid += 1;
        }
    }

    /// Adds a remark that is not there yet.
    pub(super) fn note_once(&mut self, remark: String) {
        if !self.notices.contains(&remark) {
            self.note(remark);
        }
    }

    /// The draft with a remark.
    pub(super) fn noting(mut self, remark: String) -> Self {
        self.note(remark);
        self
    }

    /// The draft with the conversation at its start.
    pub(super) fn started_over(mut self) -> Self {
        self.session = self.session.started_over();
        self
    }

    /// The draft in another state.
    pub(super) fn at(mut self, state: State) -> Self {
        self.session.state = state;
        self
    }

    /// Ends the turn with a question and its choices, whose numbers work from now on.
    pub(super) fn ask(mut self, body: impl AsRef<str>, choices: Vec<Choice>) -> Step {
        let text = self.compose(body.as_ref());
        let message = Message::ask(text, &self.say.buttons.list, &choices);
        self.session.offered = choices.into_iter().map(|choice| choice.id).collect();
        self.done(vec![message])
    }

    /// Ends the turn with a request for the customer's location.
    pub(super) fn ask_location(mut self, body: impl AsRef<str>) -> Step {
        let text = self.compose(body.as_ref());
        self.session.offered.clear();
        let fits = text.chars().count() <= LOCATION_REQUEST_MAX;
        let message = if fits { Message::location_request(text) } else { Message::text(text) };
        self.done(vec![message])
    }

    /// Ends the turn with a button that opens a web page.
    pub(super) fn link(mut self, body: impl AsRef<str>, url: &str) -> Step {
        self.session.state = State::Idle;
        let text = self.compose(body.as_ref());
        self.session.offered.clear();
        let message = Message::link(text, &self.say.buttons.pay, url);
        self.done(vec![message])
    }

    /// Ends the turn without a word.
    pub(super) fn silent(self) -> Step {
        self.done(Vec::new())
    }

    /// Waits for a peer.
    pub(super) fn wait(self, request: Request, then: Then) -> Step {
        Step::Ask(request, Resume { draft: Box::new(self), then })
    }

    fn done(self, replies: Vec<Message>) -> Step {
        Step::Done(Turn { session: self.session, replies })
    }

    /// Lets go of files whose question is no longer open, and says so before anything else.
    pub(super) fn leave_files(&mut self) {
        if !self.session.files.is_empty() && !matches!(self.session.state, State::Filing { .. }) {
            let count = std::mem::take(&mut self.session.files).len();
            self.notices.insert(0, files::left(self, count));
        }
    }

    /// Says before anything else that files wait, when nothing else asks about them.
    fn remind_of_files(&mut self) {
        if !self.session.files.is_empty() && !matches!(self.session.state, State::Filing { .. }) {
            self.notices.insert(0, files::waits(self, self.session.files.len()));
        }
    }

    fn compose(&mut self, body: &str) -> String {
        if self.keeps_files {
            self.remind_of_files()
        } else {
            self.leave_files()
        }
        if self.unsaid > 0 {
            self.notices.push(self.say.cart.more_problems.with(&[("count", &self.unsaid)]));
        }
        let notices = std::mem::take(&mut self.notices).join("\n");
        let whole = if notices.is_empty() { body.to_owned() } else { format!("{notices}\n\n{body}") };
        if whole.chars().count() > REPLY_MAX { whole.chars().take(REPLY_MAX).collect() } else { whole }
    }

    /// What can be done when nothing is under way.
    pub(super) fn home(&self) -> Vec<Choice> {
        let buttons = &self.say.buttons;
        if self.session.cart.is_empty() {
            vec![
                Choice::new(choice::MENU, &buttons.menu),
                Choice::new(choice::ORDERS, &buttons.orders),
                Choice::new(choice::HELP, &buttons.help),
            ]
        } else {
            vec![
                Choice::new(choice::CHECKOUT, &buttons.checkout),
                Choice::new(choice::CART, &buttons.cart),
                Choice::new(choice::MENU, &buttons.menu),
            ]
        }
    }

    /// "Yes" and "No", with what they say.
    pub(super) fn yes_or_no(&self, yes: impl Into<String>, no: impl Into<String>) -> Vec<Choice> {
        vec![Choice::new(yes, &self.say.buttons.yes), Choice::new(no, &self.say.buttons.no)]
    }
}

/// The customer's name with a space before it, for greetings; empty when there is none. Profile names are free text:
/// only letters, digits and what joins them are said, so that no name can set type or break a line, and one without
/// any letter, such as a phone number, is no name to greet by.
pub(super) fn name_of(facts: &Facts<'_>) -> String {
    let sayable = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '\'' | '’' | '-');
    let name: String = facts.customer_name.chars().filter(sayable).take(NAME_MAX).collect();
    if name.chars().any(char::is_alphabetic) { format!(" {}", name.trim()) } else { String::new() }
}

/// An item's name, cut to what a sentence can carry.
pub(super) fn item_name(item: Id, facts: &Facts<'_>) -> String {
    facts.menu.item(item).map_or_else(String::new, |item| short(&item.name))
}

pub(super) fn short(name: &str) -> String {
    name.chars().take(NAME_MAX).collect()
}

/// Something the shop sells, for examples.
pub(super) fn example(facts: &Facts<'_>) -> String {
    let first = facts.menu.items().find(|item| item.available).or_else(|| facts.menu.items().next());
    first.map_or_else(String::new, |item| short(&item.name))
}
