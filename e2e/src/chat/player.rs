//! Playing a scenario against the product.

mod customer;
mod office;

use std::collections::BTreeMap;

use super::{
    pattern::{Captures, Pattern, fill},
    script::{Happens, Scene, Script},
};
use crate::{
    Database,
    failure::{Failure, Outcome, ensure},
    phone::{Phone, Reply},
    souk::{Form, Souk, Start},
};

/// What customers write may be a word of ours as well; this long it is theirs alone, and no log may hold it.
const OWN_WORDS_MIN: usize = 24;
/// What stands between texts that became one message.
const PARAGRAPH: &str = "\n\n";

/// Plays a scenario on a product started for it. Afterwards nobody may have heard anything more than was expected, and
/// the product must have ended cleanly, with nothing refused by Meta and nothing private in its logs.
pub async fn play(script: &Script, form: Form, database: Database) -> Outcome {
    let mut start = Start::new(form, database).set_all(script.settings.clone());
    if let Some(market) = &script.market {
        start = start.market(market);
    }
    let mut stage = Stage::new(start.open().await?);
    for (number, scene) in (1..).zip(&script.scenes) {
        let done = stage.play(scene, script.scenes.get(number)).await;
        done.map_err(|failure| stage.explain(script, scene, &failure))?;
    }
    let quiet = stage.ensure_quiet().await;
    quiet.map_err(|failure| Failure::new(format!("{}: at the end: {failure}", script.file.display())))?;
    stage.souk.close(&stage.private).await
}

/// The product, and everybody who is in the scene.
struct Stage {
    souk: Souk,
    phones: BTreeMap<String, Phone>,
    captures: Captures,
    /// Whom Souk speaks to when no name says so.
    last: String,
    /// What the message heard last goes on to say: waiting texts to one customer may come as one message.
    rest: Option<Rest>,
    /// Whether the message that is expected next has overtaken the one before it.
    has_overtaken: bool,
    private: Vec<String>,
    transcript: Vec<String>,
}

/// Paragraphs of a message behind those that were expected.
struct Rest {
    of: String,
    reply: Reply,
}

impl Stage {
    const fn new(souk: Souk) -> Self {
        Self {
            souk,
            phones: BTreeMap::new(),
            captures: Captures::new(),
            last: String::new(),
            rest: None,
            has_overtaken: false,
            private: Vec::new(),
            transcript: Vec::new(),
        }
    }

    async fn play(&mut self, scene: &Scene, next: Option<&Scene>) -> Outcome {
        if !matches!(scene.happens, Happens::Replies { .. }) {
            self.rest = None;
        }
        match &scene.happens {
            Happens::Says { who, words } => self.says(who, words).await,
            Happens::Acts { who, act } => self.acts(who, act).await,
            Happens::Replies { .. } if std::mem::take(&mut self.has_overtaken) => Ok(()),
            Happens::Replies { to, pattern, .. } => {
                self.replies(to.as_deref(), pattern, next.and_then(Scene::may_overtake)).await
            }
            Happens::Silence { who } => self.silence(who.as_deref()).await,
            Happens::Passes(time) => self.souk.advance(*time).await,
            Happens::Becomes(moment) => self.souk.advance(moment.after(self.souk.now_s())).await,
            Happens::PaymentAnnounced => self.announce_payment().await,
            Happens::Office(deed) => self.office(deed).await,
        }
    }

    /// The customer of this name, who comes in when named first.
    async fn phone(&mut self, name: &str) -> Outcome<&mut Phone> {
        if !self.phones.contains_key(name) {
            let phone = self.souk.phone(name).await?;
            self.phones.insert(name.to_owned(), phone);
        }
        name.clone_into(&mut self.last);
        self.present(name)
    }

    /// The customer of this name, who must have come in before.
    fn present(&mut self, name: &str) -> Outcome<&mut Phone> {
        self.phones.get_mut(name).ok_or_else(|| Failure::new(format!("{name} has not come in yet")))
    }

    async fn says(&mut self, who: &str, words: &str) -> Outcome {
        let words = fill(words, &self.captures);
        if words.chars().count() >= OWN_WORDS_MIN && !words.contains(['\n', '"']) {
            self.private.push(words.clone());
        }
        self.transcript.push(format!("{who}: {words}"));
        self.phone(who).await?.say(&words).await.map(drop)
    }

    async fn replies(&mut self, to: Option<&str>, pattern: &Pattern, meanwhile: Option<&Pattern>) -> Outcome {
        if let Some(name) = to {
            name.clone_into(&mut self.last);
        }
        let of = self.last.clone();
        let goes_on = self.rest.take().filter(|rest| rest.of == of && self.is_said(pattern, &rest.reply));
        let reply = match goes_on {
            Some(rest) => rest.reply,
            None => self.hears(&of, pattern, meanwhile).await?,
        };
        let rest = pattern.check(&reply, &mut self.captures);
        let rest = rest.map_err(|problem| Failure::new(format!("Souk speaks, but {problem}")))?;
        let next = rest.split_once(PARAGRAPH).map(|(_, next)| next.to_owned());
        self.rest = next.map(|text| Rest { of, reply: reply.saying(text) });
        Ok(())
    }

    /// The next message; one that may overtake what is expected is heard as well when it does.
    async fn hears(&mut self, name: &str, expected: &Pattern, meanwhile: Option<&Pattern>) -> Outcome<Reply> {
        let reply = self.hears_one(name).await?;
        let Some(other) = meanwhile.filter(|other| !self.is_said(expected, &reply) && self.is_said(other, &reply))
        else {
            return Ok(reply);
        };
        self.has_overtaken = true;
        let late = self.hears_one(name).await?;
        // It may name what the late one tells first, such as the order.
        let _ = expected.check(&late, &mut self.captures).and_then(|_| other.check(&reply, &mut self.captures));
        Ok(late)
    }

    async fn hears_one(&mut self, name: &str) -> Outcome<Reply> {
        let reply = self.present(name)?.hear().await?;
        self.transcript.push(format!("Souk to {name}: {}", reply.screen()));
        Ok(reply)
    }

    fn is_said(&self, pattern: &Pattern, reply: &Reply) -> bool {
        pattern.check(reply, &mut self.captures.clone()).is_ok()
    }

    async fn silence(&mut self, who: Option<&str>) -> Outcome {
        self.souk.emulator.all_delivered().await?;
        for (name, phone) in &mut self.phones {
            if who.is_none_or(|who| who == name) {
                let reply = phone.hear_now().await?;
                ensure(reply.is_none(), || format!("{name} hears something: {reply:?}"))?;
            }
        }
        Ok(())
    }

    async fn ensure_quiet(&mut self) -> Outcome {
        for phone in self.phones.values_mut() {
            phone.ensure_quiet().await?;
        }
        Ok(())
    }

    fn explain(&self, script: &Script, scene: &Scene, failure: &Failure) -> Failure {
        let place = format!("{}:{}", script.file.display(), scene.line);
        Failure::new(format!("{place}: {failure}\n\nThe chat so far:\n{}", self.transcript.join("\n")))
    }
}
