import { parseSettings, settingsFor } from '../../lib/config.ts';

describe('settings', () => {
  test('a stage is safe unless it says otherwise', () => {
    expect(parseSettings({ stage: 'any' })).toMatchObject({
      user_task_cap: 10,
      user_usd_per_day: 0,
      allow_shell: false,
      caller_verifiers: 'off',
      retain_data: true,
      task_core: 'builtin',
    });
  });

  test('one machine may run its caller’s commands and has no cap', () => {
    expect(settingsFor('local')).toMatchObject({ stage: 'local', allow_shell: true, caller_verifiers: 'on', user_task_cap: 0 });
  });

  test('a shipped stage is complete', () => {
    expect(settingsFor('dev').retain_data).toBe(false);
    expect(settingsFor('prod')).toMatchObject({ retain_data: true, auth: { gateway_authorizer: true } });
  });

  test('an unknown stage is refused with the known ones', () => {
    expect(() => settingsFor('prdo')).toThrow('There is no stage "prdo" in lib/config.ts: it has dev, prod, local.');
  });

  test('the task core abca is refused with what to do', () => {
    expect(() => parseSettings({ stage: 'x', task_core: 'abca' })).toThrow(
      /task_core: the task core "abca" is not supported yet/,
    );
  });

  test.each([
    ['bgagent', ['bgagent']],
    [
      ['cli', 'https://portal.example'],
      ['cli', 'https://portal.example'],
    ],
  ])('the audience %j', (given, audience) => {
    expect(parseSettings({ stage: 'x', auth: { audience: given } }).auth).toMatchObject({ audience });
  });

  test.each(['', 'a,b', 'a b', [], ['a', '']])('no audience is %j', (audience) => {
    expect(() => parseSettings({ stage: 'x', auth: { audience } })).toThrow(/auth\.audience/);
  });

  test('every wrong setting is named at once, a misspelt one too', () => {
    const wrong = {
      stage: 'Not A Stage',
      alarm_email: 'nobody',
      user_task_cap: -1,
      user_usd_per_day: 0.001,
      alow_shell: true,
      durations: { create_giveup: 3 },
    };
    expect(() => parseSettings(wrong)).toThrow(
      /stage: .*user_task_cap: .*user_usd_per_day: must be 0.*alarm_email: .*create_giveup.*alow_shell/s,
    );
  });
});
