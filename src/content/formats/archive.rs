//! ZIP archives with limits, enforced on what really comes out, not on what the archive says of itself.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::content::documents::DocumentError;
use crate::content::formats::{beyond, damaged};

const MOST_ENTRIES: usize = 10_000;
const MOST_PART_BYTES: u64 = 32 << 20;
const MOST_TOTAL_BYTES: u64 = 200 << 20;
const MOST_RATIO: u64 = 100;
/// Below this, a high ratio is only much white space.
const RATIO_COUNTS_FROM_BYTES: u64 = 1 << 20;

/// An archive that is read part by part.
pub(super) struct Archive<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    unpacked_bytes: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive. Errors: not an archive, too many entries.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(zip_error)?;
        if archive.len() > MOST_ENTRIES {
            return Err(beyond("10,000 entries in an archive"));
        }
        Ok(Self { archive, unpacked_bytes: 0 })
    }

    /// Unpacks a part; `None` if there is none of that name.
    ///
    /// Errors: encrypted, damaged, more than 32 MiB, a total of more than 200 MiB, packed more than 100:1.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, DocumentError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        self.unpack(index).map(Some)
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, DocumentError> {
        let mut entry = self.archive.by_index(index).map_err(zip_error)?;
        if entry.encrypted() {
            return Err(DocumentError::Encrypted);
        }
        let most = MOST_PART_BYTES.min(MOST_TOTAL_BYTES - self.unpacked_bytes);
        let packed = entry.compressed_size().max(1);
        let mut bytes = Vec::new();
        entry.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(damaged)?;
        let unpacked = bytes.len() as u64;
        if unpacked > most {
            return Err(beyond(if most == MOST_PART_BYTES { "32 MiB a part" } else { "200 MiB in all" }));
        }
        if unpacked > RATIO_COUNTS_FROM_BYTES && unpacked / packed > MOST_RATIO {
            return Err(beyond("packed more than 100:1"));
        }
        self.unpacked_bytes += unpacked;
        Ok(bytes)
    }
}

fn zip_error(error: ZipError) -> DocumentError {
    match error {
        ZipError::InvalidPassword => DocumentError::Encrypted,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => DocumentError::Encrypted,
        other => damaged(other),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    /// An archive of these parts.
    pub(crate) fn archive_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a new part");
            writer.write_all(bytes).expect("the part's bytes");
        }
        writer.finish().expect("the directory").into_inner()
    }

    #[test]
    fn parts_are_read_within_limits() {
        let bytes = archive_of(&[("a.xml", b"<a/>"), ("bomb.xml", &vec![b' '; 5 << 20])]);
        let mut archive = Archive::open(&bytes).expect("an archive");
        assert_eq!(archive.part("a.xml"), Ok(Some(b"<a/>".to_vec())));
        assert_eq!(archive.part("b.xml"), Ok(None));
        assert_eq!(archive.part("bomb.xml"), Err(beyond("packed more than 100:1")));
        let large = archive_of(&[("large.xml", &vec![b' '; (32 << 20) + 1])]);
        assert_eq!(
            Archive::open(&large).and_then(|mut archive| archive.part("large.xml")),
            Err(beyond("32 MiB a part"))
        );
    }

    #[test]
    fn what_is_no_archive_is_damaged() {
        assert!(matches!(Archive::open(b"PK\x03\x04rest").map(drop), Err(DocumentError::Damaged { .. })));
        let mut bytes = archive_of(&[("a.xml", &[b'x'; 4000])]);
        if let Some(byte) = bytes.get_mut(40) {
            *byte ^= 0xff;
        }
        assert!(Archive::open(&bytes).and_then(|mut archive| archive.part("a.xml")).is_err());
    }

    #[test]
    fn too_many_entries_are_refused() {
        let names: Vec<String> = (0..=MOST_ENTRIES).map(|number| number.to_string()).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(Archive::open(&archive_of(&parts)).map(drop), Err(beyond("10,000 entries in an archive")));
    }
}
