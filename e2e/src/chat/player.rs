//! Playing a scenario against the product.

mod deeds;

use std::collections::BTreeMap;

use super::{
    pattern::{Captures, Pattern, fill},
    script::{Happens, Scene, Script},
};
use crate::{
    Database,
    failure::{Failure, Outcome, ensure},
    phone::Phone,
    souk::{Form, Souk, Start},
};

/// What customers write may be a word of ours as well; this long it is theirs alone, and no log may hold it.
const OWN_WORDS_MIN: usize = 24;

/// Plays a scenario on a product started for it. Afterwards nobody may have heard anything more than was expected, and
/// the product must have ended cleanly, with nothing refused by Meta and nothing private in its logs.
pub async fn play(script: &Script, form: Form, database: Database) -> Outcome {
    let mut start = Start::new(form, database).set_all(script.settings.clone());
    if let Some(market) = &script.market {
        start = start.market(market);
    }
    let mut stage = Stage::new(start.open().await?);
    for scene in &script.scenes {
        let done = stage.play(scene).await;
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
    private: Vec<String>,
    transcript: Vec<String>,
}

impl Stage {
    const fn new(souk: Souk) -> Self {
        Self {
            souk,
            phones: BTreeMap::new(),
            captures: Captures::new(),
            last: String::new(),
            private: Vec::new(),
            transcript: Vec::new(),
        }
    }

    async fn play(&mut self, scene: &Scene) -> Outcome {
        match &scene.happens {
            Happens::Says { who, words } => self.says(who, words).await,
            Happens::Acts { who, act } => self.acts(who, act).await,
            Happens::Replies { to, pattern } => self.replies(to.as_deref(), pattern).await,
            Happens::Silence { who } => self.silence(who.as_deref()).await,
            Happens::Passes(time) => self.souk.advance(*time).await,
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

    async fn replies(&mut self, to: Option<&str>, pattern: &Pattern) -> Outcome {
        if let Some(name) = to {
            name.clone_into(&mut self.last);
        }
        let name = self.last.clone();
        let reply = self.present(&name)?.hear().await?;
        self.transcript.push(format!("Souk to {name}: {}", reply.screen()));
        let checked = pattern.check(&reply, &mut self.captures);
        checked.map_err(|problem| Failure::new(format!("Souk speaks, but {problem}")))
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
