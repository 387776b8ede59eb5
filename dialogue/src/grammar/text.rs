//! Typed words: numbers, commands, verbs with what they are about, addresses, goods; in this order.

use base::Id;

use super::{
    Reader, files,
    fold::is_invisible,
    goods::{Goods, phrase, quoted, raw},
    openings,
    order_number::order_number,
    place, suggest, terms,
    token::{self, Kind, Token},
};
use crate::{
    FilePurpose, Fulfilment, Intent, Language, PaymentPolicy, State,
    grammar::stem,
    intent::{Act, AddressFault, Quantity, Target, Wish},
    unfinished::Question,
    words::{Command, VERB_WORDS_MAX, hearing},
};

/// The fewest letters of a number word that chooses: "a" is an article.
const CHOOSING_LETTERS_MIN: usize = 3;

impl Reader<'_> {
    pub(super) fn text(&self, text: &str) -> Intent {
        let is_known = |word: &str| self.menu.index().word(stem(word)).is_some();
        let tokens = token::unglue(token::split(text), is_known);
        match self.language_spoken(text, &tokens) {
            Some(language) => {
                let heard = Self { language, ..self.clone() }.sentence(text, &tokens);
                Intent { language: heard.language.or(Some(language)), ..heard }
            }
            None => self.sentence(text, &tokens),
        }
    }

    /// The language of whoever has not chosen any and begins in another than the shop's.
    fn language_spoken(&self, text: &str, tokens: &[Token]) -> Option<Language> {
        if self.has_chosen_language {
            return None;
        }
        let spoken = openings::language(tokens, self.language).filter(|spoken| *spoken != self.language)?;
        let is_name = Goods::new(text, self.menu, self.language, None).exact(tokens).is_some();
        (!is_name).then_some(spoken)
    }

    fn sentence(&self, text: &str, tokens: &[Token]) -> Intent {
        let goods = Goods::new(text, self.menu, self.language, None);
        let (language, act, later) = self.with_terms(text, tokens, &goods).unwrap_or_else(|| {
            let (language, act) = self.goods_or_command(text, tokens, &goods);
            (language, act, Vec::new())
        });
        // Commands of every language are always understood; who has chosen a language only leaves it by a greeting.
        let is_switch = language != self.language && (!self.has_chosen_language || act == Act::Greet);
        let hidden = self.hidden(&act);
        Intent { act, language: is_switch.then_some(language), hidden, leaves_file: false, later }
    }

    /// What words mean, with where to bring the goods when they say so.
    pub(super) fn goods_or_command(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> (Language, Act) {
        self.with_destination(text, tokens, goods).unwrap_or_else(|| self.meaning(text, tokens, goods))
    }

    /// What words mean that say nothing of where to bring it.
    pub(super) fn meaning(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> (Language, Act) {
        let known = self
            .answer(text, tokens, goods)
            .or_else(|| self.filed(text, tokens))
            .or_else(|| self.number(tokens, goods))
            .map(|act| (self.language, act))
            .or_else(|| self.obeyed(text, tokens, goods))
            .or_else(|| self.obeyed(text, openings::after(tokens, self.language)?, goods))
            .or_else(|| openings::is_all(tokens, self.language).then_some((self.language, Act::Greet)));
        known.unwrap_or_else(|| (self.language, self.loose(text, tokens, goods)))
    }

    /// A command, or a verb with what it is about.
    fn obeyed(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Option<(Language, Act)> {
        self.command(text, tokens, goods)
            .or_else(|| self.command(text, without_courtesies(tokens, self.language)?, goods))
            .or_else(|| self.command(text, openings::after_asking(tokens, self.language)?, goods))
            .or_else(|| self.verb(text, tokens, goods))
            .or_else(|| self.verb(text, without_courtesies(tokens, self.language)?, goods))
    }

    /// Nothing but a number: how many, or which of the choices offered.
    pub(super) fn number(&self, tokens: &[Token], goods: &Goods<'_>) -> Option<Act> {
        let (quantity, used) = goods.leading(tokens)?;
        if !tokens[used..].iter().all(|token| goods.is_filler(token)) {
            return None;
        }
        if let State::Quantity { item } = self.state {
            return Some(self.how_many(*item, quantity));
        }
        let article = |token: &Token| token.kind == Kind::Word && token.fold.len() < CHOOSING_LETTERS_MIN;
        if article(&tokens[0]) {
            return None;
        }
        match quantity {
            _ if *self.state == State::Address => Some(Act::NotAnAddress(AddressFault::TooShort)),
            Quantity::Count(count) => {
                let chosen = self.offered.get(count as usize - 1).map(|id| self.chosen(id));
                Some(chosen.unwrap_or(Act::OutOfRange))
            }
            _ => Some(Act::OutOfRange),
        }
    }

    fn how_many(&self, item: Id, quantity: Quantity) -> Act {
        if self.menu.item(item).is_none() {
            return Act::Stale;
        }
        match quantity {
            Quantity::Count(_) => Act::Add { wishes: vec![Wish::of(item, quantity)], proposal: false },
            fault => Act::BadQuantity(fault),
        }
    }

    /// A phrase that says everything. What the shop sells by that name wins over another language's command.
    fn command(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Option<(Language, Act)> {
        if tokens.is_empty() {
            let symbol: String = text.trim().chars().filter(|c| !is_invisible(*c)).collect();
            return hearing().symbol(&symbol).map(|command| (self.language, self.act_of(command)));
        }
        let phrase = phrase(tokens);
        if let Some((language, command)) = hearing().command(&phrase, self.language) {
            let is_ours = language == self.language || goods.exact(tokens).is_none();
            return is_ours.then(|| (language, self.act_of(command)));
        }
        if let Some(language) = hearing().language_named(&phrase) {
            return Some((self.language, Act::Language(Some(language))));
        }
        order_number(raw(text, tokens), &tokens[0]).map(|act| (self.language, act))
    }

    /// A verb and what it is about, the longest verb first.
    pub(super) fn verb(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Option<(Language, Act)> {
        let is_meant = |act: &Act| *self.state != State::Address || is_sure(act) || is_answerable(text, act);
        if let Some(several) = self.several(text, tokens).filter(|(_, act)| is_meant(act)) {
            return Some(several);
        }
        let longest = tokens.len().saturating_sub(1).min(VERB_WORDS_MAX);
        (1..=longest).rev().find_map(|length| {
            let (head, rest) = tokens.split_at(length);
            let (language, verb) = hearing().verb(&phrase(head), self.language)?;
            if language != self.language && goods.exact(tokens).is_some() {
                return None;
            }
            let act = self.about(verb, text, rest, language)?;
            is_meant(&act).then_some((language, act))
        })
    }

    /// Words that are no command: an address where one was asked for, a category, goods.
    fn loose(&self, text: &str, tokens: &[Token], goods: &Goods<'_>) -> Act {
        let (wishes, closeness) = goods.wishes(tokens);
        if let Some(act) = self.place(text, tokens, &wishes) {
            return act;
        }
        if let Some((item, Question::Group(_))) = self.question {
            let wanted = || self.wanted((wishes.clone(), closeness)).filter(is_sure);
            let answer = named_again(&wishes, item.id).or_else(wanted);
            let other =
                || if place::is_question(text) { unknown(text) } else { Act::NotAChoice { words: quoted(text) } };
            return answer.unwrap_or_else(other);
        }
        if let Some(act) = self.category(tokens) {
            return act;
        }
        let is_named = closeness >= 1.0;
        let command = if is_named { None } else { suggest::command(&phrase(tokens), self.language) };
        match command {
            Some((id, likeness)) if likeness > closeness => Act::Suggest(vec![id]),
            _ => {
                let wanted = self.wanted((wishes, closeness));
                wanted.or_else(|| terms::perhaps_coupon(text, tokens)).unwrap_or_else(|| unknown(text))
            }
        }
    }

    pub(super) fn category(&self, tokens: &[Token]) -> Option<Act> {
        let key: String = tokens.iter().map(|token| stem(&token.fold)).collect();
        self.menu.index().category(&key).map(|category| Act::Category { category, page: 0 })
    }

    /// Goods that the customer wants to see. Whoever asks what they cost does not order them.
    pub(super) fn shown(&self, (wishes, closeness): (Vec<Wish>, f64)) -> Option<Act> {
        let is_mere = |wish: &Wish| Wish { quantity: Quantity::Missing, ..wish.clone() }.is_plain();
        let item = |wish: &Wish| if let Target::Item(item) = wish.target { Some(item) } else { None };
        let items: Option<Vec<Id>> = wishes.iter().map(|wish| item(wish).filter(|_| is_mere(wish))).collect();
        match &items.unwrap_or_default()[..] {
            [] => self.wanted((wishes, closeness)),
            [item] => Some(Act::Item { item: *item }),
            items => Some(Act::Items { items: items.to_vec() }),
        }
    }

    /// Goods that were named without saying what to do with them. One thing without a number is shown.
    pub(super) fn wanted(&self, (wishes, _): (Vec<Wish>, f64)) -> Option<Act> {
        let says_nothing = |wish: &Wish| wish.target == Target::Nothing && wish.quantity == Quantity::Missing;
        if wishes.iter().all(says_nothing) {
            return None;
        }
        match &wishes[..] {
            [wish @ Wish { target: Target::Item(item), quantity: Quantity::Missing, .. }] if wish.is_plain() => {
                Some(Act::Item { item: *item })
            }
            _ => Some(Act::Add { wishes, proposal: true }),
        }
    }
}

/// The item that is asked about, named once more with its choices: they are the answer.
fn named_again(wishes: &[Wish], asked: Id) -> Option<Act> {
    let [wish @ Wish { target: Target::Item(item), quantity: Quantity::Missing, .. }] = wishes else { return None };
    let says_more = !wish.note.is_empty() || !wish.unknown.is_empty() || !wish.fields.is_empty();
    let answers = *item == asked && !wish.choices.is_empty() && !says_more;
    answers.then(|| Act::Choose { choices: wish.choices.clone(), is_all: true })
}

/// The words without "please" and the like around them, when there are any.
pub(super) fn without_courtesies(tokens: &[Token], language: Language) -> Option<&[Token]> {
    let is_courtesy = |token: &&Token| hearing().is_courtesy(&token.fold, language);
    let head = tokens.iter().take_while(is_courtesy).count();
    let tail = tokens[head..].iter().rev().take_while(is_courtesy).count();
    let rest = &tokens[head..tokens.len() - tail];
    (!rest.is_empty() && rest.len() < tokens.len()).then_some(rest)
}

/// Whether the words can hardly be an address instead.
pub(super) fn is_sure(act: &Act) -> bool {
    let exact = |wish: &Wish| matches!(wish.target, Target::Item(_)) && wish.quantity != Quantity::Missing;
    match act {
        Act::Add { wishes, .. } => wishes.iter().all(exact),
        Act::Several(acts) => acts.iter().all(is_sure),
        Act::Remove { wishes } | Act::Change { wishes } => {
            wishes.iter().all(|wish| matches!(wish.target, Target::Item(_)))
        }
        Act::Unknown { .. }
        | Act::NotAnOrderNumber
        | Act::Item { .. }
        | Act::Items { .. }
        | Act::NotACoupon
        | Act::NotATip => false,
        _ => true,
    }
}

/// A question about something the shop sells is answered wherever it is asked.
fn is_answerable(text: &str, act: &Act) -> bool {
    place::is_question(text) && matches!(act, Act::Item { .. } | Act::Items { .. })
}

pub(super) fn unknown(text: &str) -> Act {
    Act::Unknown { words: quoted(text) }
}

impl Reader<'_> {
    /// What a command says.
    pub(super) fn act_of(&self, command: Command) -> Act {
        match command {
            Command::Greet => Act::Greet,
            Command::Menu => Act::Menu { page: 0 },
            Command::Cart => Act::Cart,
            Command::Checkout => Act::Checkout,
            Command::Proceed => Act::Proceed,
            Command::Confirm => Act::Confirm { total_minor: None },
            Command::Cancel => Act::Cancel,
            Command::Back => Act::Back,
            Command::Clear => Act::Clear,
            Command::Help => Act::Help,
            Command::Agent => Act::Agent,
            Command::Language => Act::Language(None),
            Command::NewOrder => Act::NewOrder,
            Command::OrderHistory => Act::OrderHistory,
            Command::Status => Act::Status(None),
            Command::CancelOrder => Act::CancelOrder(None),
            Command::Remove => Act::Remove { wishes: Vec::new() },
            Command::Yes => Act::Yes,
            Command::No | Command::NoneOfThese => Act::No,
            Command::Pickup => Act::Fulfil(Fulfilment::Pickup),
            Command::Delivery => Act::Fulfil(Fulfilment::Delivery),
            Command::More => Act::More,
            Command::Thanks => Act::Thanks,
            Command::Customise => Act::Customise { item: None },
            Command::Skip => Act::Skip,
            Command::Coupon => Act::Coupon(None),
            Command::RemoveCoupon => Act::RemoveCoupon,
            Command::Tip => Act::NotATip,
            Command::NoTip => Act::Tip(base::Money::zero(self.currency)),
            Command::Pay => Act::Pay(None),
            Command::PayOnline => Act::PayBy(PaymentPolicy::Prepaid),
            Command::PayOnDelivery => Act::PayBy(PaymentPolicy::PayOnDelivery),
            Command::PayByInvoice => Act::PayBy(PaymentPolicy::Invoice),
            Command::Schedule => Act::Schedule { from: None },
            Command::Soon => Act::Slot(None),
            Command::Again => Act::Again(None),
            Command::Edit => Act::Edit(None),
            Command::Accept => Act::Consent { accept: true, order: None, revision: None },
            Command::Proof => Act::FileFor(files::only_purpose(FilePurpose::PaymentProof)),
            Command::ChangeAddress => Act::ChangeAddress,
            Command::ForOrder => Act::FileFor(files::only_purpose(FilePurpose::Other)),
            Command::Decline => Act::Consent { accept: false, order: None, revision: None },
        }
    }
}
