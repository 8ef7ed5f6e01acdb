//! The artefact: a release as a manifest of digests, its layout on disk, and its verification.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

mod layout;
mod manifest;

pub use layout::{Layout, LayoutError};
pub use manifest::{BlobRef, MANIFEST_SCHEMA, Manifest, ManifestError, Part, PartName, Source};
