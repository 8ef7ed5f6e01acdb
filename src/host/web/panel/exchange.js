// One message and its answer over HTTP: streaming, retries, faults.

const ATTEMPTS = 3;
const SILENCE_MS = 20000;
const LONGEST_WAIT_MS = 10000;
const PASSING_FAULTS = new Set(["unavailable", "unexpected", "storage_full", "too_many_requests"]);

// Why a message has no answer. `code` is the host's problem code, or `unreachable`.
class Fault extends Error {
  constructor({ code = "unexpected", message = "", status = 500, retryAfterMs } = {}) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.isPassing = code === "unreachable" || PASSING_FAULTS.has(code) || (status >= 500 && code === "unexpected");
  }
}

// Sends `message` until it is answered: the same id each time, so that the host answers it once.
async function exchange(channel, message, onText) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(channel, message, onText);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault({ code: "unreachable" });
      if (attempt === ATTEMPTS) {
        throw fault;
      }
      if (fault.code === "unauthenticated" && channel.token) {
        // The visitor's token ran out: a new conversation begins.
        channel.token = undefined;
      } else if (fault.isPassing && (fault.retryAfterMs ?? 0) <= LONGEST_WAIT_MS) {
        await pause(fault.retryAfterMs ?? 500 * 2 ** attempt * (0.5 + Math.random() / 2));
      } else {
        throw fault;
      }
    }
  }
}

function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

async function sendOnce(channel, message, onText) {
  const silence = new AbortController();
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  heard();
  try {
    const response = await fetch(channel.address, {
      method: "POST",
      credentials: "omit",
      signal: silence.signal,
      headers: {
        "Content-Type": "application/json",
        Accept: "text/event-stream, application/json;q=0.5",
        ...(channel.token && { Authorization: `Bearer ${channel.token}` }),
      },
      body: JSON.stringify(message),
    });
    if (!response.ok) {
      throw await faultOf(response);
    }
    const streams = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    return streams ? await readStream(response.body, onText, heard) : await response.json();
  } finally {
    clearTimeout(timer);
  }
}

async function faultOf(response) {
  const problem = await response.json().catch(() => ({}));
  const wait = response.headers.get("Retry-After");
  const retryAfterMs = wait === null ? undefined : waitOf(wait);
  return new Fault({ ...problem, status: response.status, retryAfterMs });
}

// Retry-After: seconds or a date.
function waitOf(text) {
  const wait = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(wait, 0) : undefined;
}

// Reads events to `done`, which holds the whole reply. A stream that ends before it was cut.
async function readStream(body, onText, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    heard();
    // A carriage return may be the last character of one chunk, its line feed the first of the next.
    pending = (pending + (done ? "\n\n" : value)).replace(/\r\n/g, "\n");
    const events = pending.split("\n\n");
    pending = events.pop();
    for (const event of events.map(readEvent)) {
      if (event.name === "delta") {
        text += event.data.text;
        onText(text);
      } else if (event.name === "error") {
        throw new Fault(event.data);
      } else if (event.name === "done") {
        reader.cancel().catch(() => {});
        return event.data;
      }
    }
    if (done) {
      throw new Fault({ code: "unreachable" });
    }
  }
}

function readEvent(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") {
      name = value;
    } else if (field === "data") {
      data.push(value);
    }
  }
  return { name, data: data.length ? JSON.parse(data.join("\n")) : undefined };
}

// A ULID: 48 bits of time, 80 of chance, in Crockford's base 32.
function uniqueId() {
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let time = Date.now();
  let head = "";
  for (let place = 0; place < 10; place += 1) {
    head = digits[time % 32] + head;
    time = Math.floor(time / 32);
  }
  return head + Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => digits[byte % 32]).join("");
}
