/** The navigation beside each screen, with the number of fleets that wait. */
import Badge from '@cloudscape-design/components/badge';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'wouter';
import { useWaitingCount } from '../api/use-inbox.ts';
import { links, listOf } from '../frame/links.ts';

export function Navigation({ onFollow }: { readonly onFollow: () => void }) {
  const [path] = useLocation();
  const waiting = useWaitingCount();
  const items: SideNavigationProps.Item[] = [
    {
      type: 'link',
      text: 'Inbox',
      href: links.inbox,
      info: waiting === 0 ? undefined : <Badge color="red">{waiting}</Badge>,
    },
    { type: 'link', text: 'Fleets', href: links.fleets },
    { type: 'link', text: 'Submit', href: links.submit() },
    { type: 'link', text: 'Repositories', href: links.repos },
    { type: 'divider' },
    { type: 'link', text: 'Settings', href: links.settings },
  ];
  return (
    <SideNavigation
      header={{ text: 'Fleet jobs', href: links.fleets }}
      activeHref={listOf(path)?.path ?? ''}
      items={items}
      onFollow={onFollow}
    />
  );
}
