/** Starts the fixture's app in a process of its own: `node run-fixture.ts <dir> <assembly>`; prints its API's URL. */
import { startRuntime } from '../../local/start-runtime.ts';
import { fixture } from './fixture-app.ts';

const [dir = '', assembly = ''] = process.argv.slice(2);
const runtime = await startRuntime({ dir, assembly, port: 0, workers: 0, parameters: fixture.parameters });
process.once('SIGTERM', () => void runtime.close());
process.stdout.write(`${runtime.apiUrl}\n`);
