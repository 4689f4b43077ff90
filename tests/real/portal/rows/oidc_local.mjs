import { NO_IDENTITY, withoutAzureCredential } from '../traps.mjs';
import oidc from './oidc.mjs';

/** A portal on one's own machine, with a service principal for code. What else is made wrong is made wrong in the other one. */
export default {
  ...oidc,
  system: 'oidc-provider 8.8.1, local',
  address: 'http://localhost:7007',
  readsCode: 'by a service principal of Azure DevOps',
  traps: [withoutAzureCredential(NO_IDENTITY)],
};
