//! How long a deployment will take: from earlier ones, else from the size of the knowledge base.

use std::time::Duration;

use crate::base::event::UpdateKind;

/// Bytes of documents that are trained, sent and indexed in a second on a small machine.
const BYTES_A_SECOND: u64 = 8_000_000;

/// The estimated time. `recent_ms` are the durations of earlier deployments of this kind on this host, in any order.
pub fn estimate(recent_ms: &[u64], knowledge_bytes: u64, kind: UpdateKind) -> Duration {
    if kind == UpdateKind::Nothing {
        return Duration::ZERO;
    }
    if !recent_ms.is_empty() {
        let mut sorted = recent_ms.to_vec();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        return Duration::from_millis(median);
    }
    let content = Duration::from_millis(knowledge_bytes.saturating_mul(1000) / BYTES_A_SECOND);
    match kind {
        UpdateKind::Nothing => Duration::ZERO,
        UpdateKind::ChatroomOnly => Duration::from_millis(300),
        UpdateKind::Complete => Duration::from_millis(800) + content,
        UpdateKind::WithRestart => Duration::from_millis(2_000) + content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_counts_more_than_the_size() {
        let cases: [(&[u64], u64, UpdateKind, u64); 5] = [
            (&[900, 100, 300], 80_000_000, UpdateKind::Complete, 300),
            (&[], 8_000_000, UpdateKind::Complete, 1_800),
            (&[], 8_000_000, UpdateKind::ChatroomOnly, 300),
            (&[], 0, UpdateKind::WithRestart, 2_000),
            (&[900], 8_000_000, UpdateKind::Nothing, 0),
        ];
        for (recent, bytes, kind, expected) in cases {
            assert_eq!(estimate(recent, bytes, kind), Duration::from_millis(expected), "{recent:?} {bytes} {kind:?}");
        }
    }
}
