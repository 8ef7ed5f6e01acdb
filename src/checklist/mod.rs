//! Prerequisites → verdicts → state.
