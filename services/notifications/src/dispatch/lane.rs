//! One run of a person's lane.

use std::{sync::Arc, time::Duration};

use chassis::{
    db::{Conn, Error},
    lanes::Next,
    telemetry,
};
use jiff::{SignedDuration, Timestamp};
use tracing::Instrument as _;

use super::{Outgoing, RecipientId, Shared};
use crate::{
    domain::{
        merge::Parcel,
        outbound::{Reason, State},
        outcome::{Again, Change, Outcome, Tried, judge},
        plan::{Plan, Step},
        recipient::Recipient,
    },
    provider::Letter,
    store::{queue, recipients},
};

/// Holds up to this long are waited for in memory; longer ones are written down and left to the sweep.
const WAKEFUL_MAX: SignedDuration = SignedDuration::from_secs(10);
/// How long a lane waits while another process sends to the same person.
const ELSEWHERE_PAUSE: SignedDuration = SignedDuration::from_millis(500);
/// How long it waits for a database that is away.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);
/// A message that could not be sent this long after it was written ahead goes back to the queue: soon the sweep would
/// have to take its sender for dead.
const HANDED_OVER_MAX: SignedDuration = SignedDuration::from_secs(5);

/// What the database had for a lane.
#[expect(clippy::large_enum_variant, reason = "a find lives for a moment")]
enum Found {
    Nothing,
    Held(Timestamp),
    Written(Outgoing),
}

/// Sends what was handed over, and looks for more unless that was all there can be.
pub(super) async fn run(shared: Arc<Shared>, recipient_id: RecipientId) -> Next {
    let errand = shared.errands.take(&recipient_id);
    let mut look = errand.look || errand.handed_over.is_empty();
    for outgoing in errand.handed_over {
        look |= shared.deliver(outgoing).await == State::Queued;
    }
    if look { look_for_more(&shared, &recipient_id).await } else { Next::Idle }
}

async fn look_for_more(shared: &Arc<Shared>, recipient_id: &RecipientId) -> Next {
    let (looker, id) = (shared.clone(), recipient_id.clone());
    let found = shared.db.write(async move |tx: &mut Conn| looker.find(tx, &id).await).await;
    match found {
        Ok(Found::Nothing) => Next::Idle,
        Ok(Found::Held(until)) => wait(until.duration_since(shared.world.now())),
        Ok(Found::Written(outgoing)) => {
            shared.deliver(outgoing).await;
            Next::Again
        }
        Err(error) => {
            tracing::warn!(%error, "a lane waits for the database");
            Next::Backoff(DATABASE_PAUSE)
        }
    }
}

fn wait(left: SignedDuration) -> Next {
    if left > WAKEFUL_MAX { Next::Idle } else { Next::After(Duration::try_from(left).unwrap_or_default()) }
}

impl Shared {
    /// Decides about everything that waits for a person, and writes down what was decided.
    async fn find(&self, tx: &mut Conn, recipient_id: &RecipientId) -> Result<Found, Error> {
        let Some(lane) = recipients::lane(tx, recipient_id).await? else { return Ok(Found::Nothing) };
        let now = self.world.now();
        if lane.is_sending {
            return Ok(Found::Held(now + ELSEWHERE_PAUSE));
        }
        let (queue, mut recipient) = (queue::waiting(tx, recipient_id).await?, lane.recipient);
        let stored_pace = recipient.paid_until;
        let Plan { ended, next } = self.decide(queue, &mut recipient, now);
        for (id, state, reason) in ended {
            tracing::info!(%id, %reason, "a message is not sent");
            queue::end(tx, id, state, Some(reason), now).await?;
        }
        if recipient.paid_until != stored_pace {
            recipients::save(tx, &recipient).await?;
        }
        match next {
            Step::Rest => Ok(Found::Nothing),
            Step::Hold(until) => hold(tx, recipient_id, until, now).await,
            Step::Send(parcel) => claim(tx, recipient, parcel, now).await,
        }
    }

    /// Sends once and records how that ended; tells where the message stands then.
    async fn deliver(&self, outgoing: Outgoing) -> State {
        let span = telemetry::continued("send", outgoing.traceparent.as_deref());
        async {
            let outcome = self.send(&outgoing).await;
            let now = self.world.now();
            let change = judge(&outgoing.tried, outcome, now, |pause| self.world.jittered(pause));
            tell(&outgoing, &change);
            let state = change.state;
            self.recorder.record(outgoing.tried, change).await;
            state
        }
        .instrument(span)
        .await
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        if self.world.now().duration_since(outgoing.written_at) > HANDED_OVER_MAX {
            return Outcome::NotSent { reason: Reason::NotReached, again: Again::AccountHeld(Duration::ZERO) };
        }
        let outcome = self.hand_to_network(outgoing).await;
        let now = self.world.now();
        self.gate.learn(&outgoing.address.account_id, &outcome, now);
        if let (Outcome::NotSent { again: Again::PairPause, .. }, Some(rate)) = (&outcome, self.pair_rate) {
            self.paces.set(&outgoing.recipient_id, rate.hold_until(now));
        }
        outcome
    }

    async fn hand_to_network(&self, outgoing: &Outgoing) -> Outcome {
        let media_id = match self.media_id(outgoing).await {
            Ok(media_id) => media_id,
            Err(outcome) => return outcome,
        };
        let Outgoing { tried: Tried { id, .. }, address, message, .. } = outgoing;
        self.provider.send(Letter { id: *id, address, message, media_id: media_id.as_deref() }).await
    }
}

async fn hold(tx: &mut Conn, recipient_id: &str, until: Timestamp, now: Timestamp) -> Result<Found, Error> {
    if until.duration_since(now) > WAKEFUL_MAX {
        queue::hold(tx, recipient_id, until).await?;
    }
    Ok(Found::Held(until))
}

async fn claim(tx: &mut Conn, recipient: Recipient, parcel: Parcel, now: Timestamp) -> Result<Found, Error> {
    let Parcel { first, merged } = parcel;
    if !queue::claim(tx, &first, now).await? {
        return Ok(Found::Held(now + ELSEWHERE_PAUSE));
    }
    for id in merged {
        queue::end(tx, id, State::Merged, None, now).await?;
    }
    Ok(Found::Written(Outgoing {
        tried: Tried {
            id: first.id,
            attempt: first.attempts + 1,
            failures: first.failures,
            ambiguities: first.ambiguities,
        },
        recipient_id: recipient.id.into(),
        address: recipient.address,
        message: first.message,
        class: first.class,
        traceparent: first.traceparent,
        written_at: now,
    }))
}

/// Says once what went wrong; that a message went well is not news.
fn tell(outgoing: &Outgoing, change: &Change) {
    let Outgoing { tried: Tried { id, attempt, .. }, class, .. } = outgoing;
    let (class, reason) = (class.as_str(), change.reason.map(|reason| reason.to_string()).unwrap_or_default());
    match change.state {
        State::Ambiguous => tracing::warn!(%id, attempt, class, "nobody knows whether a message was sent"),
        State::Queued => tracing::info!(%id, attempt, class, reason, "a message is sent again later"),
        State::Failed => tracing::warn!(%id, attempt, class, reason, "the network refused a message"),
        State::Dead => tracing::error!(%id, attempt, class, reason, "a message was given up"),
        _ => {}
    }
}
