//! The text form of server-sent events (WHATWG HTML, 9.2.6), as far as anything here uses it: `id` and `data`.

/// A line longer than this is no event of ours.
const LONGEST_LINE: usize = 4 << 20;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The last `id` seen.
    pub id: String,
    /// The lines of `data`, joined by line feeds.
    pub data: String,
}

/// The stream doesn't hold server-sent events.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// A line without end.
    #[error("a line of the event stream is longer than {LONGEST_LINE} bytes")]
    LineTooLong,
    /// Bytes that are no text.
    #[error("the event stream isn't UTF-8")]
    NotText,
}

/// Bytes in, events out. Bytes may be cut anywhere, also within a character or a line end.
#[derive(Debug, Default)]
pub struct Parser {
    buffer: Vec<u8>,
    begun: bool,
    after_return: bool,
    id: String,
    data: Option<String>,
}

impl Parser {
    /// Adds bytes and returns the events that they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Message>, SseError> {
        let mut messages = Vec::new();
        for byte in bytes {
            let is_second_half = self.after_return && *byte == b'\n';
            self.after_return = *byte == b'\r';
            match byte {
                _ if is_second_half => {}
                b'\n' | b'\r' => messages.extend(self.end_line()?),
                _ if self.buffer.len() >= LONGEST_LINE => return Err(SseError::LineTooLong),
                _ => self.buffer.push(*byte),
            }
        }
        Ok(messages)
    }

    fn end_line(&mut self) -> Result<Option<Message>, SseError> {
        let line = String::from_utf8(std::mem::take(&mut self.buffer)).map_err(|_| SseError::NotText)?;
        let line = if self.begun { line.as_str() } else { line.trim_start_matches('\u{feff}') };
        self.begun = true;
        if line.is_empty() {
            return Ok(self.data.take().map(|data| Message { id: self.id.clone(), data }));
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // Comments keep the connection alive; `event` and `retry` say nothing that the contract needs.
            _ => {}
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, data: &str) -> Message {
        Message { id: id.to_owned(), data: data.to_owned() }
    }

    #[test]
    fn events_are_read_however_the_bytes_are_cut() {
        let cases: [(&str, Vec<Message>); 7] = [
            ("id: 1\ndata: a\n\n", vec![message("1", "a")]),
            ("\u{feff}id:1\r\ndata:a\r\ndata: b\r\n\r\n", vec![message("1", "a\nb")]),
            (": keep-alive\n\nid: 2\rdata: é\r\r", vec![message("2", "é")]),
            ("id: 3\n\ndata: x\n\n", vec![message("3", "x")]),
            ("data: cut short", vec![]),
            ("event: e\nretry: 5\ndata\n\n", vec![message("", "")]),
            ("data: 1\n\ndata: 2\n\n", vec![message("", "1"), message("", "2")]),
        ];
        for (text, expected) in cases {
            for size in [1, 2, 3, text.len()] {
                let mut parser = Parser::default();
                let found: Vec<Message> = text
                    .as_bytes()
                    .chunks(size)
                    .flat_map(|piece| parser.push(piece).expect("well-formed stream"))
                    .collect();
                assert_eq!(found, expected, "{text:?} in pieces of {size}");
            }
        }
    }

    #[test]
    fn what_is_no_event_stream_is_refused() {
        assert_eq!(Parser::default().push(b"data: \xff\n"), Err(SseError::NotText));
        let mut parser = Parser::default();
        assert_eq!(parser.push(&vec![b'a'; LONGEST_LINE + 1]), Err(SseError::LineTooLong));
    }
}
