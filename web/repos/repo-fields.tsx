/** The settings of a repository as fields, each with its help and its problem. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RepoField, RepoForm } from './repo-form.ts';

interface FieldText {
  readonly field: RepoField;
  readonly label: string;
  readonly help: string;
  readonly example: string;
  readonly isNumber?: boolean;
}

const texts: readonly FieldText[] = [
  { field: 'repo', label: 'Name', help: 'Owner and name.', example: 'acme/shop' },
  {
    field: 'cloneUrl',
    label: 'Clone from',
    help: 'An address or a path that git clone takes. Empty: the repository of this name on github.com.',
    example: 'https://git.acme.example/acme/shop.git',
  },
  { field: 'branch', label: 'Branch', help: 'Where work starts. Empty: the default branch of the remote.', example: 'main' },
  {
    field: 'tags',
    label: 'Tags',
    help: 'To find it by, and to choose it for a fleet: key=value, with commas between them.',
    example: 'team=payments, lang=go',
  },
  { field: 'buildCommand', label: 'Build command', help: 'Must succeed after every change.', example: 'npm ci && npm test' },
  { field: 'lintCommand', label: 'Lint command', help: 'Checks the style of a change.', example: 'npm run lint' },
  {
    field: 'maxTurns',
    label: 'Turns of an agent at most',
    help: 'Where the task and its fleet say nothing.',
    example: '60',
    isNumber: true,
  },
  {
    field: 'maxUsd',
    label: 'A task may cost, USD',
    help: 'Where the task and its fleet say nothing.',
    example: '5',
    isNumber: true,
  },
];

interface Props {
  readonly form: RepoForm;
  readonly errors: Readonly<Partial<Record<RepoField, string>>>;
  readonly hasName: boolean;
  readonly onChange: (form: RepoForm) => void;
}

export function RepoFields({ form, errors, hasName, onChange }: Props) {
  return (
    <SpaceBetween size="m">
      {texts
        .filter(({ field }) => hasName || field !== 'repo')
        .map(({ field, label, help, example, isNumber = false }) => (
          <FormField key={field} label={label} description={help} errorText={errors[field]}>
            <Input
              value={form[field]}
              placeholder={example}
              inputMode={isNumber ? 'decimal' : 'text'}
              spellcheck={false}
              onChange={({ detail }) => {
                onChange({ ...form, [field]: detail.value });
              }}
            />
          </FormField>
        ))}
    </SpaceBetween>
  );
}
