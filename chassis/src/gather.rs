//! Work that comes from many callers at the same time and is done for all of them at once.
//!
//! While one batch is under way the next one gathers. So nobody waits when little is to be done, and when much is, many
//! share a call, a statement or a commit.

use std::panic::AssertUnwindSafe;

use futures_util::{FutureExt as _, future::BoxFuture};
use tokio::sync::{mpsc, oneshot};
use tracing::{Instrument as _, Span};

/// Callers that wait for their batch; more of them wait at their own end.
const WAITING_MAX: usize = 1024;
/// Items of one batch at most.
pub const BATCH_MAX: usize = 256;

/// Does one kind of work for many callers. Cheap to clone.
pub struct Gather<T, R>(mpsc::Sender<Call<T, R>>);

struct Call<T, R> {
    item: T,
    answer: oneshot::Sender<R>,
    span: Span,
}

type Work<T, R> = Box<dyn Fn(Vec<T>) -> BoxFuture<'static, Vec<R>> + Send + Sync>;

impl<T, R> Clone for Gather<T, R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Send + 'static, R: Send + 'static> Gather<T, R> {
    /// `work` takes a batch and brings one result for each item, in order.
    pub fn new<F, Fut>(work: F) -> Self
    where
        F: Fn(Vec<T>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Vec<R>> + Send + 'static,
    {
        let work: Work<T, R> = Box::new(move |items| work(items).boxed());
        let (sender, calls) = mpsc::channel(WAITING_MAX);
        // It ends with its last caller, and the process waits for those.
        tokio::spawn(serve(work, calls));
        Self(sender)
    }

    /// The result for this item, once its batch is done; `None` if that panicked. It is done even if the caller goes
    /// away.
    pub async fn run(&self, item: T) -> Option<R> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Call { item, answer, span: Span::current() }).await.ok()?;
        answered.await.ok()
    }
}

async fn serve<T, R>(work: Work<T, R>, mut calls: mpsc::Receiver<Call<T, R>>) {
    let mut batch = Vec::new();
    while calls.recv_many(&mut batch, BATCH_MAX).await > 0 {
        // Whoever is about to call gets the chance to come along.
        tokio::task::yield_now().await;
        let room = BATCH_MAX.saturating_sub(batch.len());
        batch.extend(std::iter::from_fn(|| calls.try_recv().ok()).take(room));
        let Some(span) = batch.first().map(|call| call.span.clone()) else { return };
        // The work has one place in one trace: with the first caller.
        batch.iter().skip(1).for_each(|call| _ = call.span.follows_from(&span));
        let (items, answers): (Vec<T>, Vec<_>) = batch.drain(..).map(|call| (call.item, call.answer)).unzip();
        // A panic drops the answers, so the callers hear of it; the next batch is served.
        let done = AssertUnwindSafe(async { work(items).await }).catch_unwind().instrument(span);
        if let Ok(results) = done.await {
            results.into_iter().zip(answers).for_each(|(result, answer)| drop(answer.send(result)));
        }
    }
}

/// Cuts items into as few lists as their weights allow, in order. No list weighs more than `most`, but for an item that
/// does so alone.
pub fn portions<T, const N: usize>(items: Vec<T>, most: [usize; N], weigh: impl Fn(&T) -> [usize; N]) -> Vec<Vec<T>> {
    let (mut portions, mut weights) = (Vec::<Vec<T>>::new(), [0; N]);
    for item in items {
        let weight = weigh(&item);
        let together = std::array::from_fn(|scale| weights[scale] + weight[scale]);
        let is_within = together.iter().zip(&most).all(|(weight, most)| weight <= most);
        match portions.last_mut() {
            Some(portion) if is_within => {
                weights = together;
                portion.push(item);
            }
            _ => {
                weights = weight;
                portions.push(vec![item]);
            }
        }
    }
    portions
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn callers_of_the_same_moment_share_a_batch_and_each_gets_its_own_result() {
        let doubled = Gather::new(|items: Vec<u32>| {
            let size = items.len();
            std::future::ready(items.into_iter().map(|item| (item * 2, size)).collect())
        });
        let results = join_all([2, 3, 4].map(|number| doubled.run(number))).await;
        assert_eq!(results, [Some((4, 3)), Some((6, 3)), Some((8, 3))]);
    }

    #[tokio::test]
    async fn a_panic_ends_one_batch() {
        let halved = Gather::new(|items: Vec<u32>| {
            assert!(items.iter().all(|item| item % 2 == 0), "odd numbers have no half");
            std::future::ready(items.into_iter().map(|item| item / 2).collect())
        });
        assert_eq!(halved.run(3).await, None);
        assert_eq!(halved.run(4).await, Some(2));
    }

    #[test]
    fn items_share_portions_as_far_as_every_weight_allows_and_none_is_torn() {
        let cut = |items: &[usize]| portions(items.to_vec(), [3, 200], |item| [1, *item]);
        assert_eq!(cut(&[1, 2, 3]), [[1, 2, 3]]);
        assert_eq!(cut(&[1, 2, 3, 4]), [vec![1, 2, 3], vec![4]]);
        assert_eq!(cut(&[150, 50, 1]), [vec![150, 50], vec![1]]);
        assert_eq!(cut(&[1, 201, 1]), [[1], [201], [1]]);
        assert!(cut(&[]).is_empty());
    }
}
