//! Message ids that grow with every message, so that a person's messages sort in the order they came.

use std::sync::{Mutex, PoisonError};

use base::Id;
use chassis::World;
use uuid::Uuid;

/// Where ids come from. Two of one millisecond would sort by chance otherwise.
pub(super) struct Ids {
    world: World,
    last: Mutex<u128>,
}

impl Ids {
    pub(super) const fn new(world: World) -> Self {
        Self { world, last: Mutex::new(0) }
    }

    pub(super) fn next(&self) -> Id {
        let fresh = self.world.id().uuid().as_u128();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = fresh.max(*last + 1);
        Id::from_uuid(Uuid::from_u128(*last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_sort_in_the_order_they_were_given() {
        let ids = Ids::new(chassis::testing::world());
        let given: Vec<Id> = (0..100).map(|_| ids.next()).collect();
        assert!(given.is_sorted_by(|one, next| one < next));
    }
}
