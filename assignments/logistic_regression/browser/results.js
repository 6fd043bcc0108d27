// What comes out of the student's code, put on the page: numbers, plots, verdicts of the check.  Everything that a
// student wrote arrives here as text, and stays text: nothing is ever parsed as HTML.

import { show } from "./numbers.js";
import { drawFit, drawLoss } from "./plots.js";

/** Numbers that are not finite arrive as words, since JSON has none for them. */
export function readFit(sent) {
  return {
    ...sent,
    w: Number(sent.w),
    b: Number(sent.b),
    boundary: sent.boundary === null ? null : Number(sent.boundary),
    losses: sent.losses.map(Number),
  };
}

/** Text in which `code` between backquotes becomes a code element. */
function withCode(element, text) {
  element.replaceChildren(
    ...text.split("`").map((piece, k) => {
      if (k % 2 === 0) return piece;
      const code = document.createElement("code");
      code.textContent = piece;
      return code;
    }),
  );
}

/** The plots and the numbers beside them. */
export class TrainingView {
  #points = null;
  #fit = null;
  #epochs = 300;

  constructor(byId) {
    this.byId = byId;
    new ResizeObserver(() => this.#draw()).observe(byId("loss-plot"));
  }

  showPoints(points) {
    this.#points = points;
    this.#draw();
  }

  /** A fit, or null for what has none. */
  showFit(fit, epochs) {
    this.#fit = fit;
    this.#epochs = epochs;
    const none = "–";
    const put = (id, text) => (this.byId(id).textContent = fit ? text() : none);
    put("w", () => show(fit.w, 3));
    put("b", () => show(fit.b, 3));
    put("boundary", () => (fit.boundary === null ? "none" : show(fit.boundary, 3)));
    put("accuracy", () => (fit.accuracy === null ? "none" : `${(fit.accuracy * 100).toFixed(1)} %`));
    put("loss", () => (fit.losses.length ? show(fit.losses.at(-1), 4) : "none"));
    this.#draw();
  }

  #draw() {
    drawLoss(this.byId("loss-plot"), this.#fit?.losses ?? [], this.#epochs);
    if (this.#points) drawFit(this.byId("fit-plot"), this.#points, this.#fit);
  }
}

/** The list of cases of a check, and one sentence on them all. */
export class CheckView {
  #passed = 0;
  #failed = 0;

  constructor(byId) {
    this.section = byId("check-section");
    this.summary = byId("check-summary");
    this.list = byId("check-list");
  }

  begin() {
    this.#passed = this.#failed = 0;
    this.section.hidden = false;
    this.list.replaceChildren();
    this.#sum("", "Checking …");
  }

  add({ title, passed, words }) {
    if (passed) this.#passed += 1;
    else this.#failed += 1;
    const item = document.createElement("li");
    item.className = passed ? "passed" : "failed";
    const [mark, name, why] = ["strong", "span", "p"].map((tag) => document.createElement(tag));
    mark.textContent = passed ? "Pass" : "Fail";
    mark.className = "mark";
    name.className = "title";
    withCode(name, title);
    item.append(mark, name);
    if (words) {
      withCode(why, words);
      item.append(why);
    }
    this.list.append(item);
  }

  /** The sentence at the end, with the number of cases that there are. */
  end(of) {
    if (of && this.#passed === of) {
      this.#sum("passed", `All ${of} checks pass. Copy your function into part 8 of the notebook; the grade comes from more checks than these.`);
    } else this.#sum("failed", `${this.#passed} of ${of} checks pass. Read the first that fails, and mend that one.`);
  }

  /** The sentence where there is no end. */
  breakOff(words) {
    this.#sum("failed", words);
  }

  markStale() {
    if (!this.section.hidden && !this.section.dataset.stale) {
      this.section.dataset.stale = "yes";
      this.summary.textContent += " (Your code has changed since.)";
    }
  }

  hide() {
    this.section.hidden = true;
  }

  #sum(state, words) {
    delete this.section.dataset.stale;
    this.summary.className = state;
    this.summary.textContent = words;
  }
}
