//! Putting waiting texts together: WhatsApp counts messages, people read words.

use base::Message;

use super::{outbound::Class, plan::Waiting};

/// Messages that become one at most.
const MERGE_MAX: usize = 20;
const BETWEEN: &str = "\n\n";

/// What leaves as one message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parcel {
    /// The message under whose id it leaves, saying everything.
    pub(crate) first: Waiting,
    /// Those whose words went into it.
    pub(crate) merged: Vec<base::Id>,
}

/// Takes the first message and, while their words fit into one message, those behind it. Buttons and lists are never
/// given up for it: the first of them may still take the texts before it along, and nothing goes past it.
pub(crate) fn merge(first: Waiting, behind: impl Iterator<Item = Waiting>) -> Parcel {
    let mut parcel = Parcel { first, merged: Vec::new() };
    for next in behind.take(MERGE_MAX - 1) {
        let Message::Text { body } = &parcel.first.message else { break };
        if !may_join(&parcel.first, &next) {
            break;
        }
        let Some(joined) = joined(body, &next.message) else { break };
        parcel.first.message = joined;
        parcel.merged.push(next.id);
    }
    parcel
}

/// A message that was tried before may have arrived, and must not arrive again inside another one.
fn may_join(first: &Waiting, next: &Waiting) -> bool {
    let talk = |class| matches!(class, Class::Order | Class::Reply);
    let kin = first.class == next.class || (talk(first.class) && talk(next.class));
    kin && first.attempts == 0 && next.attempts == 0
}

/// The message with the words put before its own, unless it would grow too long.
fn joined(words: &str, message: &Message) -> Option<Message> {
    let body = format!("{words}{BETWEEN}{}", message.body());
    let joined = match message.clone() {
        Message::Text { .. } => Message::Text { body },
        Message::Buttons { buttons, .. } => Message::Buttons { body, buttons },
        Message::List { button, sections, .. } => Message::List { body, button, sections },
        Message::LocationRequest { .. } => Message::LocationRequest { body },
        Message::Link { button, url, .. } => Message::Link { body, button, url },
        // What is said under a file belongs to the file.
        Message::Document { .. } => return None,
    };
    joined.check().ok()
}

#[cfg(test)]
mod tests {
    use base::message::Choice;

    use super::{super::plan::tests::waiting, *};

    fn text(number: u128, words: &str) -> Waiting {
        waiting(number, Class::Reply, Message::text(words))
    }

    fn buttons(number: u128) -> Waiting {
        waiting(number, Class::Reply, Message::ask("Which?", "See", &[Choice::new("a", "A"), Choice::new("b", "B")]))
    }

    fn leaves(mut queue: Vec<Waiting>) -> (String, usize) {
        let rest = queue.split_off(1);
        let parcel = merge(queue.remove(0), rest.into_iter());
        (parcel.first.message.body().to_owned(), parcel.merged.len())
    }

    #[test]
    fn texts_become_one() {
        assert_eq!(leaves(vec![text(1, "a"), text(2, "b"), text(3, "c")]), ("a\n\nb\n\nc".to_owned(), 2));
    }

    #[test]
    fn a_question_takes_the_texts_before_it_along_and_nothing_goes_past_it() {
        let parcel = merge(text(1, "a"), vec![buttons(2), text(3, "c")].into_iter());
        assert!(matches!(&parcel.first.message, Message::Buttons { body, .. } if body == "a\n\nWhich?"));
        assert_eq!(parcel.merged, [buttons(2).id]);
        assert_eq!(leaves(vec![buttons(1), text(2, "b")]), ("Which?".to_owned(), 0));
    }

    #[test]
    fn what_would_grow_too_long_leaves_by_itself() {
        let long = "x".repeat(4000);
        assert_eq!(leaves(vec![text(1, &long), text(2, &long)]).1, 0);
        assert_eq!(leaves(vec![text(1, &long), buttons(2)]).1, 0);
    }

    #[test]
    fn advertising_never_rides_along_and_a_retry_never_carries_others() {
        let advert = waiting(2, Class::Marketing, Message::text("Sale!"));
        assert_eq!(leaves(vec![text(1, "a"), advert]).1, 0);
        assert_eq!(leaves(vec![Waiting { attempts: 1, ..text(1, "a") }, text(2, "b")]).1, 0);
        assert_eq!(leaves(vec![text(1, "a"), Waiting { attempts: 1, ..text(2, "b") }]).1, 0);
    }

    #[test]
    fn no_more_than_twenty_become_one() {
        assert_eq!(leaves((0..30).map(|number| text(number, "a")).collect()).1, MERGE_MAX - 1);
    }
}
