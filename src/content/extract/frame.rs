//! The protocol between parent and child: length-prefixed frames over the child's standard input and output.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::content::documents::DocumentError;
use crate::content::kind::DocumentKind;

/// A request's header is a few hundred bytes; its stem is a file name.
const MOST_HEADER_BYTES: u32 = 64 << 10;
/// Text is bounded to 16 MiB by the reader; JSON may double it, and structure comes on top.
const MOST_REPLY_BYTES: u32 = 64 << 20;

/// What the child is asked: this header, then `size` bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) kind: DocumentKind,
    pub(super) stem: String,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) want: Want,
}

/// What is wanted of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Want {
    /// All of it, as a document.
    #[default]
    Document,
    /// The cells of a workbook's sheet: the one of this name, else the first.
    Rows {
        /// In any case of letters.
        sheet: String,
    },
}

/// What the child answers: a document, or a sheet's rows.
pub(super) type Reply<T> = Result<T, DocumentError>;

/// Sends a request.
pub(super) fn write_request(output: &mut impl Write, request: &Request, bytes: &[u8]) -> io::Result<()> {
    write_frame(output, &serde_json::to_vec(request)?)?;
    output.write_all(bytes)?;
    output.flush()
}

/// Receives a request; `None` where the input ends between two.
pub(super) fn read_request(input: &mut impl Read) -> io::Result<Option<(Request, Vec<u8>)>> {
    let Some(header) = read_frame(input, MOST_HEADER_BYTES)? else { return Ok(None) };
    let request: Request = serde_json::from_slice(&header)?;
    let mut bytes = Vec::new();
    input.take(request.size).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != request.size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((request, bytes)))
}

/// Sends a reply.
pub(super) fn write_reply<T: Serialize>(output: &mut impl Write, reply: &Reply<T>) -> io::Result<()> {
    write_frame(output, &serde_json::to_vec(reply)?)?;
    output.flush()
}

/// Receives a reply's bytes; `None` where the output ends.
pub(super) fn read_reply(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    read_frame(input, MOST_REPLY_BYTES)
}

fn write_frame(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(bytes)
}

fn read_frame(input: &mut impl Read, most_bytes: u32) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while filled < length.len() {
        let Some(rest) = length.get_mut(filled..) else { break };
        match input.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u32::from_le_bytes(length);
    if length > most_bytes {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame beyond its limit"));
    }
    let mut bytes = Vec::new();
    input.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != u64::from(length) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_round_trip_and_cut_ones_are_refused() {
        let request = Request { kind: DocumentKind::Html, stem: "a".to_owned(), size: 3, want: Want::Document };
        let mut bytes = Vec::new();
        write_request(&mut bytes, &request, b"abc").expect("in memory");
        assert_eq!(read_request(&mut bytes.as_slice()).expect("whole"), Some((request, b"abc".to_vec())));
        for length in 1..bytes.len() {
            let cut = bytes.get(..length).unwrap_or_default();
            assert!(read_request(&mut &*cut).is_err(), "{length}");
        }
        assert!(read_request(&mut &b""[..]).expect("empty").is_none());
        assert!(read_reply(&mut &[0xff; 8][..]).is_err());
    }
}
