/** The filters above the list of fleets. */
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import TextFilter, { type TextFilterProps } from '@cloudscape-design/components/text-filter';
import Token from '@cloudscape-design/components/token';
import { useRef } from 'react';
import { useShortcut } from '../frame/use-shortcut.ts';
import { sinceChoices, statusChoices, usualSince, wordsOf } from './fleet-filter.ts';
import type { UsedFilter } from './use-fleet-filter.ts';

interface Props {
  readonly used: UsedFilter;
  readonly countText: string;
}

export function FilterBar({ used, countText }: Props) {
  const search = useRef<TextFilterProps.Ref>(null);
  useShortcut('/', 'Search in the list', () => {
    search.current?.focus();
  });
  return (
    <div className="filter-bar">
      <div className="filter-text">
        <TextFilter
          ref={search}
          filteringText={used.text}
          filteringPlaceholder="Find by title, label, owner, team or id"
          filteringAriaLabel="Find fleets"
          filteringClearAriaLabel="Clear the search"
          countText={countText}
          onChange={({ detail }) => {
            used.setText(detail.filteringText);
          }}
        />
      </div>
      <StatusFilter used={used} />
      <SinceFilter used={used} />
      <FilterToken
        name="Owner"
        value={used.filter.owner}
        onTakeAway={() => {
          used.set('owner', null);
        }}
      />
      <FilterToken
        name="Team"
        value={used.filter.team}
        onTakeAway={() => {
          used.set('team', null);
        }}
      />
      <FilterToken
        name="Label"
        value={used.filter.label}
        onTakeAway={() => {
          used.set('label', null);
        }}
      />
    </div>
  );
}

function StatusFilter({ used }: { readonly used: UsedFilter }) {
  const words = wordsOf(used.filter.status);
  const unknown = words.filter((word) => !statusChoices.some(({ value }) => value === word));
  const options = [...statusChoices, ...unknown.map((word) => ({ value: word, label: word }))];
  return (
    <div className="filter-choice">
      <Multiselect
        inlineLabelText="Status"
        placeholder={
          words.length === 0
            ? 'any'
            : options
                .filter(({ value }) => words.includes(value))
                .map(({ label }) => label)
                .join(', ')
        }
        hideTokens
        options={options}
        selectedOptions={options.filter(({ value }) => words.includes(value))}
        onChange={({ detail }) => {
          used.set('status', detail.selectedOptions.map(({ value }) => value).join(','));
        }}
      />
    </div>
  );
}

function SinceFilter({ used }: { readonly used: UsedFilter }) {
  const value = used.filter.since ?? usualSince;
  const option = sinceChoices.find((choice) => choice.value === value) ?? { value, label: value };
  return (
    <div className="filter-choice">
      <Select
        inlineLabelText="Submitted"
        options={sinceChoices}
        selectedOption={option}
        onChange={({ detail }) => {
          const chosen = detail.selectedOption.value ?? usualSince;
          used.set('since', chosen === usualSince ? null : chosen);
        }}
      />
    </div>
  );
}

interface TokenProps {
  readonly name: string;
  readonly value: string | null;
  readonly onTakeAway: () => void;
}

function FilterToken({ name, value, onTakeAway }: TokenProps) {
  if (value === null) return null;
  return (
    <Token
      label={`${name}: ${value}`}
      dismissLabel={`All fleets, not only ${name.toLowerCase()} ${value}`}
      onDismiss={onTakeAway}
    />
  );
}
