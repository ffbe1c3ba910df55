/** What chooses among the targets: a text, statuses, a group, classes of failures. */
import Button from '@cloudscape-design/components/button';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { useEffect, useState, type Ref } from 'react';
import { failureClasses } from '../../core/failure.ts';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { barOrder, isTargetStatus, targetWords } from '../words/status-words.ts';
import { allGroups } from '../words/all-groups.ts';
import { everyTarget, isEveryTarget, type TargetFilter } from './target-filter.ts';

interface Props {
  readonly fleet: FleetView;
  readonly filter: TargetFilter;
  readonly onChange: (change: Partial<TargetFilter>) => void;
  readonly textRef: Ref<InputProps.Ref>;
}

const statusOptions = barOrder.map((status) => ({ value: status, label: targetWords[status] }));
const classOptions = failureClasses.map((each) => ({ value: each, label: each }));
const anyGroup = { value: '', label: 'All groups' };

/** How long after the last key a text is looked for. */
const typingMs = 300;

export function TargetFilters({ fleet, filter, onChange, textRef }: Props) {
  const failed = Object.keys(fleet.progress.failures).length > 0 || filter.classes.length > 0;
  return (
    <div className="target-filters" role="search" aria-label="Targets">
      <TextFilter text={filter.text} onChange={onChange} textRef={textRef} />
      <Multiselect
        placeholder="Any status"
        ariaLabel="Status"
        options={statusOptions}
        selectedOptions={statusOptions.filter(({ value }) => filter.statuses.includes(value))}
        onChange={({ detail }) => {
          onChange({ statuses: detail.selectedOptions.flatMap(({ value = '' }) => (isTargetStatus(value) ? [value] : [])) });
        }}
        inlineTokens
      />
      <GroupFilter fleet={fleet} filter={filter} onChange={onChange} />
      {failed && (
        <Multiselect
          placeholder="Any cause"
          ariaLabel="Class of the failure"
          options={classOptions}
          selectedOptions={classOptions.filter(({ value }) => filter.classes.includes(value))}
          onChange={({ detail }) => {
            const chosen = detail.selectedOptions.map(({ value }) => value);
            onChange({ classes: failureClasses.filter((each) => chosen.includes(each)) });
          }}
          inlineTokens
        />
      )}
      {!isEveryTarget(filter) && (
        <Button
          onClick={() => {
            onChange(everyTarget);
          }}
        >
          Show all
        </Button>
      )}
    </div>
  );
}

function GroupFilter({ fleet, filter, onChange }: Omit<Props, 'textRef'>) {
  const groups = allGroups(fleet.groups);
  if (groups.length < 2 && filter.group === '') return null;
  const options = [anyGroup, ...groups.map(({ path }) => ({ value: path, label: path }))];
  return (
    <Select
      ariaLabel="Group"
      options={options}
      selectedOption={options.find(({ value }) => value === filter.group) ?? { value: filter.group, label: filter.group }}
      onChange={({ detail }) => {
        onChange({ group: detail.selectedOption.value ?? '' });
      }}
      filteringType={groups.length > 10 ? 'auto' : 'none'}
      virtualScroll={groups.length > 50}
    />
  );
}

interface TextProps {
  readonly text: string;
  readonly onChange: (change: Partial<TargetFilter>) => void;
  readonly textRef: Ref<InputProps.Ref>;
}

/** The text is in the address a moment after the last key. */
function TextFilter({ text, onChange, textRef }: TextProps) {
  const [{ typed, of }, setTyped] = useState({ typed: text, of: text });
  if (of !== text) setTyped({ typed: typed.trim() === text ? typed : text, of: text });
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => {
      onChange({ text: typed.trim() });
    }, typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, text, onChange]);
  return (
    <Input
      ref={textRef}
      type="search"
      value={typed}
      placeholder="Find by path or repository"
      ariaLabel="Find targets by path or repository"
      onChange={({ detail }) => {
        setTyped({ typed: detail.value, of: text });
      }}
    />
  );
}
