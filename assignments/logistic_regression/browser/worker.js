// Python, in a worker: an endless loop there leaves the page alive, and the page can end it.
//
// It takes one job at a time: {kind: "run" | "train" | "check", ...}.  It sends
//   ready     with the points, once, when Python is there;  failed  with a reason, if it cannot be
//   printed   a piece of what the student's code prints;    verdict one case of a check, as soon as it is known
//   answer    the end of a job;                             crashed if Python itself broke down

const PROGRAM = ["words.py", "fit.py", "checks.py", "runner.py"];
const here = (path) => new URL(path, import.meta.url).href;
const tell = (kind, value) => postMessage({ kind, value });

async function text(path) {
  const response = await fetch(here(path), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return response.text();
}

async function startPython() {
  // Imported here and not at the top, where a missing file would end the worker without a word.
  const { loadPyodide } = await import("./pyodide/pyodide.mjs");
  const [python, ...sources] = await Promise.all([
    loadPyodide({ indexURL: here("pyodide/") }),
    ...PROGRAM.map(text),
  ]);
  python.setStdin({ stdin: () => null });   // input() ends at once: nobody could answer it in here
  python.FS.mkdir("/page");
  PROGRAM.forEach((name, k) => python.FS.writeFile(`/page/${name}`, sources[k]));
  python.runPython("import sys; sys.path.insert(0, '/page')");
  return python.pyimport("runner").Runner((piece) => tell("printed", piece));
}

async function perform(runner, job) {
  if (job.kind === "check") {
    const check = await text("check.py");
    return runner.check(job.code, check, (verdict) => tell("verdict", JSON.parse(verdict)));
  }
  return runner[job.kind](job.code, job.lr, job.lam, job.epochs);
}

const starting = startPython();

starting.then(
  (runner) => tell("ready", JSON.parse(runner.points())),
  (error) => tell("failed", String(error.message ?? error)),
);

onmessage = async ({ data: job }) => {
  const runner = await starting;
  try {
    tell("answer", JSON.parse(await perform(runner, job)));
  } catch (error) {
    // Not the student's exceptions, which are answers: memory that ran out, a stack that overflowed, a broken check.
    tell("crashed", String(error.message ?? error).trim().split("\n").at(-1));
  }
};
