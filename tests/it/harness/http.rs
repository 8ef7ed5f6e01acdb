//! Plain HTTP by hand, where a client of our own would forbid or mend what is sent.

use std::io::{Read, Write};
use std::net::TcpStream;

/// Sends a request on a connection of its own: the status, and what follows the head.
#[track_caller]
pub fn exchange(url: &str, method: &str, path: &str, headers: &[&str], body: &[u8]) -> (u16, String) {
    let address = url.strip_prefix("http://").expect("plain http on loopback").trim_end_matches('/');
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut stream = TcpStream::connect(address).expect("the host listens");
    stream.write_all(head.as_bytes()).expect("the head is sent");
    // A host that refuses a body by its length needn't read it.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, rest) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("{method} {path}: {answer}")), rest.to_owned())
}
