//! The bot's picture: read, measured and recognised by its first bytes, never by its name.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::base::fs::{self, FsError};
use crate::config::bot::BotConfig;

/// The largest picture, bytes.
pub const MOST_BYTES: u64 = 256 * 1024;

/// A picture that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
}

/// Why a picture can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// There is no such file.
    #[error("the avatar `{0}` doesn't exist")]
    Missing(String),
    /// It leads out of the folder, by a link.
    #[error("the avatar `{0}` leads out of the bot's folder")]
    OutsideFolder(String),
    /// It is too large.
    #[error("the avatar `{file}` is larger than {} KiB", MOST_BYTES / 1024)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// It is no picture of an allowed kind.
    #[error("the avatar `{0}` is no PNG, JPEG, GIF or WebP")]
    NoImage(String),
    /// It can't be read.
    #[error(transparent)]
    Unreadable(#[from] FsError),
}

/// Reads the picture of a bot; `None` if it has none.
///
/// Errors: a file that is missing, outside the folder, too large, no picture or unreadable.
pub fn read(config: &BotConfig) -> Result<Option<Avatar>, AvatarError> {
    config.appearance.avatar.as_deref().map(|name| read_file(&config.folder, name)).transpose()
}

fn read_file(folder: &Path, name: &str) -> Result<Avatar, AvatarError> {
    let path = locate(folder, name)?;
    let file = fs::open_regular(&path)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| FsError::new("read", &path, error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(AvatarError::TooLarge { file: name.to_owned() });
    }
    let media_type = media_type(&bytes).ok_or_else(|| AvatarError::NoImage(name.to_owned()))?;
    Ok(Avatar { bytes, media_type })
}

fn locate(folder: &Path, name: &str) -> Result<PathBuf, AvatarError> {
    let resolve = |path: &Path| std::fs::canonicalize(path).map_err(|error| FsError::new("read", path, error));
    let path = match resolve(&folder.join(name)) {
        Err(error) if error.is_not_found() => return Err(AvatarError::Missing(name.to_owned())),
        other => other?,
    };
    if path.starts_with(resolve(folder)?) { Ok(path) } else { Err(AvatarError::OutsideFolder(name.to_owned())) }
}

/// The media type of a picture by its first bytes. SVG is refused: it can hold scripts.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let mut large = b"GIF89a".to_vec();
        large.resize(usize::try_from(MOST_BYTES).expect("small") + 1, 0);
        let files: [(&str, &[u8], &str); 7] = [
            ("a.txt", b"\x89PNG\r\n\x1a\nrest", "image/png"),
            ("b", b"\xff\xd8\xff\xe0", "image/jpeg"),
            ("c", b"GIF87a", "image/gif"),
            ("d", b"RIFF\0\0\0\0WEBP", "image/webp"),
            ("e.png", b"<svg xmlns=''/>", "no PNG"),
            ("f.png", b"", "no PNG"),
            ("g.gif", &large, "larger than 256 KiB"),
        ];
        for (name, bytes, expected) in files {
            std::fs::write(folder.path().join(name), bytes).expect("file");
            match read_file(folder.path(), name) {
                Ok(avatar) => assert_eq!(avatar.media_type, expected, "{name}"),
                Err(error) => assert!(error.to_string().contains(expected), "{name}: {error}"),
            }
        }
        assert!(matches!(read_file(folder.path(), "none.png"), Err(AvatarError::Missing(_))));
        assert!(matches!(
            read_file(folder.path(), "../../etc/hosts"),
            Err(AvatarError::OutsideFolder(_) | AvatarError::Missing(_))
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let outside = tempfile::NamedTempFile::new().expect("temporary file");
        std::os::unix::fs::symlink(outside.path(), folder.path().join("a.png")).expect("link");
        assert!(matches!(read_file(folder.path(), "a.png"), Err(AvatarError::OutsideFolder(_))));
    }
}
