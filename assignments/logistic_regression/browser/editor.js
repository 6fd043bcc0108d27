// The code cell: a plain textarea, with line numbers and the few keys that make Python bearable in one.

const INDENT = "    ";

/** Wire up the cell; returns {value, mark(line), onEdit(listener)}. */
export function makeEditor(area, gutter) {
  let tabLeaves = false;   // Escape hands the next Tab back to the browser: nobody is trapped here
  let marked = null;

  const number = () => {
    const count = area.value.split("\n").length;
    area.rows = Math.min(Math.max(count + 1, 12), 30);
    gutter.replaceChildren(
      ...Array.from({ length: count }, (_, k) => {
        const line = document.createElement("span");
        line.textContent = k + 1;
        line.classList.toggle("marked", k + 1 === marked);
        return line;
      }),
    );
    gutter.scrollTop = area.scrollTop;
  };

  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tabLeaves = true;
    else if (event.key === "Tab" && !tabLeaves && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      if (event.shiftKey) dedent(area);
      else indent(area);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) {
      event.preventDefault();
      breakLine(area);
    } else if (event.key !== "Shift") tabLeaves = false;
  });
  area.addEventListener("blur", () => (tabLeaves = false));
  area.addEventListener("input", () => {
    marked = null;
    number();
  });
  area.addEventListener("scroll", () => (gutter.scrollTop = area.scrollTop));

  return {
    get value() {
      return area.value;
    },
    set value(code) {
      area.value = code;
      marked = null;
      number();
    },
    mark(line) {
      marked = line;
      number();
    },
    onEdit: (listener) => area.addEventListener("input", listener),
  };
}

/** As if typed: execCommand is old, but the only way that the browser's undo takes part in. */
function insert(area, text) {
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  }
}

const lineStart = (area) => area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;

/** Replace the selected lines, and keep them selected. */
function rewriteLines(area, rewrite) {
  const start = lineStart(area);
  area.setSelectionRange(start, area.selectionEnd);
  const lines = area.value.slice(start, area.selectionEnd).split("\n").map(rewrite).join("\n");
  insert(area, lines);
  area.setSelectionRange(start, start + lines.length);
}

function indent(area) {
  const selected = area.value.slice(area.selectionStart, area.selectionEnd);
  if (selected.includes("\n")) rewriteLines(area, (line) => (line ? INDENT + line : line));
  else insert(area, INDENT);
}

function dedent(area) {
  const { selectionStart, selectionEnd } = area;
  if (selectionStart !== selectionEnd) return rewriteLines(area, (line) => line.replace(/^ {1,4}/, ""));
  const start = lineStart(area);
  const spaces = area.value.slice(start).match(/^ {0,4}/)[0].length;
  if (!spaces) return undefined;
  area.setSelectionRange(start, start + spaces);
  document.execCommand("delete");
  const caret = Math.max(selectionStart - spaces, start);
  return area.setSelectionRange(caret, caret);
}

function breakLine(area) {
  const before = area.value.slice(lineStart(area), area.selectionStart);
  const deeper = /:\s*(#.*)?$/.test(before) ? INDENT : "";
  insert(area, "\n" + before.match(/^ */)[0] + deeper);
}
