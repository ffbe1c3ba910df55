import { requestedIndexStep, requestedStage } from '../../lib/requested-stage.ts';

const cli = { CDK_CONTEXT_JSON: '{"stage":"prod","other":1}' };

test.each([
  ['the command line', ['-c', 'stage=local'], { ...cli, BGAGENT_STAGE: 'dev' }, 'local'],
  ['the long option', ['--context', 'other=1', '--context', 'stage=local'], {}, 'local'],
  ['the context of the CDK CLI', [], { ...cli, BGAGENT_STAGE: 'dev' }, 'prod'],
  ['the environment', [], { CDK_CONTEXT_JSON: '{}', BGAGENT_STAGE: 'dev' }, 'dev'],
  ['nothing', [], {}, undefined],
])('%s names the stage', (_, argv, env, stage) => {
  expect(requestedStage(argv, env)).toBe(stage);
});

test('the step of the indexes is named by the command line or the CDK CLI', () => {
  expect(requestedIndexStep(['-c', 'index-step=2'], {})).toBe(2);
  expect(requestedIndexStep([], { CDK_CONTEXT_JSON: '{"index-step":"3"}' })).toBe(3);
  expect(requestedIndexStep([], cli)).toBeUndefined();
});

test('an argument that is not known is refused', () => {
  expect(() => requestedStage(['--stage', 'prod'], {})).toThrow('--stage');
});
