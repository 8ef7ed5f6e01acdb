//! One request at a time for a message: whoever sends the same message again waits for what the first one records.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::base::id::{Address, UniqueId};

type Key = (Address, UniqueId);
type Locks = Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>;

/// The messages that are being answered.
#[derive(Default)]
pub(super) struct Turns(Arc<Locks>);

/// The right to answer a message, until it is dropped.
pub struct Turn {
    locks: Arc<Locks>,
    key: Key,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    pub(super) async fn enter(&self, key: Key) -> Turn {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(key.clone()).or_default())
        };
        // Made before the wait: a request that goes away while it waits must leave nothing behind.
        let mut turn = Turn { locks: Arc::clone(&self.0), key, guard: None };
        turn.guard = Some(lock.lock_owned().await);
        turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        // Those who wait hold the lock too.
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn one_answers_while_the_others_wait() {
        let turns = Turns::default();
        let key = ("acme".parse::<Address>().expect("an address"), UniqueId::generate());
        let first = turns.enter(key.clone()).await;
        let other = turns.enter((key.0.clone(), UniqueId::generate())).await;
        let waits = tokio::time::timeout(Duration::from_millis(20), turns.enter(key.clone())).await;
        assert!(waits.is_err(), "the second waits");
        drop((first, other));
        drop(turns.enter(key).await);
        assert!(turns.0.lock().expect("no thread panicked").is_empty());
    }
}
