// The page's side of the worker: one job at a time, each with a limit, after which Python is started anew.

export class Python {
  loaded = false;  // whether a job can start at once
  #worker = null;
  #ready = null;   // resolves to the points once Python has started
  #job = null;     // {resolve, timer} of the job under way
  #listeners;      // {printed, verdict}: what a job sends before it ends
  #limitSeconds;

  constructor(limitSeconds, listeners) {
    this.#limitSeconds = limitSeconds;
    this.#listeners = listeners;
  }

  /** The points of the data, when Python is ready; rejects with the reason if it cannot be loaded. */
  start() {
    this.#ready ??= new Promise((resolve, reject) => {
      this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
      this.#worker.onmessage = ({ data: { kind, value } }) => {
        if (kind === "ready") {
          this.loaded = true;
          resolve(value);
        } else if (kind === "failed") reject(new Error(value));
        else if (kind === "answer") this.#end({ answer: value });
        else if (kind === "crashed") this.#restart({ crashed: value });
        else this.#listeners[kind](value);
      };
      this.#worker.onerror = (event) => {
        event.preventDefault();
        const reason = event.message || "worker.js could not be read";
        if (this.#job) this.#restart({ crashed: reason });
        else reject(new Error(reason));
      };
    });
    this.#ready.catch(() => this.#discard());   // so that the next start tries again
    return this.#ready;
  }

  /** How a job ended: {answer}, {stopped: "limit" | "asked"} or {crashed}.  Rejects if Python cannot be loaded. */
  async perform(job) {
    await this.start();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#restart({ stopped: "limit" }), this.#limitSeconds * 1000);
      this.#job = { resolve, timer };
      this.#worker.postMessage(job);
    });
  }

  /** End the job under way, if there is one. */
  stop() {
    if (this.#job) this.#restart({ stopped: "asked" });
  }

  #end(outcome) {
    clearTimeout(this.#job.timer);
    const { resolve } = this.#job;
    this.#job = null;
    resolve(outcome);
  }

  #restart(outcome) {
    this.#discard();
    this.#end(outcome);
    this.start().catch(() => {});   // told to whoever asks for the next job
  }

  #discard() {
    this.#worker?.terminate();
    this.#worker = this.#ready = null;
    this.loaded = false;
  }
}
