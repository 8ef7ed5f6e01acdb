// DOM nodes: the only way that the panel makes any.

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      node.setAttribute(key, value);
    }
  }
  node.append(...children);
  return node;
}

function icon(outline) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", outline);
  drawing.append(path);
  return drawing;
}

// The bot's picture on a canvas: fetched like the rest, so that the page's img-src needs no entry. Its initial until then.
function avatar(source, name) {
  const initial = Array.from(name.trim())[0] ?? "?";
  const frame = make("span", { class: "avatar", "aria-hidden": "true" }, initial.toLocaleUpperCase());
  if (source) {
    paintAvatar(frame, source).catch(() => {});
  }
  return frame;
}

async function paintAvatar(frame, source) {
  const response = await fetch(source, { credentials: "omit" });
  if (!response.ok) {
    return;
  }
  const picture = await createImageBitmap(await response.blob());
  const side = Math.min(picture.width, picture.height);
  const canvas = make("canvas", { width: "96", height: "96" });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 96, 96);
  frame.replaceChildren(canvas);
}
