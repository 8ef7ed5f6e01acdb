//! Files, with the path in every error and no half-written file left behind.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file operation that failed.
#[derive(Debug, thiserror::Error)]
#[error("can't {verb} `{}`: {source}", path.display())]
pub struct FsError {
    /// What was tried: `read`, `write`, …
    pub verb: &'static str,
    /// The file.
    pub path: PathBuf,
    /// The system's answer.
    pub source: io::Error,
}

impl FsError {
    /// Names the operation and the file of an error of the system.
    pub fn new(verb: &'static str, path: &Path, source: io::Error) -> Self {
        Self { verb, path: path.to_owned(), source }
    }

    /// Whether the file does not exist.
    pub fn is_not_found(&self) -> bool {
        self.source.kind() == io::ErrorKind::NotFound
    }
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, FsError> {
    std::fs::read(path).map_err(|error| FsError::new("read", path, error))
}

/// Opens a regular file for reading. A pipe or a device in a folder of content would be waited for without end.
pub fn open_regular(path: &Path) -> Result<std::fs::File, FsError> {
    let fail = |error| FsError::new("read", path, error);
    if !std::fs::metadata(path).map_err(fail)?.is_file() {
        return Err(fail(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
    }
    std::fs::File::open(path).map_err(fail)
}

/// Reads a whole UTF-8 file.
pub fn read_to_string(path: &Path) -> Result<String, FsError> {
    std::fs::read_to_string(path).map_err(|error| FsError::new("read", path, error))
}

/// Reads a whole file, or `None` if there is none.
pub fn read_optional(path: &Path) -> Result<Option<Vec<u8>>, FsError> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates a folder and its parents.
pub fn create_dir(path: &Path) -> Result<(), FsError> {
    std::fs::create_dir_all(path).map_err(|error| FsError::new("create folder", path, error))
}

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the process's umask says.
    Shared,
    /// The owner alone (0600).
    Private,
    /// Who could read the file that is replaced.
    AsBefore,
}

/// Replaces a file whole: a reader sees the old bytes or the new ones, also after a crash.
///
/// Creates parent folders. The temporary file stands beside the target, so that the rename stays within one file system.
pub fn write_atomic(path: &Path, bytes: &[u8], access: Access) -> Result<(), FsError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_dir(folder)?;
    let fail = |error| FsError::new("write", path, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    match access {
        Access::AsBefore => {
            let before = std::fs::metadata(path).map_err(fail)?.permissions();
            file.as_file().set_permissions(before).map_err(fail)?;
        }
        Access::Shared | Access::Private => set_access(file.as_file(), access).map_err(fail)?,
    }
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    sync_dir(folder)
}

/// Replaces a file whole, but without waiting for the disk: for what can be made again and is verified when read.
pub fn write_cache(path: &Path, bytes: &[u8]) -> Result<(), FsError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_dir(folder)?;
    let fail = |error| FsError::new("write", path, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    set_access(file.as_file(), Access::Shared).map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Makes the names in a folder durable.
pub fn sync_dir(folder: &Path) -> Result<(), FsError> {
    std::fs::File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(|error| FsError::new("sync folder", folder, error))
}

#[cfg(unix)]
fn set_access(file: &std::fs::File, access: Access) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match access {
        Access::Private => 0o600,
        // NamedTempFile makes 0600; what is shared gets what a plain `open` would under the usual umask.
        Access::Shared | Access::AsBefore => 0o644,
    };
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_access(_file: &std::fs::File, _access: Access) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private_ones_are_private() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("deep/token");
        write_atomic(&path, b"one", Access::Private).expect("first write");
        write_atomic(&path, b"two", Access::Private).expect("second write");
        assert_eq!(read(&path).expect("read back"), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("metadata").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(folder.path().join("deep")).expect("folder").count(), 1);
    }

    #[test]
    fn errors_name_the_file() {
        let error = read(Path::new("no/such/file")).expect_err("missing");
        assert!(error.to_string().starts_with("can't read `no/such/file`: "), "{error}");
        assert!(error.is_not_found());
        assert!(read_optional(Path::new("no/such/file")).expect("optional").is_none());
    }
}
