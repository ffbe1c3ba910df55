/**
 * Notices a thread that does not answer: a function in it computes without a pause, for example in an endless loop. It asks only
 * while the thread has work, so an idle runtime has no timer for it.
 */

export interface ThreadWatchOptions {
  /** Asks the thread; `answered` is called when its answer comes. */
  readonly ask: () => void;
  /** Called once, when an answer has not come for `silentMs` milliseconds. */
  readonly onSilent: () => void;
  readonly silentMs: number;
}

/**
 * Looks per silence. One look alone may be wrong: when the whole process was stopped for a while, the timer is due before the
 * answer of the thread can be read.
 */
const looks = 4;

export class ThreadWatch {
  private readonly options: ThreadWatchOptions;
  private timer: NodeJS.Timeout | undefined;
  private unanswered = 0;

  constructor(options: ThreadWatchOptions) {
    this.options = options;
  }

  start(): void {
    if (this.timer !== undefined) return;
    this.unanswered = 0;
    this.timer = setInterval(() => {
      this.look();
    }, this.options.silentMs / looks);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  answered(): void {
    this.unanswered = 0;
  }

  private look(): void {
    if (this.unanswered >= looks) {
      this.stop();
      this.options.onSilent();
      return;
    }
    if (this.unanswered === 0) this.options.ask();
    this.unanswered += 1;
  }
}
