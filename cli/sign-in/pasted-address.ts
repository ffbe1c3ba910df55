/** Takes the address that a browser on another machine ended at, from the terminal or from standard input. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

interface Pasting {
  readonly input: Readable;
  readonly state: string;
  /** Where the browser was sent to; a query alone is taken as its query. */
  readonly redirectUri: string;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
  /** Ctrl-C at the terminal, which gives no signal while a line is read. */
  readonly interrupt: () => void;
}

/** Resolves with the first address of this sign-in. It never resolves when the input ends before: the browser may still come back. */
export async function pastedAddress({ input, state, redirectUri, tell, signal, interrupt }: Pasting): Promise<URL> {
  const lines = createInterface({ input, output: process.stderr, terminal: input === process.stdin && process.stdin.isTTY });
  const stop = (): void => {
    lines.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  lines.on('SIGINT', interrupt);
  return await new Promise<URL>((resolve) => {
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      const address = addressIn(line.trim(), redirectUri);
      const problem = problemOf(address, state);
      if (problem !== undefined) {
        tell(problem);
        return;
      }
      signal.removeEventListener('abort', stop);
      lines.close();
      resolve(address);
    });
  });
}

/** The query of what was pasted, at the address that the browser was sent to. */
function addressIn(line: string, redirectUri: string): URL {
  const [, query = ''] = line.split('?');
  const address = new URL(redirectUri);
  address.search = query.split('#')[0] ?? '';
  return address;
}

function problemOf({ searchParams, origin }: URL, state: string): string | undefined {
  if (!searchParams.has('code') && !searchParams.has('error')) {
    return `That is not the address that the browser ended at: it begins with ${origin} and has "code=" in it. Paste the whole of it:`;
  }
  if (searchParams.get('state') === state) return undefined;
  return 'That address is of another sign-in: open the one above, and paste where it ends:';
}
