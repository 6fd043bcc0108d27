// The two plots, as SVG drawn at the width that the page has, so that text keeps its size on a phone.

import { show, ticks } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 46, right: 14, top: 26, bottom: 40 };

function add(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

/** Empty the plot and give its scales: functions from values to pixels. */
function frame(svg, [left, right], [bottom, top]) {
  const width = Math.max(svg.clientWidth, 200);
  const height = svg.clientHeight || 220;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const across = width - MARGIN.left - MARGIN.right;
  const down = height - MARGIN.top - MARGIN.bottom;
  return {
    width,
    height,
    x: (value) => MARGIN.left + ((value - left) / (right - left)) * across,
    y: (value) => MARGIN.top + ((top - value) / (top - bottom)) * down,
  };
}

function axes(svg, { width, height, x, y }, xTicks, yTicks, xLabel, yLabel) {
  const floor = height - MARGIN.bottom;
  for (const { value, label } of yTicks) {
    add(svg, "line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) });
    add(svg, "text", { class: "tick", x: MARGIN.left - 8, y: y(value) + 4, "text-anchor": "end" }, label);
  }
  for (const { value, label } of xTicks) {
    add(svg, "line", { class: "axis", x1: x(value), x2: x(value), y1: floor, y2: floor + 5 });
    add(svg, "text", { class: "tick", x: x(value), y: floor + 19, "text-anchor": "middle" }, label);
  }
  add(svg, "line", { class: "axis", x1: MARGIN.left, x2: width - MARGIN.right, y1: floor, y2: floor });
  add(svg, "text", { class: "label", x: width - MARGIN.right, y: height - 4, "text-anchor": "end" }, xLabel);
  add(svg, "text", { class: "label", x: 4, y: 13 }, yLabel);
}

function path(svg, name, pixels) {
  const steps = pixels.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
  add(svg, "path", { class: name, d: steps.join("") });
}

/** The loss of every epoch, up to the first that cannot be drawn; none: an empty plot. */
export function drawLoss(svg, losses, epochs) {
  const broken = losses.findIndex((loss) => !(Math.abs(loss) < 1e100));   // NaN is not below either
  const shown = broken < 0 ? losses : losses.slice(0, broken);
  const last = Math.max(epochs, losses.length, 2);
  // ln 2 is always in the picture: it is where a descent from w = b = 0 starts.
  const low = Math.min(0, ...shown);
  const high = Math.max(0.75, ...shown.map((loss) => loss * 1.05));
  const scales = frame(svg, [1, last], [low, high]);
  const epochTicks = ticks(0, last, scales.width < 420 ? 3 : 6).map((tick) => (tick.value ? tick : { value: 1, label: "1" }));
  axes(svg, scales, epochTicks, ticks(low, high, 4), "epoch", "loss");
  const { x, y, width } = scales;
  const chance = Math.LN2;
  add(svg, "line", { class: "reference", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(chance), y2: y(chance) });
  if (high < 2) {
    const where = { class: "label", x: width - MARGIN.right, y: y(chance) - 6, "text-anchor": "end" };
    add(svg, "text", where, "ln 2, the loss of guessing");
  }
  if (!shown.length) return;
  path(svg, "curve", shown.map((loss, k) => [x(k + 1), y(loss)]));
  // A curve of one point would not be seen without a dot.
  add(svg, "circle", { class: "end", cx: x(shown.length), cy: y(shown.at(-1)), r: 3.5 });
}

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** The points at the heights of their labels, and the fitted curve with its boundary if there is one. */
export function drawFit(svg, { X, y: labels }, fit) {
  const low = Math.floor(Math.min(...X) - 0.25);
  const high = Math.ceil(Math.max(...X) + 0.25);
  const scales = frame(svg, [low, high], [-0.08, 1.08]);
  const heights = [0, 0.5, 1].map((value) => ({ value, label: String(value) }));
  axes(svg, scales, ticks(low, high, scales.width < 420 ? 4 : 7), heights, "x", "P(y = 1)");
  const { x, y, height } = scales;
  const drawable = fit && Number.isFinite(fit.w) && Number.isFinite(fit.b);
  if (drawable && fit.boundary > low && fit.boundary < high) {
    const at = x(fit.boundary);
    add(svg, "line", { class: "boundary", x1: at, x2: at, y1: MARGIN.top, y2: height - MARGIN.bottom });
    add(svg, "text", { class: "label", x: at, y: 13, "text-anchor": "middle" }, `x = ${show(fit.boundary, 2)}`);
  }
  X.forEach((value, k) => {
    const [name, r] = labels[k] ? ["one", 5] : ["zero", 4.5];
    add(svg, "circle", { class: `point ${name}`, cx: x(value), cy: y(labels[k]), r });
  });
  if (!drawable) return;
  const pieces = 200;
  const along = Array.from({ length: pieces + 1 }, (_, k) => low + ((high - low) * k) / pieces);
  path(svg, "curve", along.map((value) => [x(value), y(sigmoid(fit.w * value + fit.b))]));
}
