/** The bar above each screen: the name of the product, where it runs, light or dark, and who looks at it. */
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { navigate } from 'wouter/use-browser-location';
import { usePlace } from '../api/use-config.ts';
import { useMe } from '../api/use-me.ts';
import { useCell } from '../frame/use-cell.ts';
import { links } from '../frame/links.ts';
import { appearance, appearances, appearanceWords } from '../frame/preferences.ts';
import { useSignOut } from '../frame/use-sign-out.ts';

/** Half of it is dark. */
const halfCircle = (
  <svg viewBox="0 0 16 16" focusable="false" aria-hidden="true">
    <circle cx="8" cy="8" r="6.5" />
    <path className="filled" d="M8 1.5a6.5 6.5 0 0 1 0 13z" />
  </svg>
);

export function TopBar({ onHelp }: { readonly onHelp: () => void }) {
  const place = usePlace();
  const { data: me } = useMe();
  const chosen = useCell(appearance);
  const signOut = useSignOut();
  const actions: Readonly<Record<string, () => void>> = {
    settings: () => {
      navigate(links.settings);
    },
    keys: onHelp,
    'sign-out': signOut,
  };
  return (
    <TopNavigation
      identity={{ href: links.fleets, title: 'bgagent' }}
      i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All' }}
      utilities={[
        ...(place === undefined
          ? []
          : [{ type: 'button', text: place, title: `It runs ${place}`, iconName: 'status-info', href: links.settings } as const]),
        {
          type: 'menu-dropdown',
          text: appearanceWords[chosen],
          ariaLabel: `Appearance: ${appearanceWords[chosen]}`,
          title: 'Appearance',
          iconSvg: halfCircle,
          items: appearances.map((id) => ({ id, text: appearanceWords[id], itemType: 'checkbox', checked: id === chosen })),
          onItemClick: ({ detail }) => {
            appearance.set(appearances.find((each) => each === detail.id) ?? 'system');
          },
        },
        {
          type: 'menu-dropdown',
          text: me?.user ?? 'You',
          title: me?.user ?? 'You',
          iconName: 'user-profile',
          items: [
            { id: 'settings', text: 'Settings' },
            { id: 'keys', text: 'Keyboard' },
            { id: 'sign-out', text: 'Sign out' },
          ],
          onItemClick: ({ detail }) => {
            actions[detail.id]?.();
          },
        },
      ]}
    />
  );
}
