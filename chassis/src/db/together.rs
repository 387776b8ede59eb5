//! Work that comes from many callers at the same time and goes to the database together.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::Error;
use crate::gather::Gather;

/// Does one kind of work with the database for many callers. Cheap to clone.
pub struct Together<T, R>(Gather<T, Result<R, Error>>);

type Work<T, R> = Arc<dyn Fn(Arc<Vec<T>>) -> BoxFuture<'static, Result<Vec<R>, Error>> + Send + Sync>;

impl<T, R> Clone for Together<T, R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + Send + Sync + 'static, R: Send + 'static> Together<T, R> {
    /// `work` takes a batch and brings one result for each item, in order. It must be all or nothing: a batch that
    /// fails is done again item by item, so that one caller's fault is not the others'.
    pub fn new<F, Fut>(work: F) -> Self
    where
        F: Fn(Arc<Vec<T>>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<R>, Error>> + Send + 'static,
    {
        let work: Work<T, R> = Arc::new(move |items| Box::pin(work(items)));
        Self(Gather::new(move |items| serve(work.clone(), Arc::new(items))))
    }

    /// The result for this item, once its batch is done. It is done even if the caller goes away.
    pub async fn run(&self, item: T) -> Result<R, Error> {
        self.0.run(item).await.unwrap_or_else(|| Err(abandoned()))
    }
}

fn abandoned() -> Error {
    Error::Unavailable("the work was abandoned".to_owned())
}

async fn serve<T: Clone, R>(work: Work<T, R>, items: Arc<Vec<T>>) -> Vec<Result<R, Error>> {
    match twice(&work, items.clone()).await {
        Ok(results) => results.into_iter().map(Ok).collect(),
        Err(error) if items.len() == 1 => vec![Err(error)],
        Err(error) if error.is_retryable() => {
            let words = error.to_string();
            items.iter().map(|_| Err(Error::Unavailable(words.clone()))).collect()
        }
        Err(_) => {
            let mut results = Vec::with_capacity(items.len());
            for item in items.iter() {
                let alone = twice(&work, Arc::new(vec![item.clone()])).await;
                results.push(alone.and_then(|mut results| results.pop().ok_or_else(abandoned)));
            }
            results
        }
    }
}

/// A connection may have died while it lay in its pool, so the first failure of that kind is not the last word.
async fn twice<T, R>(work: &Work<T, R>, items: Arc<Vec<T>>) -> Result<Vec<R>, Error> {
    match work(items.clone()).await {
        Err(error) if error.is_retryable() => work(items).await,
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::future::join_all;

    use super::*;

    /// Doubles numbers, except odd ones, which fail; notes the batches it got.
    fn doubling() -> (Together<u32, u32>, Arc<Mutex<Vec<usize>>>) {
        let batches = Arc::new(Mutex::new(Vec::new()));
        let seen = batches.clone();
        let work = move |items: Arc<Vec<u32>>| {
            seen.lock().unwrap().push(items.len());
            let doubled = items.iter().map(|item| if item % 2 == 0 { Ok(item * 2) } else { Err(Error::Url) });
            std::future::ready(doubled.collect())
        };
        (Together::new(work), batches)
    }

    #[tokio::test]
    async fn one_callers_fault_is_not_the_others() {
        let (together, batches) = doubling();
        let results = join_all([2, 3, 4].map(|number| together.run(number))).await;
        assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(*batches.lock().unwrap(), [3, 1, 1, 1]);
    }

    #[tokio::test]
    async fn a_lost_connection_is_tried_once_more_and_a_panic_ends_one_batch() {
        let tries = Arc::new(Mutex::new(0));
        let together = Together::new(move |_: Arc<Vec<()>>| {
            let mut tries = tries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *tries += 1;
            assert!(*tries != 3, "the third is one too many");
            std::future::ready(if *tries == 1 { Err(abandoned()) } else { Ok(vec![*tries]) })
        });
        assert_eq!(together.run(()).await.unwrap(), 2);
        assert!(together.run(()).await.is_err_and(|error| error.is_retryable()));
        assert_eq!(together.run(()).await.unwrap(), 4);
    }
}
