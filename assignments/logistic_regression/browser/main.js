// Wires the page up.  Whatever is asked for, one job runs at a time and only the newest request of a kind waits: a
// slider that is dragged asks for fifty trainings, and two are run.

import { makeEditor } from "./editor.js";
import { Python } from "./python.js";
import { CheckView, TrainingView, readFit } from "./results.js";
import { makeSettings } from "./settings.js";
import { judgeTraining } from "./verdicts.js";

const KEPT = "logistic_regression/part-8/code";
const SLOW_MILLISECONDS = 400;   // what is faster needs no word that it is under way

const byId = (id) => document.getElementById(id);

// ?limit=2 in the address shortens the limit on a run, for whoever tests the page.
const limit = Number(new URLSearchParams(location.search).get("limit"));
const limitSeconds = limit > 0 && limit <= 60 ? limit : 10;

const editor = makeEditor(byId("code"), byId("gutter"));
const training = new TrainingView(byId);
const check = new CheckView(byId);
const settings = makeSettings(byId, () => ask("train"));
const python = new Python(limitSeconds, { printed: showPrinted, verdict: (verdict) => check.add(verdict) });

const waiting = new Set();   // of "run", "check", "train"
let busy = true;             // until the starter code is there
let code = "";               // what was last run: sliders train with that, not with what is half typed
let starter = "";
let printedBefore = true;    // what is shown as printed comes from an earlier job

// --- words on the page ---------------------------------------------------------------------------------------------

function say(words, state = "") {
  const status = byId("status");
  status.textContent = words;
  status.className = state;
}

function judge(words, good) {
  byId("verdict").textContent = words;
  byId("verdict").className = good ? "" : "bad";
}

/** What is printed replaces what was printed before; the old stays until then, so that nothing flickers. */
function showPrinted(piece) {
  const printed = byId("printed");
  if (printedBefore) printed.textContent = "";
  printedBefore = false;
  printed.append(piece);
  byId("printed-section").hidden = false;
}

// --- the code, kept in this browser --------------------------------------------------------------------------------

function keep() {
  try {
    if (editor.value === starter) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, editor.value);
  } catch {
    byId("kept").textContent = "This browser does not let the page keep your code: copy it before you leave.";
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

// --- jobs ----------------------------------------------------------------------------------------------------------

function ask(kind) {
  if (kind !== "train") code = editor.value;
  waiting.add(kind);
  if (waiting.has("run")) waiting.delete("train");   // a run trains, too
  if (!busy) work();
}

async function work() {
  busy = true;
  while (waiting.size) {
    const kind = ["run", "train", "check"].find((one) => waiting.delete(one));
    const done = await perform(kind);
    if (!done && kind === "run" && waiting.delete("check")) {
      check.breakOff("Nothing was checked, since your code did not run to its end.");
    }
  }
  busy = false;
}

/** One job, to whatever end; whether it came to an answer other than an error. */
async function perform(kind) {
  const job = { kind, code, ...settings() };
  let slow;
  try {
    if (!python.loaded) say("Loading Python …");
    training.showPoints(await python.start());
    slow = setTimeout(() => say("Running …"), SLOW_MILLISECONDS);
    byId("stop").setAttribute("aria-disabled", "false");
    editor.mark(null);
    printedBefore = true;
    if (kind === "check") check.begin();
    const outcome = await python.perform(job);
    if (printedBefore && kind === "run") byId("printed-section").hidden = true;
    if (outcome.answer) return showAnswer(job, outcome.answer);
    return showBreak(kind, outcome);
  } catch (error) {
    return showNotLoaded(error);
  } finally {
    clearTimeout(slow);
    byId("stop").setAttribute("aria-disabled", "true");
  }
}

function showAnswer(job, { fit, fault, note, of }) {
  if (fault) {
    say(fault.words, "bad");
    editor.mark(fault.line);
    if (job.kind === "check") check.breakOff("Nothing was checked, since your code did not run to its end.");
    else showNothing("There is nothing to draw: your code stopped with an error.");
    return false;
  }
  say(job.kind === "train" ? "Ready." : "Your code ran.");
  if (job.kind === "check") check.end(of);
  else if (note) showNothing(note);
  else {
    const read = readFit(fit);
    training.showFit(read, job.epochs);
    const { words, good } = judgeTraining(read, job.epochs);
    judge(words, good);
  }
  return true;
}

function showNothing(words) {
  training.showFit(null, settings().epochs);
  judge(words, true);
}

/** A job that did not come to its end. */
function showBreak(kind, { stopped, crashed }) {
  const words = {
    limit: `Stopped after ${limitSeconds} s: is there a loop that never ends?`,
    asked: "Stopped.",
  }[stopped] ?? `Python broke down (${crashed}) and was started again.`;
  say(words, "bad");
  if (kind === "check") check.breakOff(`${words} The checks after the last one shown were not run.`);
  else showNothing("There is nothing to draw: your code was stopped.");
  return false;
}

function showNotLoaded(error) {
  say(
    `Python could not be loaded (${error.message}). Is the folder pyodide beside index.html, and does this browser ` +
      "allow WebAssembly? Reload the page, or press Run to try again.",
    "bad",
  );
  return false;
}

// --- buttons and keys ----------------------------------------------------------------------------------------------

byId("run").addEventListener("click", () => ask("run"));
byId("check").addEventListener("click", () => {
  check.begin();   // at once: the verdicts on other code must not stay while this code runs
  ask("run");
  ask("check");
});
byId("stop").addEventListener("click", () => {
  if (waiting.has("check")) check.breakOff("Stopped.");
  waiting.clear();
  python.stop();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !byId("reset-dialog").open) {
    event.preventDefault();
    ask("run");
  }
});
byId("reset").addEventListener("click", () => byId("reset-dialog").showModal());
byId("reset-no").addEventListener("click", () => byId("reset-dialog").close());
byId("reset-yes").addEventListener("click", () => {
  byId("reset-dialog").close();
  editor.value = starter;
  keep();
  check.hide();
  ask("run");
});
editor.onEdit(() => {
  keep();
  check.markStale();
});

// --- start ---------------------------------------------------------------------------------------------------------

async function start() {
  try {
    const response = await fetch("starter.py", { cache: "no-cache" });
    if (!response.ok) throw new Error(`starter.py: ${response.status} ${response.statusText}`);
    starter = await response.text();
    editor.value = kept() ?? starter;
    busy = false;
    ask("run");
  } catch (error) {
    showNotLoaded(error);
  }
}

start();
