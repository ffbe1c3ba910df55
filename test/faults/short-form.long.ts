/** Each fault once, with a seed that does not take long. All of them, each many times: `npm run test:faults`. */
import { Random } from '../simulation/random.ts';
import { catalogue } from './catalogue.ts';
import { SharedStage } from './run-faults.ts';

const stages = new SharedStage();
afterAll(() => stages.close());

describe('nothing that was accepted is lost, and nothing is made twice, by', () => {
  for (const fault of catalogue) {
    const { short } = fault;
    if (short === undefined) continue;
    test(fault.says, async () => {
      const stage = await stages.get(fault);
      const ran = await fault.run(stage, new Random(short), short);
      stage.calm();
      expect(ran.happened).toBe(true);
    });
  }
});
