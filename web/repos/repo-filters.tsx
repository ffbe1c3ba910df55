/** What the list of repositories is narrowed to: a part of the name, and a tag. Both are in the address. */
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useUrlState } from '../frame/use-url-state.ts';

export function RepoFilters() {
  const [q, setQ] = useUrlState('q');
  const [tag, setTag] = useUrlState('tag');
  return (
    <div className="repo-filters">
      <FormField label="Name">
        <Input
          type="search"
          value={q ?? ''}
          placeholder="Find by name"
          clearAriaLabel="Clear the name"
          onChange={({ detail }) => {
            setQ(detail.value);
          }}
        />
      </FormField>
      <FormField label="Tag">
        <Input
          type="search"
          value={tag ?? ''}
          placeholder="team, or team=payments"
          clearAriaLabel="Clear the tag"
          onChange={({ detail }) => {
            setTag(detail.value);
          }}
        />
      </FormField>
    </div>
  );
}
