//! A website on this machine: a real HTTP/1.1 server whose pages a test changes while it runs, good ones and hostile ones.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the site does when it is asked for a path.
#[derive(Clone)]
pub enum Reply {
    /// Answers.
    Whole { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// Takes the request and says nothing.
    Silent,
    /// Sends its headers and a byte now and then, without end.
    Trickle,
    /// Sends without end, as fast as it is read.
    Endless,
    /// Says that more will come than comes.
    CutShort,
    /// Fails so many times, then answers.
    After { failures: u32, reply: Box<Reply> },
}

impl Reply {
    /// An answer without headers.
    pub fn new(status: u16, body: &[u8]) -> Self {
        Self::Whole { status, headers: Vec::new(), body: body.to_vec() }
    }

    /// A page of HTML.
    pub fn html(body: &str) -> Self {
        Self::new(200, body.as_bytes()).with("Content-Type", "text/html; charset=utf-8")
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Self {
        Self::new(302, b"").with("Location", to)
    }

    /// The same with a header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// With its query.
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
}

#[derive(Default)]
struct State {
    replies: BTreeMap<String, Reply>,
    requests: Vec<Request>,
}

/// A running site. Its threads end with the tests' process.
pub struct Website {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Website {
    /// A site without a page; its robots.txt is missing.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = Arc::new(Mutex::new(State::default()));
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

    /// The address of a path.
    pub fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    /// Sets what stands at a path from now on.
    pub fn put(&self, path: &str, reply: Reply) {
        self.state.lock().expect("no thread panics with it").replies.insert(path.to_owned(), reply);
    }

    /// A page with this text in its main part, from now on.
    pub fn page(&self, path: &str, title: &str, text: &str) {
        self.put(path, Reply::html(&page(title, text)));
    }

    /// The paths that were asked for since the last time, robots.txt left out.
    pub fn asked(&self) -> Vec<String> {
        let paths = self.requests().into_iter().map(|request| request.path);
        paths.filter(|path| path != "/robots.txt").collect()
    }

    /// All requests since the last time.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().expect("no thread panics with it").requests)
    }
}

/// A page as sites have them: a menu, a banner, the text, a footer.
pub fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><header>Acme Boats</header>\
         <nav><a href=/>Home</a> <a href=/prices>Prices of the navigation</a></nav>\
         <div id=cookie-notice>This cookie banner wants your consent.</div>\
         <main><h1>{title}</h1><p>{text}</p></main><footer>All rights of the footer reserved</footer></body></html>"
    )
}

/// A sitemap of these addresses.
pub fn sitemap(addresses: &[String]) -> String {
    let entries: String = addresses.iter().map(|address| format!("<url><loc>{address}</loc></url>")).collect();
    format!("<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>")
}

/// An index of sitemaps.
pub fn index(addresses: &[String]) -> String {
    let entries: String = addresses.iter().map(|address| format!("<sitemap><loc>{address}</loc></sitemap>")).collect();
    format!("<sitemapindex>{entries}</sitemapindex>")
}

/// Packed by gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

fn converse(stream: &TcpStream, state: &Mutex<State>) {
    let Ok(mut output) = stream.try_clone() else { return };
    let mut input = BufReader::new(stream);
    while let Some(request) = request(&mut input) {
        let reply = {
            let mut state = state.lock().expect("no thread panics with it");
            state.requests.push(request.clone());
            state.replies.get_mut(&request.path).map_or_else(|| Reply::new(404, b"nothing here"), next)
        };
        if !answer(&mut output, &mut input, &request, reply) {
            return;
        }
    }
}

fn next(reply: &mut Reply) -> Reply {
    match reply {
        Reply::After { failures: 0, reply } => (**reply).clone(),
        Reply::After { failures, .. } => {
            *failures -= 1;
            Reply::new(503, b"busy").with("Retry-After", "0")
        }
        other => other.clone(),
    }
}

fn request(input: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Some(Request { path, headers }) };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
}

/// Whether the connection goes on.
fn answer(output: &mut TcpStream, input: &mut impl Read, request: &Request, reply: Reply) -> bool {
    match reply {
        Reply::Whole { status, headers, body } => {
            let etag = headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value);
            let changed = headers.iter().find(|(name, _)| name == "Last-Modified").map(|(_, value)| value);
            let is_same = |name: &str, value: Option<&String>| value.is_some() && request.headers.get(name) == value;
            let is_known = is_same("if-none-match", etag) || (etag.is_none() && is_same("if-modified-since", changed));
            let (status, body) = if is_known { (304, Vec::new()) } else { (status, body) };
            let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head = format!("HTTP/1.1 {status} x\r\n{lines}Content-Length: {}\r\n\r\n", body.len());
            output.write_all(&[head.as_bytes(), &body].concat()).is_ok()
        }
        Reply::Silent => {
            // Until the other side has enough.
            let _ = input.read(&mut [0; 1]);
            false
        }
        Reply::Trickle => {
            let _ = output.write_all(b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n");
            while output.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
            false
        }
        Reply::Endless => {
            let _ =
                output.write_all(b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
            let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "word ".repeat(1 << 14).get(..1 << 16).unwrap_or_default());
            while output.write_all(chunk.as_bytes()).is_ok() {}
            false
        }
        Reply::CutShort => {
            let _ = output.write_all(
                b"HTTP/1.1 200 x\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>Half a page",
            );
            false
        }
        Reply::After { .. } => true,
    }
}
