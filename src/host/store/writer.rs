//! Group commit for turns: what waits is written together, a lone turn at once. No timer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::connect::Store;
use super::error::StoreError;
use super::turns::{Recorded, TurnRow};

/// Turns in one insert.
const BATCH: usize = 100;

/// How long a turn may wait for its commit before its sender is told that the store is too busy.
const PATIENCE: Duration = Duration::from_secs(10);

struct Waiting {
    turn: TurnRow,
    answer: oneshot::Sender<Result<Recorded, StoreError>>,
}

/// The handle through which turns are recorded. Clones share one queue.
#[derive(Clone)]
pub struct TurnWriter {
    queue: mpsc::Sender<Waiting>,
}

/// The task behind [`TurnWriter`]; the host spawns and awaits its [`TurnWriterTask::run`].
pub struct TurnWriterTask {
    store: Store,
    queue: mpsc::Receiver<Waiting>,
}

impl TurnWriter {
    /// A writer whose queue holds `capacity` turns, and the task that empties it.
    pub fn new(store: Store, capacity: usize) -> (Self, TurnWriterTask) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Self { queue: sender }, TurnWriterTask { store, queue: receiver })
    }

    /// Records a turn; returns after its commit. Errors: those of the store, or busy for longer than 10 s.
    ///
    /// A turn whose caller goes away meanwhile is still recorded.
    pub async fn record(&self, turn: TurnRow) -> Result<Recorded, StoreError> {
        let (answer, answered) = oneshot::channel();
        let recorded = async {
            let ended = |_| StoreError::WriterBusy("the writer has ended");
            self.queue
                .send(Waiting { turn, answer })
                .await
                .map_err(|_| StoreError::WriterBusy("the writer has ended"))?;
            answered.await.map_err(ended)?
        };
        let late = Err(StoreError::WriterBusy("too many turns are waiting for the database"));
        tokio::time::timeout(PATIENCE, recorded).await.unwrap_or(late)
    }
}

impl TurnWriterTask {
    /// Writes turns until every [`TurnWriter`] is gone and the queue is empty.
    pub async fn run(mut self) {
        let mut waiting = Vec::with_capacity(BATCH);
        while self.queue.recv_many(&mut waiting, BATCH).await > 0 {
            self.write(std::mem::take(&mut waiting)).await;
        }
    }

    /// The same, but also until `end` resolves; what waits then is still written.
    pub async fn run_until(mut self, end: impl Future<Output = ()>) {
        let mut end = std::pin::pin!(end);
        let mut waiting = Vec::with_capacity(BATCH);
        loop {
            let taken = tokio::select! {
                taken = self.queue.recv_many(&mut waiting, BATCH) => taken,
                () = &mut end => break,
            };
            if taken == 0 {
                return;
            }
            self.write(std::mem::take(&mut waiting)).await;
        }
        self.queue.close();
        self.run().await;
    }

    async fn write(&self, batch: Vec<Waiting>) {
        let (turns, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|waiting| (waiting.turn, waiting.answer)).unzip();
        match self.store.insert_turns(&turns).await {
            Ok(recorded) => {
                recorded.into_iter().zip(answers).for_each(|(recorded, answer)| reply(answer, Ok(recorded)))
            }
            Err(error) if turns.len() > 1 && !error.is_unavailable() && !error.is_full() => {
                self.write_singly(turns, answers).await;
            }
            Err(error) => {
                let shared = Arc::new(error);
                answers.into_iter().for_each(|answer| reply(answer, Err(StoreError::Shared(Arc::clone(&shared)))));
            }
        }
    }

    /// One turn that the database refuses must not take its neighbours with it.
    async fn write_singly(&self, turns: Vec<TurnRow>, answers: Vec<oneshot::Sender<Result<Recorded, StoreError>>>) {
        for (turn, answer) in turns.into_iter().zip(answers) {
            let recorded = self.store.insert_turns(std::slice::from_ref(&turn)).await;
            let first = recorded.map(|mut recorded| recorded.pop());
            reply(answer, first.map(|recorded| recorded.unwrap_or(Recorded::New)));
        }
    }
}

/// A caller that went away doesn't need its answer; the turn is stored all the same.
fn reply(answer: oneshot::Sender<Result<Recorded, StoreError>>, recorded: Result<Recorded, StoreError>) {
    let _ = answer.send(recorded);
}
