/** What has been started and is to be stopped, in the reverse order. */
export class Closers {
  private readonly closers: (() => Promise<void> | void)[] = [];

  add(close: () => Promise<void> | void): void {
    this.closers.push(close);
  }

  /** Stops everything, once, whatever fails. @throws the first error when all are stopped */
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
