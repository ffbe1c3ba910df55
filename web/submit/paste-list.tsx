/** A list that somebody pastes, or takes from a file: bad lines are told by their numbers, and nothing of it is taken before. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { plural } from '../../core/text/plural.ts';
import { useForm } from './fields.tsx';
import { ListText, type GivenList } from './list-text.tsx';
import { readList, type ReadList } from './read-list.ts';
import { SomeOf } from './some-of.tsx';
import { textOfFile } from './text-of-file.ts';
import { adding } from './targets.ts';

export function PasteList() {
  const { body, edit } = useForm();
  const [given, setGiven] = useState<GivenList>({ text: '' });
  const [told, setTold] = useState<string>();
  const list = useMemo(() => readList(given.text, given.name), [given]);
  const take = async ([file]: readonly File[]): Promise<void> => {
    if (file === undefined) return;
    const read = await textOfFile(file);
    setTold(read.ok ? `From ${file.name}` : read.message);
    if (read.ok) setGiven({ text: read.text, name: file.name });
  };
  const add = (): void => {
    const { edits, known } = adding(body, list.entries);
    edit(edits);
    setTold(`${plural(list.entries.length - known, 'target')} added${known > 0 ? `, ${known} were there already` : ''}.`);
    setGiven({ text: '' });
  };
  return (
    <SpaceBetween size="s">
      <FormField
        label="A list of repositories"
        description="owner/name in each line; or CSV with a column repo, JSON, YAML. Other columns become variables."
        constraintText={told}
        stretch
      >
        <ListText given={given} setGiven={setGiven} />
      </FormField>
      <FileDropzone onChange={({ detail }) => void take(detail.value)}>
        <FileInput
          value={[]}
          accept=".txt,.csv,.json,.yaml,.yml"
          ariaLabel="Repositories from a file"
          onChange={({ detail }) => void take(detail.value)}
        >
          Repositories from a file
        </FileInput>
      </FileDropzone>
      <Found list={list} add={add} />
    </SpaceBetween>
  );
}

function Found({ list: { entries, bad, twice }, add }: { readonly list: ReadList; readonly add: () => void }) {
  if (entries.length === 0 && bad.length === 0) return null;
  return (
    <SpaceBetween size="s">
      {bad.length > 0 && (
        <Alert type="error" header={`${plural(bad.length, 'line')} cannot be read`}>
          <SomeOf items={bad} most={20} text={({ line, message }) => `line ${line}: ${message}`} />
        </Alert>
      )}
      {twice.length > 0 && (
        <Alert type="info">
          {plural(twice.length, 'line')} with a repository of an earlier line: {twice.slice(0, 20).join(', ')}
          {twice.length > 20 && ' …'}
        </Alert>
      )}
      <Button disabled={entries.length === 0} onClick={add}>
        {bad.length > 0 ? `Leave ${bad.length === 1 ? 'this line' : 'these lines'} out, and add` : 'Add'}{' '}
        {plural(entries.length, 'target')}
      </Button>
    </SpaceBetween>
  );
}
