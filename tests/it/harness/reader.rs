//! The process that reads documents, spoken to as its parent does, and measured.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::binary;

/// What became of one file.
#[derive(Debug)]
pub struct Verdict {
    /// The reply: `{"Ok": document}` or `{"Err": why}`; none where the process ended instead.
    pub reply: Option<Value>,
    /// How long the processor was busy with it: a busy machine makes no file slow.
    pub took: Duration,
    /// The most memory that was resident.
    pub resident_bytes: u64,
}

impl Verdict {
    /// Why the file was refused: the error's name.
    pub fn refusal(&self) -> String {
        match self.reply.as_ref().map(|reply| &reply["Err"]) {
            None => "died".to_owned(),
            Some(Value::String(name)) => name.clone(),
            Some(Value::Object(error)) => {
                error.iter().next().map(|(name, why)| format!("{name} {why}")).unwrap_or_default()
            }
            Some(_) => String::new(),
        }
    }
}

/// A reading process.
pub struct Reader(Child);

impl Reader {
    /// Starts one.
    pub fn start() -> Self {
        let mut command = Command::new(binary());
        command.arg("internal-extract").env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self(command.spawn().expect("the reader starts"))
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Has one file read.
    pub fn read(&mut self, kind: &str, bytes: &[u8]) -> Verdict {
        let began = processor_time(self.pid());
        let header = json!({ "kind": kind, "stem": "a", "size": bytes.len() }).to_string();
        let sent = self.send(header.as_bytes(), bytes);
        let reply = sent.and_then(|()| self.receive()).ok();
        Verdict { reply, took: processor_time(self.pid()).saturating_sub(began), resident_bytes: resident(self.pid()) }
    }

    fn send(&mut self, header: &[u8], bytes: &[u8]) -> std::io::Result<()> {
        let input = self.0.stdin.as_mut().expect("a pipe");
        input.write_all(&u32::try_from(header.len()).expect("short").to_le_bytes())?;
        input.write_all(header)?;
        input.write_all(bytes)?;
        input.flush()
    }

    fn receive(&mut self) -> std::io::Result<Value> {
        let output = self.0.stdout.as_mut().expect("a pipe");
        let mut length = [0; 4];
        output.read_exact(&mut length)?;
        let mut reply = vec![0; u32::from_le_bytes(length) as usize];
        output.read_exact(&mut reply)?;
        Ok(serde_json::from_slice(&reply)?)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The processor time of a process so far, to a hundredth of a second; none once it has ended.
fn processor_time(pid: u32) -> Duration {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = status.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The high-water mark of a process's resident memory; 0 once it has ended.
pub fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
