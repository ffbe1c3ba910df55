/**
 * Calls `act` when the parent of this process is gone, even by `kill -9`. The system then closes the pipe between the two: the IPC
 * channel, or standard input, which the parent keeps open and never writes to.
 */
export function onParentGone(act: () => void): void {
  if (process.channel) {
    process.once('disconnect', act);
    return;
  }
  process.stdin.once('end', act);
  process.stdin.once('close', act);
  process.stdin.once('error', act);
  process.stdin.resume();
}
