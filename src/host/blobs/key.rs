//! Where a blob lies in the object store.

use object_store::path::Path;

use crate::base::digest::Digest;

/// The key of a blob: made from its digest alone, so that nothing a client sends becomes a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobKey(pub Digest);

impl BlobKey {
    /// `sha256/ab/abcd…`: 256 folders, so that none grows too long to list.
    pub fn path(&self) -> Path {
        let digits = self.0.to_string();
        let folder: String = digits.chars().take(2).collect();
        Path::from_iter(["sha256", folder.as_str(), digits.as_str()])
    }

    /// Where a damaged one is kept for whoever looks into it; nothing reads it from there.
    pub fn damaged_path(&self) -> Path {
        Path::from_iter(["damaged", self.0.to_string().as_str()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_stays() {
        assert_eq!(
            BlobKey(Digest::of(b"abc")).path().as_ref(),
            "sha256/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
