/** The repositories that are named one by one: the first of them, each with a button that takes it away. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { plural } from '../../core/text/plural.ts';
import { useForm } from './fields.tsx';
import { namedTargets } from './targets.ts';

const most = 50;

export function ChosenRepos() {
  const { body, edit } = useForm();
  const named = namedTargets(body);
  if (named.length === 0) return <Box color="text-body-secondary">No repository is chosen by name.</Box>;
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <Box fontWeight="bold">{plural(named.length, 'target')} chosen by name</Box>
        <Button
          variant="inline-link"
          onClick={() => {
            edit([{ path: ['targets'], value: undefined }]);
          }}
        >
          Take all away
        </Button>
      </SpaceBetween>
      <ul className="submit-chosen">
        {named.slice(0, most).map(({ at, name, hasMore }) => (
          <li key={`${at} ${name}`}>
            {name}
            {hasMore && (
              <Box variant="span" color="text-body-secondary">
                {' '}
                with settings of its own
              </Box>
            )}
            <Button
              variant="inline-icon"
              iconName="close"
              ariaLabel={`Take ${name} away`}
              onClick={() => {
                edit([{ path: ['targets', at], value: undefined }]);
              }}
            />
          </li>
        ))}
        {named.length > most && <li>and {(named.length - most).toLocaleString('en-US')} more</li>}
      </ul>
    </SpaceBetween>
  );
}
