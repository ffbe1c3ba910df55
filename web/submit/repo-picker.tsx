/** Onboarded repositories, found by name and tag, a page at a time; a tick takes one. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Repository } from '../../contracts/repository.ts';
import type { Page } from '../api/browser-client.ts';
import { links } from '../frame/links.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { useForm } from './fields.tsx';
import Link from '@cloudscape-design/components/link';
import { adding, namesOf, removing } from './targets.ts';
import { useRepoPage } from './use-repo-page.ts';
import { useTyped } from './use-typed.ts';

export function RepoPicker() {
  const [filter, setFilter] = useState({ q: '', tag: '' });
  /** The tokens of the pages up to this one. */
  const [tokens, setTokens] = useState<readonly string[]>([]);
  const read = useRepoPage({ ...filter, token: tokens.at(-1) ?? null });
  const find = (change: Partial<typeof filter>): void => {
    setTokens([]);
    setFilter({ ...filter, ...change });
  };
  return (
    <SpaceBetween size="s">
      <div className="submit-pair">
        <Find
          label="Name"
          value={filter.q}
          onFind={(q) => {
            find({ q });
          }}
          placeholder="acme/"
        />
        <Find
          label="Tag"
          value={filter.tag}
          onFind={(tag) => {
            find({ tag });
          }}
          placeholder="team=payments"
        />
      </div>
      <ReadState read={read} what="the repositories">
        {(page) => (page.items.length === 0 ? <None isFiltered={filter.q + filter.tag !== ''} /> : <Choice page={page} />)}
      </ReadState>
      {(tokens.length > 0 || read.data?.next != null) && (
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            disabled={tokens.length === 0}
            onClick={() => {
              setTokens(tokens.slice(0, -1));
            }}
          >
            Previous page
          </Button>
          <Button
            disabled={read.data?.next == null}
            onClick={() => {
              const next = read.data?.next;
              if (next != null) setTokens([...tokens, next]);
            }}
          >
            Next page
          </Button>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}

interface FindProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onFind: (text: string) => void;
}

function Find({ label, value, placeholder, onFind }: FindProps) {
  const { text, type, flush } = useTyped(value, onFind);
  return (
    <FormField label={label} stretch>
      <Input
        type="search"
        value={text}
        placeholder={placeholder}
        onChange={({ detail }) => {
          type(detail.value);
        }}
        onBlur={flush}
      />
    </FormField>
  );
}

function Choice({ page: { items } }: { readonly page: Page<Repository> }) {
  const { body, edit } = useForm();
  const names = namesOf(body);
  const others = items.map(({ repo }) => repo).filter((repo) => !names.has(repo.toLowerCase()));
  return (
    <SpaceBetween size="xs">
      <ul className="submit-repos" aria-label="Repositories">
        {items.map(({ repo, tags }) => (
          <li key={repo}>
            <Checkbox
              checked={names.has(repo.toLowerCase())}
              description={Object.entries(tags)
                .map(([key, value]) => `${key}=${value}`)
                .join(', ')}
              onChange={({ detail }) => {
                edit(detail.checked ? adding(body, [repo]).edits : removing(body, repo));
              }}
            >
              {repo}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button
        disabled={others.length === 0}
        onClick={() => {
          edit(adding(body, others).edits);
        }}
      >
        Take the {others.length} others of this page
      </Button>
    </SpaceBetween>
  );
}

function None({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Box color="text-body-secondary">No repository fits.</Box>;
  return (
    <SpaceBetween size="xs">
      <span>
        No repository is onboarded yet. An operator onboards one under <Link href={links.repos}>Repositories</Link>.
      </span>
      <CliLine line="bgagent repo onboard OWNER/NAME" />
    </SpaceBetween>
  );
}
