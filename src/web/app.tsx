import { Route, Switch } from 'wouter';
import { Desk } from './shell/desk.tsx';
import { LinkPage } from './sign-in/link-page.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

/** Signing in stands alone; everything else is within the desk. */
export function App() {
  return (
    <Switch>
      <Route path="/sign-in">
        <SignInPage />
      </Route>
      <Route path="/sign-in/link/:token">{({ token }) => <LinkPage token={token} />}</Route>
      <Route>
        <Desk />
      </Route>
    </Switch>
  );
}
