/** Collects what must be closed at the end, and closes it in the reverse order. */
export class Closers {
  private readonly closers: (() => Promise<void> | void)[] = [];

  add(close: () => Promise<void> | void): void {
    this.closers.push(close);
  }

  /** Closes everything once, even when some fail. @throws the first error, after all were closed */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let next = this.closers.pop(); next !== undefined; next = this.closers.pop()) {
      try {
        await next();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
