import { withoutAzureCredential } from '../traps.mjs';
import microsoft from './microsoft.mjs';

/** With code in Azure DevOps. What else is made wrong is made wrong in the other one. */
export default {
  ...microsoft,
  system: `${microsoft.system}, code in Azure DevOps`,
  withoutCode: undefined,
  readsCode: 'by an Azure DevOps token',
  // The environment has the registration that people sign in by, which Azure DevOps does not know.
  traps: [withoutAzureCredential(/203 Non-Authoritative Information/)],
};
