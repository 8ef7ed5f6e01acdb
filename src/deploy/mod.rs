//! Plan → upload → follow; emits events.
