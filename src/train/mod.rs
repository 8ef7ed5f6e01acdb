//! Content → bundle, incrementally; evaluation.
