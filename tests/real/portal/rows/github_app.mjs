import { withoutCredential } from '../traps.mjs';
import github from './github.mjs';

/** By an App, which people sign in by as well. What else is made wrong is made wrong in the other one. */
export default {
  ...github,
  system: `${github.system}, by an App`,
  readsCode: 'by a GitHub App',
  traps: [withoutCredential('integrations.github.0.apps')],
};
