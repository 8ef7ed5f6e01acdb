// The window's parts: header, log, composer, footer. Nodes only; what happens is decided in conversation.js.

const LONGEST_MESSAGE = 2000;
const OUTLINES = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M5 12h13M12 5.5l6.5 6.5-6.5 6.5",
  retry: "M4.5 12a7.5 7.5 0 1 0 2.3-5.4M4.5 4v4h4",
  fault: "M12 4 3 19.5h18zM12 10v4.5M12 17v.1",
  source: "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6",
  "mailto:": "M3.5 6h17v12h-17zM3.5 7l8.5 6.5L20.5 7",
  "tel:": "M6 4h3.5l1.5 4.5-2 1.5a12 12 0 0 0 5 5l1.5-2 4.5 1.5V18a2 2 0 0 1-2.2 2A16 16 0 0 1 4 6.2 2 2 0 0 1 6 4z",
  link: "M9.5 14.5l5-5M8 11l-2.5 2.5a3.5 3.5 0 0 0 5 5L13 16M16 13l2.5-2.5a3.5 3.5 0 0 0-5-5L11 8",
};

function drawWindow({ chatroom, picture, strings, messages, language }) {
  const { title } = chatroom.appearance;
  const close = make("button", { type: "button", class: "close", "aria-label": strings.close }, icon(OUTLINES.close));
  const header = make(
    "div",
    { class: "header" },
    avatar(picture, title),
    make("div", { class: "names" }, make("h2", { id: "title", lang: language.bot }, title), make("p", {}, strings.automated)),
    close,
  );
  const log = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": strings.messages, tabindex: "0" });
  const status = make("div", { class: "hidden", role: "status" });
  const composer = drawComposer(strings, messages);
  const dialog = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: "" });
  dialog.append(header, log, status, composer.form, drawFooter(chatroom, strings));
  return { dialog, close, log, status, ...composer };
}

function drawComposer(strings, messages) {
  const input = make("textarea", {
    id: "message",
    rows: "1",
    maxlength: String(LONGEST_MESSAGE),
    placeholder: messages.placeholder || strings.placeholder,
    enterkeyhint: "send",
    autocomplete: "off",
  });
  const send = make("button", { type: "submit", class: "send", "aria-label": strings.send, "aria-disabled": "true" }, icon(OUTLINES.send));
  const label = make("label", { class: "hidden", for: "message" }, strings.label);
  return { form: make("form", { class: "composer" }, label, input, send), input, send };
}

function drawFooter(chatroom, strings) {
  const footer = make("p", { class: "footer" }, strings.disclosure);
  const privacy = chatroom.privacy_policy && safeAddress(chatroom.privacy_policy);
  if (privacy) {
    footer.append(" ", anchor(privacy, [strings.privacy]));
  }
  return footer;
}

function visitorTurn(text, strings) {
  return make("div", { class: "turn visitor" }, make("div", { class: "bubble" }, make("span", { class: "hidden" }, strings.you), text));
}

function botTurn(name, language) {
  const bubble = make("div", { class: "bubble", lang: language });
  const author = make("span", { class: "hidden" }, `${name}:`);
  return { turn: make("div", { class: "turn bot" }, author, bubble), bubble };
}

function typingDots() {
  return make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i"));
}

function sourceList(sources, strings) {
  const items = sources.map(({ title, section, address, date, page }) => {
    const safe = address && safeAddress(address);
    const place = `${section ? `${title} › ${section}` : title}${page ? `, ${strings.page} ${page}` : ""}`;
    const label = `${place}${date ? ` (${date})` : ""}`;
    return make("li", {}, icon(OUTLINES.source), safe ? anchor(safe, [label]) : make("span", {}, label));
  });
  return card("sources", strings.sources, items);
}

function contactList(lines, strings) {
  const items = lines.flatMap(({ text, address }) => {
    const safe = safeAddress(address);
    const outline = safe && (OUTLINES[new URL(safe).protocol] ?? OUTLINES.link);
    return safe ? [make("li", {}, icon(outline), anchor(safe, [shortAddress(text)]))] : [];
  });
  return card("contact", strings.contact, items);
}

function card(name, heading, items) {
  return make("div", { class: `extra card ${name}` }, make("p", {}, heading), make("ul", {}, ...items));
}

function shortAddress(text) {
  return text.replace(/^https?:\/\/(www\.)?|\/$/g, "");
}

function buttonGroup(label, texts, onPick) {
  const group = make("div", { class: "extra choices", role: "group", "aria-label": label });
  texts.forEach((text, index) => {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", () => onPick(index, group));
    group.append(button);
  });
  return group;
}

function retryButton(strings, onRetry) {
  const button = make("button", { type: "button", class: "retry" }, icon(OUTLINES.retry), strings.retry);
  button.addEventListener("click", onRetry);
  return button;
}

// The contact of bot.toml as lines, for when no answer can bring them.
function contactLines({ email, phone, url }) {
  return [
    email && { text: email, address: `mailto:${email}` },
    phone && { text: phone, address: `tel:${phone.replace(/[^+\d]/g, "")}` },
    url && { text: url, address: url },
  ].filter(Boolean);
}
