// A conversation: what the visitor does, and what the window shows for it.

const STRINGS = "@STRINGS@";
const STYLE = "@STYLE@";
const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ps", "ur", "yi"]);

class Conversation {
  constructor({ base, address, config, language }) {
    const { chatroom } = config;
    this.chatroom = chatroom;
    this.language = language;
    this.strings = STRINGS[language.interface];
    this.messages = chatroom.messages[language.bot] ?? Object.values(chatroom.messages)[0] ?? {};
    this.memory = new Memory(address);
    this.channel = { address: `${base}/chat/v1/${address}/messages`, token: this.memory.token };
    // Where the rest comes from too: the host may be reached by another address than it gives itself.
    const picture = config.avatar ? `${base}/chat/v1/${address}/avatar` : undefined;
    this.parts = drawWindow({ chatroom, picture, language, strings: this.strings, messages: this.messages });
    this.isBusy = false;
    this.welcome();
    this.memory.entries.forEach((entry, index, { length }) => this.replay(entry, index === length - 1));
    this.listen();
  }

  listen() {
    const { form, input } = this.parts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    input.addEventListener("keydown", (event) => {
      // Enter also confirms a word in an input method; that one is not a message's end.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
      // What is typed here is not a shortcut of the page.
      if (event.key !== "Escape") {
        event.stopPropagation();
      }
    });
    input.addEventListener("input", () => this.showReadiness());
  }

  submit() {
    const { input } = this.parts;
    const text = input.value.trim();
    if (text && !this.isBusy) {
      input.value = "";
      this.say(text);
    }
  }

  showReadiness() {
    const { input, send, log } = this.parts;
    send.setAttribute("aria-disabled", String(this.isBusy || !input.value.trim()));
    const hidden = log.scrollHeight - log.clientHeight - log.scrollTop;
    input.rows = Math.min(Math.max(input.value.split("\n").length, Math.ceil(input.value.length / 36)), 5) || 1;
    // The field grows upwards; what was in sight at the log's end stays there.
    log.scrollTop = log.scrollHeight - log.clientHeight - hidden;
  }

  // Where a removed button leaves the focus; a touch screen's keyboard stays away.
  focusAgain() {
    const { input, log } = this.parts;
    (matchMedia("(pointer: coarse)").matches ? log : input).focus({ preventScroll: true });
  }

  // Says `text` for the visitor: typed, suggested or, with `choice`, picked.
  say(text, choice) {
    this.suggestions?.remove();
    const turn = visitorTurn(text, this.strings);
    this.parts.log.append(turn);
    this.deliver({
      id: uniqueId(),
      text,
      // Without query and fragment: they may hold what is nobody else's business.
      page: location.origin === "null" ? undefined : location.origin + location.pathname,
      language: this.language.bot,
      choice,
    }, turn);
  }

  async deliver(message, question) {
    const { log, status } = this.parts;
    this.isBusy = true;
    this.showReadiness();
    status.textContent = "";
    const { turn, bubble } = botTurn(this.chatroom.name, this.language.bot);
    bubble.append(typingDots());
    log.append(turn);
    log.scrollTop = question.offsetTop - 12;
    const painter = streamPainter(bubble);
    try {
      const reply = await exchange(this.channel, message, painter.show);
      painter.stop();
      this.channel.token = reply.token;
      this.memory.keep(message.text, reply);
      this.showReply(turn, bubble, reply);
      status.textContent = [bubble.textContent, ...(reply.choices ?? []).map((choice) => choice.question)].join("\n");
    } catch (error) {
      painter.stop();
      this.showFault(turn, bubble, error, () => {
        turn.remove();
        log.append(question);
        this.focusAgain();
        this.deliver(message, question);
      });
      status.textContent = bubble.textContent;
    }
    log.scrollTop = question.offsetTop - 12;
    this.isBusy = false;
    this.showReadiness();
  }

  showReply(turn, bubble, reply) {
    bubble.lang = reply.language || this.language.bot;
    bubble.dir = "auto";
    bubble.replaceChildren(markdown(reply.text));
    if (this.chatroom.sources && reply.sources?.length) {
      turn.append(sourceList(reply.sources, this.strings));
    }
    if (reply.choices?.length) {
      const texts = reply.choices.map((choice) => choice.question);
      turn.append(buttonGroup(this.strings.choices, texts, (index, group) => {
        if (!this.isBusy) {
          group.remove();
          this.focusAgain();
          this.say(texts[index], reply.choices[index].id);
        }
      }));
    }
    if (reply.contact?.length) {
      turn.append(contactList(reply.contact, this.strings));
    }
  }

  showFault(turn, bubble, fault, onRetry) {
    const { strings, messages } = this;
    turn.classList.add("fault");
    const texts = {
      message_limit: messages.limit || strings.limit,
      too_many_requests: strings.busy,
      too_large: strings.too_long,
      unreachable: messages.offline,
      unavailable: messages.offline,
      not_found: messages.offline,
    };
    bubble.replaceChildren(icon(OUTLINES.fault), make("div", {}, markdown(texts[fault.code] || strings.failed)));
    if (!["message_limit", "too_large", "bad_request"].includes(fault.code)) {
      turn.append(retryButton(strings, onRetry));
    }
    const lines = contactLines(this.chatroom.contact ?? {});
    if (lines.length) {
      turn.append(contactList(lines, strings));
    }
  }

  welcome() {
    const { log } = this.parts;
    const { turn, bubble } = botTurn(this.chatroom.name, this.language.bot);
    bubble.append(markdown(this.messages.welcome ?? ""));
    log.append(turn);
    const suggested = this.chatroom.suggested_questions ? (this.messages.suggested ?? []) : [];
    if (suggested.length && !this.memory.entries.length) {
      this.suggestions = buttonGroup(this.strings.suggested, suggested, (index) => {
        if (!this.isBusy) {
          this.focusAgain();
          this.say(suggested[index]);
        }
      });
      turn.append(this.suggestions);
    }
  }

  // What was said on the page before; choices are open as long as nothing was said after them.
  replay({ question, reply }, isLast) {
    const { turn, bubble } = botTurn(this.chatroom.name, reply.language);
    this.parts.log.append(visitorTurn(question, this.strings), turn);
    this.showReply(turn, bubble, { ...reply, choices: isLast ? reply.choices : [] });
  }
}

// Draws text as it arrives, at most once a frame.
function streamPainter(bubble) {
  let frame;
  return {
    show(text) {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => bubble.replaceChildren(markdown(text)));
    },
    stop() {
      cancelAnimationFrame(frame);
    },
  };
}

// Called by the loader, once.
export function mount(context) {
  const { root, frame, launcher, language } = context;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets.push(sheet);
  frame.dir = RIGHT_TO_LEFT.has(language.interface) ? "rtl" : "ltr";
  const conversation = new Conversation(context);
  const { dialog, close, input, log } = conversation.parts;
  frame.append(dialog);

  const show = (isOpen) => {
    dialog.hidden = !isOpen;
    launcher.setAttribute("aria-expanded", String(isOpen));
    launcher.setAttribute("aria-label", isOpen ? conversation.strings.close : conversation.strings.open);
  };
  const widget = {
    open({ focus }) {
      show(true);
      log.scrollTop = log.scrollHeight;
      if (focus) {
        input.focus();
      }
    },
    close() {
      show(false);
      launcher.focus();
    },
    toggle() {
      if (dialog.hidden) {
        widget.open({ focus: true });
      } else {
        widget.close();
      }
    },
  };
  close.addEventListener("click", widget.close);
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !dialog.hidden) {
      event.stopPropagation();
      widget.close();
    }
  });
  return widget;
}
