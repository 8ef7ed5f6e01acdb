// What outlives a change of page: the visitor's token and the conversation, in this tab only, from the first answer on.

const KEPT_ENTRIES = 40;

// With the version of what is kept.
const MEMORY_KEY = "botctl:1:";

class Memory {
  constructor(address) {
    this.key = MEMORY_KEY + address;
    this.entries = [];
    this.token = undefined;
    this.conversation = undefined;
    this.restore();
  }

  restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.key));
      const isOurs = ({ question, reply }) => typeof question === "string" && typeof reply.text === "string";
      if (kept?.entries.every(isOurs)) {
        Object.assign(this, { entries: kept.entries, token: kept.token, conversation: kept.conversation });
      }
    } catch {
      // No storage in this page, or not ours: the conversation lives as long as the page.
    }
  }

  keep(question, reply) {
    this.token = reply.token;
    // An expired token began a new conversation; what was said before belongs to the old one.
    this.conversation = reply.conversation;
    this.entries = [...this.entries, { question, reply: { ...reply, token: undefined } }].slice(-KEPT_ENTRIES);
    try {
      const { entries, token, conversation } = this;
      sessionStorage.setItem(this.key, JSON.stringify({ entries, token, conversation }));
    } catch {
      // As above, or full.
    }
  }
}
