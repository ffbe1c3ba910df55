/** The first button of a card, and the menu beside it, in which the same comes first. */
import Button from '@cloudscape-design/components/button';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import { useLocation } from 'wouter';
import { useMe } from '../api/use-me.ts';
import { links } from '../frame/links.ts';
import type { RepoAction } from './repo-actions.tsx';

interface Props {
  readonly repo: string;
  readonly isRunning: boolean;
  readonly onAct: (action: RepoAction) => void;
}

export function CardMenu({ repo, isRunning, onAct }: Props) {
  const operator = useMe().data?.operator ?? false;
  const [, navigate] = useLocation();
  const items: ButtonDropdownProps.Items = [
    {
      ...{ id: 'phase', text: 'Complete phase', iconName: 'gen-ai', disabled: isRunning },
      ...(isRunning ? { disabledReason: 'It runs already.' } : {}),
    },
    { id: 'submit', text: 'Submit a fleet…' },
    ...(operator
      ? [
          { id: 'settings', text: 'Settings…' },
          { id: 'remove', text: 'Remove…' },
        ]
      : []),
  ];
  return (
    <span className="card-menu">
      {!isRunning && (
        <Button
          iconName="gen-ai"
          ariaLabel={`Complete phase of ${repo}`}
          onClick={() => {
            onAct('phase');
          }}
        >
          Complete phase
        </Button>
      )}
      <ButtonDropdown
        variant="icon"
        ariaLabel={`More of ${repo}`}
        items={items}
        onItemClick={({ detail: { id } }) => {
          if (id === 'submit') navigate(links.submit({ repos: repo }));
          else if (id === 'phase' || id === 'settings' || id === 'remove') onAct(id);
        }}
      />
    </span>
  );
}
