// The loader of a bot's chat window: draws the launcher, and loads the window when the visitor turns to it.
// Only DOM nodes and constructed style sheets, so that a strict CSP and Trusted Types let it pass.
(() => {
  "use strict";
  const { address, publicUrl, panelFile, labels } = "@SETTINGS@";
  const bundlePath = `/w/${address}/bundle.js`;

  // A page that includes the snippet twice gets one widget.
  const mark = Symbol.for("botctl.widget");
  if (window[mark]) {
    if (window[mark] !== address) {
      console.warn(`botctl: the chat "${address}" is not shown, because "${window[mark]}" is already on this page.`);
    }
    return;
  }
  window[mark] = address;

  const script = ownScript();
  const base = baseOf(script) ?? publicUrl;

  // `currentScript` is null in a module, and an element named like it can stand in its place.
  function ownScript() {
    const current = document.currentScript;
    if (current instanceof HTMLScriptElement) {
      return current;
    }
    return Array.from(document.scripts).find((candidate) => baseOf(candidate) !== undefined);
  }

  function baseOf(element) {
    const source = element?.src.split(/[?#]/, 1)[0] ?? "";
    return source.endsWith(bundlePath) ? source.slice(0, -bundlePath.length) : undefined;
  }

  async function start() {
    const config = await configuration();
    if (config) {
      mount(config);
    }
  }

  // The bot's configuration; undefined, after one line in the console, where the widget can't be shown.
  async function configuration() {
    try {
      const response = await request(`/chat/v1/${address}/config`);
      if (response.ok) {
        return await response.json();
      }
      const problem = await response.json().catch(() => ({}));
      if (problem.code === "origin_refused") {
        console.error(refusal());
      } else {
        console.warn(`botctl: the chat "${address}" is not shown: ${problem.message ?? `${base} answered ${response.status}`}.`);
      }
    } catch {
      await explainSilence();
    }
    return undefined;
  }

  // A refused origin gets no CORS header, so that its answer can't be read; the panel's file is readable from anywhere.
  async function explainSilence() {
    try {
      await request(`/assets/${panelFile}`, "HEAD");
      console.error(refusal());
    } catch {
      console.warn(`botctl: the chat "${address}" is not shown, because ${base} can't be reached from this page (host down, or blocked by the page's connect-src).`);
    }
  }

  function request(path, method = "GET") {
    return fetch(base + path, { method, credentials: "omit", signal: AbortSignal.timeout(15000) });
  }

  function refusal() {
    const local = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);
    const remedy =
      self.origin === "null" || (location.protocol === "http:" && !local)
        ? "Serve the page by https, and make sure that its domain stands in"
        : `Add "${location.host}" to`;
    return `botctl: the chat "${address}" is hidden, because the origin of this page, ${self.origin}, is not allowed. ${remedy} settings.authorized_domains in its bot.toml, then run: botctl update`;
  }

  function mount(config) {
    const { chatroom } = config;
    const language = chooseLanguage(chatroom);
    const host = document.createElement("div");
    host.setAttribute("data-botctl", address);
    // In the top layer no transform, filter or overflow of the page reaches it.
    host.setAttribute("popover", "manual");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [launcherSheet(), themeSheet(chatroom.appearance)];
    const launcher = launcherButton(labels[language.interface]);
    const frame = document.createElement("div");
    frame.className = `frame ${chatroom.appearance.position}`;
    frame.lang = language.interface;
    frame.append(launcher);
    root.append(frame);
    keepAttached(host);
    summonPanel({ root, frame, launcher, base, address, config, language });
  }

  // What the page and the visitor speak, in that order: the bot's language, and the one of the widget's own words.
  function chooseLanguage(chatroom) {
    const wanted = [script?.dataset.lang, document.documentElement.lang, ...navigator.languages]
      .filter(Boolean)
      .map((tag) => tag.toLowerCase().split("-", 1)[0]);
    const bot = wanted.find((tag) => chatroom.languages.includes(tag)) ?? chatroom.languages[0] ?? "en";
    return { bot, interface: [bot, ...wanted].find((tag) => Object.hasOwn(labels, tag)) ?? "en" };
  }

  // Loads the panel once: ahead of the click on hover and focus, again if it failed.
  function summonPanel(context) {
    const { launcher } = context;
    let loading;
    let failures = 0;
    const load = () => {
      // Browsers may remember a failed import by its address.
      const source = `${base}/assets/${panelFile}${failures ? `?retry=${failures}` : ""}`;
      loading ??= import(source).then((panel) => panel.mount(context));
      loading.catch(() => {
        loading = undefined;
        failures += 1;
      });
      return loading;
    };
    const use = async (action) => {
      launcher.setAttribute("aria-busy", "true");
      try {
        action(await load());
      } catch (error) {
        console.error(`botctl: the chat window could not be loaded from ${base}. If the page has a Content-Security-Policy, its script-src must allow this address.`, error);
      } finally {
        launcher.removeAttribute("aria-busy");
      }
    };
    const prepare = () => void load().catch(() => {});
    launcher.addEventListener("pointerenter", prepare);
    launcher.addEventListener("focus", prepare);
    launcher.addEventListener("click", () => use((panel) => panel.toggle()));
    if (script && "open" in script.dataset && matchMedia("(min-width: 1000px) and (min-height: 481px)").matches) {
      // The page opens it, not the visitor: the focus stays where it is, and only where there is room beside the text.
      use((panel) => panel.open({ focus: false }));
    }
  }

  // Pages that replace their body, or empty it, would lose the widget.
  function keepAttached(host) {
    const attach = () => {
      if (!host.isConnected && document.body) {
        document.body.append(host);
        host.showPopover?.();
      }
      observer.disconnect();
      observer.observe(document.documentElement, { childList: true });
      if (document.body) {
        observer.observe(document.body, { childList: true });
      }
    };
    // A pause, so that a page which removes it again and again is not brought to a halt.
    const observer = new MutationObserver(() => {
      if (!host.isConnected) {
        setTimeout(attach, 50);
      }
    });
    attach();
  }

  function launcherButton(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "launcher";
    button.setAttribute("aria-label", label);
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    const space = "http://www.w3.org/2000/svg";
    const icon = document.createElementNS(space, "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    const shapes = {
      speak: "M12 3.5c-5 0-9 3.3-9 7.4 0 2.3 1.3 4.4 3.3 5.7-.1 1-.6 2.3-1.7 3.4 1.9-.2 3.7-1 4.9-2 .8.2 1.6.3 2.5.3 5 0 9-3.3 9-7.4s-4-7.4-9-7.4z",
      close: "M6.3 9.3 12 15l5.7-5.7",
    };
    for (const [name, outline] of Object.entries(shapes)) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("class", name);
      path.setAttribute("d", outline);
      icon.append(path);
    }
    button.append(icon);
    return button;
  }

  function launcherSheet() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@STYLE@");
    return sheet;
  }

  // Values reach the sheet one property at a time, so that none can end its rule and begin another.
  function themeSheet({ theme, font, radius_px: radius, light, dark }) {
    const sheet = new CSSStyleSheet();
    const rule = (text) => sheet.cssRules[sheet.insertRule(text, sheet.cssRules.length)];
    const paint = ({ style }, palette) => {
      for (const [name, colour] of Object.entries(palette)) {
        if (/^#[0-9a-f]{6}$/i.test(colour)) {
          style.setProperty(`--${name.replaceAll("_", "-")}`, colour);
        }
      }
    };
    const always = rule(":host{}");
    paint(always, theme === "dark" ? dark : light);
    if (theme === "auto") {
      paint(rule("@media (prefers-color-scheme:dark){:host{}}").cssRules[0], dark);
    }
    always.style.setProperty("--scheme", theme === "auto" ? "light dark" : theme);
    always.style.setProperty("--font", fontFamily(font));
    always.style.setProperty("--radius", `${Math.min(Math.max(Number(radius) || 0, 0), 32)}px`);
    return sheet;
  }

  function fontFamily(font) {
    const system = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
    const known = { system, serif: 'Georgia, "Times New Roman", serif', mono: "ui-monospace, Menlo, Consolas, monospace" };
    const named = font.split(",").map((name) => name.trim().replace(/^["']|["']$/g, ""));
    if (Object.hasOwn(known, font) || !named.every((name) => /^[\p{L}\p{N} _-]+$/u.test(name))) {
      return known[font] ?? system;
    }
    return [...named.map((name) => `"${name}"`), system].join(", ");
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start, { once: true });
  } else {
    start();
  }
})();
