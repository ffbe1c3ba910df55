/** Which screen an address shows. */
import { Redirect, Route, Switch } from 'wouter';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { FleetsPage } from '../fleets/fleets-page.tsx';
import { InboxPage } from '../inbox/inbox-page.tsx';
import { RepoPage } from '../repos/repo-page.tsx';
import { ReposPage } from '../repos/repos-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { SubmitPage } from '../submit/submit-page.tsx';
import { links } from './links.ts';
import { NotFoundPage } from './not-found-page.tsx';

export function Screens() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to={links.fleets} replace />
      </Route>
      <Route path="/inbox" component={InboxPage} />
      <Route path="/fleets" component={FleetsPage} />
      <Route path="/fleets/:id">{({ id }) => <FleetPage key={id} fleetId={id} />}</Route>
      <Route path="/submit" component={SubmitPage} />
      <Route path="/repos" component={ReposPage} />
      <Route path="/repos/:owner/:name">
        {({ owner, name }) => <RepoPage key={`${owner}/${name}`} name={`${owner}/${name}`} />}
      </Route>
      <Route path="/settings" component={SettingsPage} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
