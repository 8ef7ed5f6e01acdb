//! A pack: many small blobs in one zstd-compressed body.
//!
//! Uncompressed form: for each blob its 32-byte digest, its length as `u32` little-endian, its bytes. No names, no paths.

use crate::base::digest::Digest;

/// The media type of a pack.
pub const MEDIA_TYPE: &str = "application/vnd.botctl.pack+zstd";

const HEADER: usize = 36;

/// Why bytes are not a pack.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PackError {
    /// It ends within an entry.
    #[error("pack is cut short")]
    Truncated,
    /// A blob's content is not what its digest says.
    #[error("blob `{claimed}` has another content: `{found}`")]
    DigestMismatch {
        /// The digest that the pack names.
        claimed: Digest,
        /// The digest of the bytes.
        found: Digest,
    },
}

/// Adds a blob to the uncompressed form of a pack. `bytes` must be shorter than 4 GiB, which every limit guarantees.
pub fn append(pack: &mut Vec<u8>, digest: &Digest, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("blobs in packs are far below 4 GiB");
    pack.extend_from_slice(digest.as_bytes());
    pack.extend_from_slice(&length.to_le_bytes());
    pack.extend_from_slice(bytes);
}

/// Splits the uncompressed form of a pack, verifying each blob. Errors: cut short, or a digest that doesn't match.
pub fn split(mut pack: &[u8]) -> Result<Vec<(Digest, &[u8])>, PackError> {
    let mut blobs = Vec::new();
    while !pack.is_empty() {
        let (header, rest) = pack.split_at_checked(HEADER).ok_or(PackError::Truncated)?;
        let (claimed, length) = header.split_at_checked(32).ok_or(PackError::Truncated)?;
        let claimed = Digest::from_bytes(claimed.try_into().map_err(|_| PackError::Truncated)?);
        let length = u32::from_le_bytes(length.try_into().map_err(|_| PackError::Truncated)?) as usize;
        let (bytes, after) = rest.split_at_checked(length).ok_or(PackError::Truncated)?;
        let found = Digest::of(bytes);
        if found != claimed {
            return Err(PackError::DigestMismatch { claimed, found });
        }
        blobs.push((claimed, bytes));
        pack = after;
    }
    Ok(blobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_round_trip_and_damage_is_found() {
        let mut pack = Vec::new();
        for bytes in [b"one".as_slice(), b"", b"three"] {
            append(&mut pack, &Digest::of(bytes), bytes);
        }
        let blobs = split(&pack).expect("whole pack");
        assert_eq!(blobs.iter().map(|(_, bytes)| *bytes).collect::<Vec<_>>(), [b"one".as_slice(), b"", b"three"]);
        assert_eq!(split(&pack[..pack.len() - 1]), Err(PackError::Truncated));
        assert_eq!(split(&pack[..20]), Err(PackError::Truncated));
        let last = pack.len() - 1;
        pack[last] ^= 1;
        assert!(matches!(split(&pack), Err(PackError::DigestMismatch { .. })));
    }
}
