//! Group commit for conversation turns: whatever waits goes into one transaction, and a lone turn goes at once. No timer.

use tokio::sync::{mpsc, oneshot};

use crate::host::store::{Store, StoreError, TurnRow};

/// Turns in one transaction at most: 100 rows of 14 columns are far below both databases' limits of parameters.
const BATCH: usize = 100;
/// Turns that may wait; beyond it those who ask wait before they queue.
const QUEUE: usize = 1000;

/// What became of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It is stored.
    New,
    /// The message was answered before: this is that turn.
    Before(Box<TurnRow>),
}

struct Waiting {
    turn: TurnRow,
    stored: oneshot::Sender<Result<bool, StoreError>>,
}

/// The way to store a turn. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TurnWriter {
    queue: mpsc::Sender<Waiting>,
    store: StoreHandle,
}

/// The store, without its `Debug`.
#[derive(Clone)]
struct StoreHandle(Store);

impl std::fmt::Debug for StoreHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Store")
    }
}

impl TurnWriter {
    /// The writer, and the task behind it, which ends when the last clone of the writer is gone.
    pub fn new(store: &Store) -> (Self, impl Future<Output = ()> + Send + use<>) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        (Self { queue, store: StoreHandle(store.clone()) }, write(store.clone(), waiting))
    }

    /// Stores a turn; returns after the commit.
    pub async fn record(&self, turn: TurnRow) -> Result<Recorded, StoreError> {
        let (stored, answer) = oneshot::channel();
        let key = (turn.address.clone(), turn.message_id.clone());
        self.queue.send(Waiting { turn, stored }).await.map_err(|_| StoreError::Stopped)?;
        if answer.await.map_err(|_| StoreError::Stopped)?? {
            return Ok(Recorded::New);
        }
        let before = self.store.0.find_turn(&key.0, &key.1).await?;
        Ok(Recorded::Before(Box::new(before.ok_or(StoreError::Stopped)?)))
    }
}

async fn write(store: Store, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (turns, answers): (Vec<TurnRow>, Vec<_>) = batch.drain(..).map(|item| (item.turn, item.stored)).unzip();
        match store.insert_turns(&turns).await {
            Ok(news) => answers.into_iter().zip(news).for_each(|(answer, is_new)| {
                // Who asked may have gone away; the turn is stored all the same.
                let _ = answer.send(Ok(is_new));
            }),
            Err(error) => {
                tracing::error!(%error, turns = turns.len(), "turns can't be stored");
                for answer in answers {
                    let _ = answer.send(Err(StoreError::Slow));
                }
            }
        }
    }
}
