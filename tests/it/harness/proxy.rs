//! A TCP proxy before a host: counts what is sent, cuts, and holds single requests back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

const LIMIT: Duration = Duration::from_secs(120);

/// A running proxy. Its threads end with its connections and the test's process.
pub struct Proxy {
    /// Where clients reach it.
    pub url: Url,
    line: Arc<Line>,
}

struct Line {
    target: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    sent: u64,
    cut_at: Option<u64>,
    down: bool,
    hold: Option<String>,
    held: bool,
    down_after: Option<String>,
    ends: Vec<TcpStream>,
}

impl Proxy {
    /// A proxy to the host at this address.
    pub fn to(url: &Url) -> Self {
        let target = url.socket_addrs(|| None).expect("an address")[0];
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let line = Arc::new(Line { target, state: Mutex::default(), changed: Condvar::new() });
        let own = Arc::clone(&line);
        std::thread::spawn(move || listener.incoming().flatten().for_each(|client| own.connect(client)));
        Self { url: format!("http://{address}").parse().expect("an address"), line }
    }

    /// Bytes that clients have sent since [`Proxy::count_anew`].
    pub fn sent(&self) -> u64 {
        self.line.state().sent
    }

    /// Counts from 0.
    pub fn count_anew(&self) {
        self.line.state().sent = 0;
    }

    /// Cuts every connection and refuses new ones once so many bytes were sent.
    pub fn cut_at(&self, bytes: u64) {
        self.line.state().cut_at = Some(bytes);
    }

    /// Waits for the cut; false if it didn't come within `limit`.
    pub fn is_cut_within(&self, limit: Duration) -> bool {
        self.line.wait(limit, |state| state.down)
    }

    /// Lets everything through again.
    pub fn up(&self) {
        let mut state = self.line.state();
        (state.down, state.cut_at) = (false, None);
    }

    /// Holds the next request back whose first line contains `words`.
    pub fn hold(&self, words: &str) {
        self.line.state().hold = Some(words.to_owned());
    }

    /// Waits until a request is held.
    pub fn wait_held(&self) {
        assert!(self.line.wait(LIMIT, |state| state.held), "a request is held");
    }

    /// Sends the held request on.
    pub fn release(&self) {
        self.line.state().held = false;
        self.line.changed.notify_all();
    }

    /// Goes down right after the answer to the next request whose first line contains `words`.
    pub fn down_after(&self, words: &str) {
        self.line.state().down_after = Some(words.to_owned());
    }
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, limit: Duration, until: impl Fn(&State) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.state(), limit, |state| !until(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        until(&state)
    }

    fn connect(self: &Arc<Self>, client: TcpStream) {
        if self.state().down {
            return reset(&client);
        }
        let Ok(host) = TcpStream::connect(self.target) else { return reset(&client) };
        let ends = [client.try_clone(), host.try_clone()];
        self.state().ends.extend(ends.into_iter().map(|end| end.expect("a second handle")));
        let last = Arc::new(Mutex::new(false));
        let (up, down) = (Arc::clone(self), Arc::clone(self));
        let (client_in, host_out) = (client.try_clone().expect("a second handle"), host.try_clone().expect("one more"));
        let mark = Arc::clone(&last);
        std::thread::spawn(move || up.relay_up(client_in, host_out, &mark));
        std::thread::spawn(move || down.relay_down(host, client, &last));
    }

    /// Client to host. `last` is set when the answer that follows is the last thing that goes through.
    fn relay_up(&self, mut from: TcpStream, mut to: TcpStream, last: &Mutex<bool>) {
        let mut buffer = [0_u8; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let bytes = &buffer[..length];
            self.admit(&first_line(bytes), last);
            let mut state = self.state();
            let room = state.cut_at.map_or(u64::MAX, |at| at.saturating_sub(state.sent));
            let passed = length.min(usize::try_from(room).unwrap_or(length));
            state.sent += passed as u64;
            let cut = room <= length as u64;
            drop(state);
            if to.write_all(&bytes[..passed]).is_err() {
                break;
            }
            if cut {
                self.go_down();
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    }

    fn relay_down(&self, mut from: TcpStream, mut to: TcpStream, last: &Mutex<bool>) {
        let mut buffer = [0_u8; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
            if *last.lock().unwrap_or_else(PoisonError::into_inner) {
                self.go_down();
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    }

    /// Looks at a request's first line, and holds the request if that was asked for.
    fn admit(&self, line: &str, last: &Mutex<bool>) {
        let mut state = self.state();
        if state.down_after.as_deref().is_some_and(|words| line.contains(words)) {
            state.down_after = None;
            *last.lock().unwrap_or_else(PoisonError::into_inner) = true;
        }
        if !state.hold.as_deref().is_some_and(|words| line.contains(words)) {
            return;
        }
        (state.hold, state.held) = (None, true);
        drop(state);
        self.changed.notify_all();
        self.wait(LIMIT, |state| !state.held);
    }

    fn go_down(&self) {
        let mut state = self.state();
        state.down = true;
        state.ends.drain(..).for_each(|end| {
            // Ends that are closed already are what is wanted.
            let _ = end.shutdown(Shutdown::Both);
        });
        drop(state);
        self.changed.notify_all();
    }
}

fn reset(client: &TcpStream) {
    let _ = client.shutdown(Shutdown::Both);
}

/// The first line of a request; a piece of a body gives something else.
fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned()
}
