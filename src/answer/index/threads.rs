//! A question to a large knowledge base on several threads: the same work in the same order as on one, sooner.

use crate::answer::index::IndexError;
use crate::answer::index::open::KnowledgeIndex;

/// Passages that are worth a thread of their own; below, to start one costs more than it saves.
const PASSAGES_A_THREAD: u64 = 25_000;
/// More would wait for the same memory.
const MOST_THREADS: u64 = 4;

/// How many threads a question to so many passages is worth on this machine.
pub(super) fn worth(passages: u64) -> usize {
    let worth = usize::try_from((passages / PASSAGES_A_THREAD).clamp(1, MOST_THREADS)).unwrap_or(1);
    std::thread::available_parallelism().map_or(1, usize::from).min(worth)
}

impl KnowledgeIndex {
    /// Does the work for each segment; `B` is what a thread keeps from one to the next. Returns what each gave, in order.
    ///
    /// Errors: the first of the work's, in the order of threads.
    pub(super) fn over_segments<B: Default, T: Send>(
        &self,
        work: impl Fn(&mut B, usize) -> Result<T, IndexError> + Sync,
    ) -> Result<Vec<T>, IndexError> {
        let share = |first: usize| -> Result<Vec<(usize, T)>, IndexError> {
            let mut kept = B::default();
            let numbers = (first..self.segments.len()).step_by(self.threads);
            numbers.map(|number| Ok((number, work(&mut kept, number)?))).collect()
        };
        let shares: Vec<_> = std::thread::scope(|scope| {
            let share = &share;
            let others: Vec<_> = (1..self.threads).map(|first| scope.spawn(move || share(first))).collect();
            std::iter::once(share(0)).chain(others.into_iter().map(joined)).collect()
        });
        let mut done = Vec::with_capacity(self.segments.len());
        for share in shares {
            done.extend(share?);
        }
        done.sort_by_key(|(number, _)| *number);
        Ok(done.into_iter().map(|(_, found)| found).collect())
    }

    /// Does two things, at once where threads are worth it.
    pub(super) fn both<T: Send, U>(&self, one: impl FnOnce() -> T + Send, other: impl FnOnce() -> U) -> (T, U) {
        if self.threads == 1 {
            return (one(), other());
        }
        std::thread::scope(|scope| {
            let one = scope.spawn(one);
            let other = other();
            (joined(one), other)
        })
    }
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
