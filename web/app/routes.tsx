/** Which screen an address shows. What few visits begin with is loaded when it is gone to. */
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { FleetsPage } from '../fleets/fleets-page.tsx';
import { InboxPage } from '../inbox/inbox-page.tsx';
import { RepoPage } from '../repos/repo-page.tsx';
import { ReposPage } from '../repos/repos-page.tsx';
import { SubmitPage } from '../submit/submit-page.tsx';
import { links } from '../frame/links.ts';
import { NotFoundPage } from './not-found-page.tsx';

const FleetPage = lazy(async () => ({ default: (await import('../fleet/fleet-page.tsx')).FleetPage }));
const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }));

export function Screens() {
  return (
    <Suspense fallback={<Opening />}>
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
    </Suspense>
  );
}

/** Until the screen is there. */
function Opening() {
  return <h1 className="appears-late">Opening…</h1>;
}
