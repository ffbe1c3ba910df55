/** What has to be mended, each with the line where it is; a press goes there. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { plural } from '../../core/text/plural.ts';
import type { Problem } from './problems.ts';

interface Props {
  readonly problems: readonly Problem[];
  readonly message: string | undefined;
  readonly goTo: (line: number) => void;
}

export function ProblemList({ problems, message, goTo }: Props) {
  const isOne = problems.length === 1 && problems[0]?.place === undefined;
  if (isOne) return <Alert type="error">{message ?? problems[0]?.message}</Alert>;
  return (
    <Alert type="error" header={`${plural(problems.length, 'problem')} to mend`}>
      <ul className="submit-list">
        {problems.map(({ place, message: told }, at) => (
          // Two problems may have one place and one message.
          <li key={at}>
            {place !== undefined && (
              <>
                <Button
                  variant="inline-link"
                  ariaLabel={`Go to line ${place.line}`}
                  onClick={() => {
                    goTo(place.line);
                  }}
                >
                  line {place.line}
                </Button>{' '}
              </>
            )}
            {told}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
