//! Blobs by digest, only here: the object store.
