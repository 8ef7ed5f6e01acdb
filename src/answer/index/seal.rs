//! The seal of a finished segment: which files it consists of, with sizes and digests. Without it, or with other files, it is damaged.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::answer::index::{IndexError, SegmentKey};
use crate::base::digest::Digest;
use crate::base::fs::{self, FsError};

const SEAL: &str = "segment.json";
const FORMAT: &str = "botctl.segment/1";

#[derive(Serialize, Deserialize)]
struct Seal {
    format: String,
    key: SegmentKey,
    files: BTreeMap<String, Sealed>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Sealed {
    size: u64,
    digest: Digest,
}

/// Seals the files of a folder. Lock files of the search library are left out.
pub(super) fn seal(folder: &Path, key: SegmentKey) -> Result<(), IndexError> {
    let mut files = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|error| FsError::new("list", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| FsError::new("list", folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".lock") {
            files.insert(name, measure(&entry.path())?);
        }
    }
    let seal = Seal { format: FORMAT.to_owned(), key, files };
    let bytes = serde_json::to_vec(&seal).expect("strings and integers are JSON");
    Ok(fs::write_cache(&folder.join(SEAL), &bytes)?)
}

/// Checks every file against the seal. Errors: [`IndexError::Damaged`] for anything that isn't as it was written.
pub(super) fn verify(folder: &Path) -> Result<SegmentKey, IndexError> {
    let damaged = |reason: String| IndexError::Damaged { folder: folder.to_owned(), reason };
    let bytes = fs::read_optional(&folder.join(SEAL))?.ok_or_else(|| damaged(format!("it has no `{SEAL}`")))?;
    let seal: Seal = serde_json::from_slice(&bytes).map_err(|error| damaged(format!("`{SEAL}`: {error}")))?;
    if seal.format != FORMAT {
        return Err(damaged(format!("`{SEAL}` has format `{}`", seal.format)));
    }
    for (name, sealed) in &seal.files {
        match measure(&folder.join(name)) {
            Ok(found) if found == *sealed => (),
            Ok(_) => return Err(damaged(format!("`{name}` isn't what was written"))),
            Err(error) if error.is_not_found() => return Err(damaged(format!("`{name}` is missing"))),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(seal.key)
}

fn measure(path: &Path) -> Result<Sealed, FsError> {
    let fail = |error| FsError::new("read", path, error);
    let mut file = std::fs::File::open(path).map_err(fail)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 128 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer).map_err(fail)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
    Ok(Sealed { size, digest: Digest::from_bytes(hasher.finalize().into()) })
}
