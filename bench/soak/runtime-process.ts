/** The embedded runtime as a process of the soak, which answers the question for open resources. Its argument is the folder. */
import { startRuntime } from '../../local/start-runtime.ts';
import { question, type FromChild } from './messages.ts';
import { watchTableEngine } from './table-engine.ts';

const tell = (message: FromChild): void => {
  process.send?.(message);
};
// The soak has ended, so no process is left that would end this one.
process.once('disconnect', () => process.exit(1));

const engine = watchTableEngine();
const runtime = await startRuntime({ dir: process.argv[2] ?? '', port: 0, workers: 0 });
process.once('SIGTERM', () => {
  void runtime.close().then(() => process.exit(0));
});
process.on('message', (message) => {
  if (question.parse(message) !== 'counts') return;
  const { opened, closed } = engine.iterators();
  const ofTables = engine.isHere() ? { iterators: opened - closed, neededFiles: engine.neededFiles() } : {};
  tell({ kind: 'counts', counts: { ...runtime.held(), ...ofTables } });
});
tell({ kind: 'ready', apiUrl: runtime.apiUrl, token: runtime.token, dir: runtime.dir });
