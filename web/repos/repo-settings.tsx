/** The settings of a repository, as its tasks get them. */
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Repository } from '../../contracts/repository.ts';
import { dollars } from '../../core/text/dollars.ts';
import { useMe } from '../api/use-me.ts';
import { Ago } from '../parts/ago.tsx';
import { Tags } from './tags.tsx';

export function RepoSettings({ repo }: { readonly repo: Repository }) {
  const me = useMe();
  const { clone_url, default_branch, tags, build_command, lint_command, max_turns, max_budget_usd, onboarded_at, imported } =
    repo;
  const command = (text: string | null) => (text === null ? 'none' : <Box variant="code">{text}</Box>);
  return (
    <Container
      header={
        <Header
          variant="h2"
          {...(me.data && !me.data.operator ? { description: 'Operators onboard repositories and change their settings.' } : {})}
        >
          Settings
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Cloned from', value: clone_url === null ? `github.com/${repo.repo}` : <Box variant="code">{clone_url}</Box> },
          { label: 'Branch', value: default_branch ?? 'the default branch of the remote' },
          { label: 'Tags', value: Object.keys(tags).length === 0 ? 'none' : <Tags tags={tags} /> },
          { label: 'Build command', value: command(build_command) },
          { label: 'Lint command', value: command(lint_command) },
          { label: 'Turns of an agent at most', value: max_turns ?? 'no limit of its own' },
          { label: 'A task may cost', value: max_budget_usd === null ? 'no limit of its own' : dollars(max_budget_usd) },
          { label: 'Onboarded', value: <Ago at={onboarded_at} /> },
          ...(imported === undefined ? [] : [{ label: 'Imported from', value: imported.source }]),
        ]}
      />
    </Container>
  );
}
