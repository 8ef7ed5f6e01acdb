// Markdown → DOM: the subset that answers use. HTML stays text, images become links, and every loop moves forward.

const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const LONGEST_MARKDOWN = 20000;
const DEEPEST_NESTING = 6;

// An absolute address that is safe to link to; undefined for any other.
function safeAddress(text) {
  try {
    const address = new URL(String(text).trim());
    return LINK_SCHEMES.has(address.protocol) ? address.href : undefined;
  } catch {
    return undefined;
  }
}

function markdown(text) {
  const fragment = document.createDocumentFragment();
  const lines = String(text).slice(0, LONGEST_MARKDOWN).replace(/\r\n?/g, "\n").split("\n");
  fragment.append(...blocks(lines, 0));
  return fragment;
}

function blocks(lines, depth) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const reader = depth < DEEPEST_NESTING ? READERS.find(({ begins }) => begins(lines, at)) : undefined;
    const { node, next } = (reader?.read ?? readParagraph)(lines, at, depth);
    nodes.push(node);
    at = next;
  }
  return nodes;
}

const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:\s+|$)(.*)$/;
const RULED = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const READERS = [
  { begins: (lines, at) => /^ {0,3}(```|~~~)/.test(lines[at]), read: readFence },
  { begins: (lines, at) => /^ {0,3}#{1,6}\s/.test(lines[at]), read: readHeading },
  { begins: (lines, at) => /^ {0,3}([-*_])( *\1){2,} *$/.test(lines[at]), read: readRule },
  { begins: (lines, at) => /^ {0,3}>/.test(lines[at]), read: readQuote },
  { begins: (lines, at) => ITEM.test(lines[at]), read: readList },
  { begins: (lines, at) => lines[at].includes("|") && lines[at + 1]?.includes("-") && RULED.test(lines[at + 1]), read: readTable },
];

function readFence(lines, at) {
  const mark = lines[at].trim().slice(0, 3);
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) {
    end += 1;
  }
  const code = make("code", {}, lines.slice(at + 1, end).join("\n"));
  return { node: make("pre", { tabindex: "0" }, code), next: end + 1 };
}

// A heading would disturb the outline of the page around the widget.
function readHeading(lines, at) {
  const text = lines[at].trim().replace(/^#+\s+/, "").replace(/\s#+$/, "");
  return { node: make("p", {}, make("strong", {}, ...inline(text, 0))), next: at + 1 };
}

function readRule(lines, at) {
  return { node: make("hr"), next: at + 1 };
}

function readQuote(lines, at, depth) {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) {
    end += 1;
  }
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""));
  return { node: make("blockquote", {}, ...blocks(inner, depth + 1)), next: end };
}

function readList(lines, at, depth) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(mark);
  const start = ordered ? { start: String(parseInt(mark, 10)) } : {};
  const items = [];
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    const isSibling = item && item[1].length < indent.length + 2 && /\d/.test(item[2]) === ordered;
    if (isSibling) {
      items.push([item[3]]);
    } else if (/^\s+\S/.test(lines[end]) || (!lines[end].trim() && continuesList(lines[end + 1]))) {
      items.at(-1).push(lines[end].replace(/^ {1,4}|^\t/, ""));
    } else {
      break;
    }
    end += 1;
  }
  const children = items.map((inner) => make("li", {}, ...itemContent(inner, depth)));
  return { node: make(ordered ? "ol" : "ul", start, ...children), next: end };
}

function continuesList(line) {
  return line !== undefined && (/^\s+\S/.test(line) || ITEM.test(line));
}

// The only paragraph of an item stands without its element: a tight list.
function itemContent(lines, depth) {
  const nodes = blocks(lines, depth + 1);
  return nodes.flatMap((node, index) => (index === 0 && node.localName === "p" ? [...node.childNodes] : [node]));
}

function readTable(lines, at) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const row = (kind, line) => make("tr", {}, ...cells(line).map((cell) => make(kind, {}, ...inline(cell, 0))));
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    end += 1;
  }
  const head = make("thead", {}, row("th", lines[at]));
  const body = make("tbody", {}, ...lines.slice(at + 2, end).map((line) => row("td", line)));
  return { node: make("div", { class: "table", tabindex: "0" }, make("table", {}, head, body)), next: end };
}

function readParagraph(lines, at, depth) {
  let end = at + 1;
  const interrupts = () => depth < DEEPEST_NESTING && READERS.some(({ begins }) => begins(lines, end));
  while (end < lines.length && lines[end].trim() && !interrupts()) {
    end += 1;
  }
  const text = lines.slice(at, end).map((line) => line.trimStart()).join("\n");
  return { node: make("p", {}, ...inline(text, 0)), next: end };
}

// Each pattern is anchored at the reading position and tells the whole span that it replaces.
const SPANS = [
  { pattern: /\\([!-/:-@[-`{-~])/y, build: ([, mark]) => [mark] },
  { pattern: /(`{1,3})([^`]|[^`][^]{0,2000}?[^`])\1(?!`)/y, build: ([, , code]) => [make("code", {}, code.trim())] },
  { pattern: /<br\s*\/?>|(?: {2,20}|\\)\n/iy, build: () => [make("br")] },
  { pattern: /!?\[([^[\]]{0,500})\]\(\s*<?([^\s()<>]{0,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,200})?)>?(?:\s+"[^"]{0,300}")?\s*\)/y, build: ([whole, label, address], depth) => link(address, inline(label || address, depth + 1), whole) },
  { pattern: /<((?:https?|mailto|tel):[^\s<>]{1,2000})>/y, build: ([whole, address]) => link(address, [address.replace(/^(mailto|tel):/, "")], whole) },
  { pattern: /https?:\/\/[^\s<>"'`|\\^{}[\]]{1,2000}/y, build: ([address]) => bareLink(address) },
  { pattern: /(\*\*|__)(?=\S)([^]{0,2000}?\S)\1(?![\p{L}\p{N}])/uy, build: ([, , text], depth) => [make("strong", {}, ...inline(text, depth + 1))] },
  { pattern: /([*_])(?=[^\s*_])([^]{0,2000}?[^\s*_])\1(?![\p{L}\p{N}])/uy, build: ([, , text], depth) => [make("em", {}, ...inline(text, depth + 1))] },
];

function inline(text, depth) {
  if (depth > DEEPEST_NESTING) {
    return [text];
  }
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const span = spanAt(text, at);
    if (span) {
      nodes.push(plain, ...span.build(span.match, depth));
      plain = "";
      at += span.match[0].length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  nodes.push(plain);
  return nodes.filter((node) => node !== "");
}

const SPAN_BEGINS = /[\\`<![h*_ ]/;

function spanAt(text, at) {
  // `snake_case` and `http` within a word begin nothing.
  if (!SPAN_BEGINS.test(text[at]) || (/[_h]/.test(text[at]) && /[\p{L}\p{N}]/u.test(text[at - 1] ?? ""))) {
    return undefined;
  }
  for (const { pattern, build } of SPANS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) {
      return { match, build };
    }
  }
  return undefined;
}

function link(address, content, whole) {
  const safe = safeAddress(address);
  return safe ? [anchor(safe, content)] : content.length ? content : [whole];
}

// Punctuation at the end belongs to the sentence around the address.
function bareLink(text) {
  const address = text.replace(/[.,;:!?)*_]+$/, "");
  return [...link(address, [address], address), text.slice(address.length)];
}

function anchor(address, content) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, ...content);
}
