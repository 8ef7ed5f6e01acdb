//! A language model behind an OpenAI-compatible endpoint on this machine: a real HTTP/1.1 server that streams what a test puts in
//! its mouth, token by token, and keeps what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What the endpoint does when it is asked.
#[derive(Clone)]
pub enum Says {
    /// Streams this text.
    Text(String),
    /// The same after a while.
    Later(Duration, String),
    /// The same with a pause before each token, and without an end if it is cut short.
    Slowly { pause: Duration, text: String, cut_short: bool },
    /// An error, whose body repeats the request's key.
    Status(u16),
    /// Sends one to another address.
    Elsewhere(String),
    /// An event stream of these bytes, and its end.
    Events(String),
    /// Vectors of so many dimensions, of `/embeddings`. Texts of the same words point the same way, in any order; `alike` has words that
    /// mean the same as others; `seed` is another model.
    Vectors { dimensions: usize, seed: u64, alike: Vec<(&'static str, &'static str)> },
    /// One object instead of a stream.
    Object(String),
    /// Takes the request and says nothing.
    Silent,
}

/// A question as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request's path.
    pub path: String,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// The body.
    pub body: Value,
}

struct State {
    says: Says,
    asked: Vec<Asked>,
}

/// A running endpoint. Its threads end with the tests' process.
pub struct Model {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Model {
    /// An endpoint that streams this text.
    pub fn saying(text: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(Mutex::new(State { says: Says::Text(text.to_owned()), asked: Vec::new() }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || converse(&stream, &state));
            }
        });
        Self { port, state }
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What it does from now on.
    pub fn says(&self, says: Says) {
        self.state.lock().expect("no thread panics with it").says = says;
    }

    /// The questions since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().expect("no thread panics with it").asked)
    }
}

fn converse(stream: &TcpStream, state: &Mutex<State>) {
    let Ok(mut output) = stream.try_clone() else { return };
    let mut input = BufReader::new(stream);
    while let Some(asked) = question(&mut input) {
        let says = {
            let mut state = state.lock().expect("no thread panics with it");
            state.asked.push(asked.clone());
            state.says.clone()
        };
        if !answer(&mut output, &mut input, &asked, says) {
            return;
        }
    }
}

fn question(input: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let (mut authorization, mut length) = (None, 0);
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.trim().to_owned()),
            "content-length" => length = value.trim().parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(Asked { path, authorization, body: serde_json::from_slice(&body).ok()? })
}

/// Whether the connection goes on.
fn answer(output: &mut TcpStream, input: &mut impl Read, asked: &Asked, says: Says) -> bool {
    let whole = |status: u16, head: &str, body: &str| {
        format!("HTTP/1.1 {status} x\r\n{head}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    match says {
        Says::Text(text) => stream(output, asked, &text, Duration::ZERO, false),
        Says::Slowly { pause, text, cut_short } => stream(output, asked, &text, pause, cut_short),
        Says::Later(pause, text) => {
            std::thread::sleep(pause);
            stream(output, asked, &text, Duration::ZERO, false)
        }
        Says::Status(status) => {
            let body = json!({ "error": { "message": format!("no: {:?}", asked.authorization) } }).to_string();
            output.write_all(whole(status, "Content-Type: application/json\r\n", &body).as_bytes()).is_ok()
        }
        Says::Elsewhere(address) => {
            output.write_all(whole(307, &format!("Location: {address}\r\n"), "").as_bytes()).is_ok()
        }
        Says::Events(body) => {
            output.write_all(whole(200, "Content-Type: text/event-stream\r\n", &body).as_bytes()).is_ok()
        }
        Says::Object(body) => {
            output.write_all(whole(200, "Content-Type: application/json\r\n", &body).as_bytes()).is_ok()
        }
        Says::Vectors { dimensions, seed, alike } => {
            let body = vectors(asked, dimensions, seed, &alike);
            output.write_all(whole(200, "Content-Type: application/json\r\n", &body).as_bytes()).is_ok()
        }
        Says::Silent => {
            // Until the other side has enough.
            let _ = input.read(&mut [0; 1]);
            false
        }
    }
}

/// As the protocol has it: an object with an embedding for each text. Each vector has a long part that all texts share, as real models' have.
fn vectors(asked: &Asked, dimensions: usize, seed: u64, alike: &[(&str, &str)]) -> String {
    let direction = |word: &str| {
        let mut state = word
            .bytes()
            .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        std::iter::repeat_with(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from((state >> 33) as u32) / f64::from(1_u32 << 30) - 1.0
        })
    };
    let texts: Vec<&str> = asked.body["input"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let vector = |text: &str| {
        let mut vector: Vec<f64> = direction("").take(dimensions).map(|value| 6.0 * value).collect();
        for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| word.len() > 2) {
            let word = word.to_lowercase();
            let meant = alike.iter().find(|(other, _)| *other == word).map_or(word.as_str(), |(_, meant)| meant);
            vector.iter_mut().zip(direction(meant)).for_each(|(value, own)| *value += own);
        }
        vector
    };
    let embedding =
        |(index, text): (usize, &&str)| json!({ "object": "embedding", "index": index, "embedding": vector(text) });
    let data: Vec<Value> = texts.iter().enumerate().map(embedding).collect();
    let usage = json!({ "prompt_tokens": 7, "total_tokens": 7 });
    json!({ "object": "list", "data": data, "model": asked.body["model"], "usage": usage }).to_string()
}

/// As the protocol has it: an event with the role, one for each token, one with the reason of the end, one that counts, `[DONE]`.
fn stream(output: &mut TcpStream, asked: &Asked, text: &str, pause: Duration, cut_short: bool) -> bool {
    let head = "HTTP/1.1 200 x\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    if output.write_all(head.as_bytes()).is_err() {
        return false;
    }
    let event = |delta: Value, finish: Option<&str>| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
        json!({ "id": "c1", "object": "chat.completion.chunk", "model": asked.body["model"], "choices": [choice] })
    };
    let mut events = vec![event(json!({ "role": "assistant", "content": "" }), None)];
    events.extend(text.split_inclusive(' ').map(|token| event(json!({ "content": token }), None)));
    let mut lines: Vec<String> = events.iter().map(Value::to_string).collect();
    if !cut_short {
        lines.push(event(json!({}), Some("stop")).to_string());
        let usage = json!({ "object": "chat.completion.chunk", "choices": [], "usage": { "total_tokens": 7 } });
        lines.extend([usage.to_string(), "[DONE]".to_owned()]);
    }
    for line in lines {
        std::thread::sleep(pause);
        let data = format!("data: {line}\n\n");
        if output.write_all(format!("{:x}\r\n{data}\r\n", data.len()).as_bytes()).is_err() {
            return false;
        }
    }
    !cut_short && output.write_all(b"0\r\n\r\n").is_ok()
}
