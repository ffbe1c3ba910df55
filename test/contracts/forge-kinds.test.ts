/** Which API a forge of worker.yaml has, and where. */
import { apiOfForge, kindOfForge, workerConfig, type WorkerConfig } from '../../contracts/worker-config.ts';

type Entry = Partial<WorkerConfig['forges'][number]>;

test.each<[Entry, string, string]>([
  [{ host: 'github.com' }, 'github', 'https://api.github.com'],
  [{ host: 'ghe.example' }, 'github', 'https://ghe.example/api/v3'],
  [{ host: 'git.example', api: 'https://git.example/api/v1' }, 'gitea', 'https://git.example/api/v1'],
  [{ host: 'git.example', api: 'https://git.example/git/api/v1/' }, 'gitea', 'https://git.example/git/api/v1/'],
  [{ host: 'git.example', kind: 'gitea' }, 'gitea', 'https://git.example/api/v1'],
  [{ host: 'git.example', kind: 'github', api: 'https://git.example/api/v1' }, 'github', 'https://git.example/api/v1'],
])('%j is %s at %s', (given, kind, api) => {
  const [forge] = workerConfig.parse({ forges: [{ token_env: 'TOKEN', ...given }] }).forges;
  expect(forge && [kindOfForge(forge), apiOfForge(forge)]).toEqual([kind, api]);
});

test('another kind is refused by name', () => {
  const read = workerConfig.safeParse({ forges: [{ host: 'x', token_env: 'T', kind: 'gitlab' }] });
  expect(read.error?.issues).toMatchObject([{ path: ['forges', 0, 'kind'], message: 'must be one of github, gitea' }]);
});
