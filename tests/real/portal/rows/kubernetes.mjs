import fs from 'node:fs';
import path from 'node:path';

import { left, set, unset } from '../traps.mjs';
import github from './github.mjs';

/** The RBAC plugin shows clusters to nobody by itself: what gives it, as the page has it. */
const page = path.join(import.meta.dirname, '../../../../templates/concepts/cluster-access.md');
const policy = /```text\n([^]*?)```/.exec(fs.readFileSync(page, 'utf8'))[1];
const ours = 'kubernetes.clusterLocatorMethods.0.clusters.0';

/** What runs of the shop in a cluster, beside GitHub. What else is made wrong is made wrong in the other one. */
export default {
  ...github,
  system: 'Kubernetes 1.34.4, beside GitHub',
  policy,
  cluster: 'acme',
  shows: 'acme: deployments/shop pods/shop-1 services/shop',
  traps: [
    left('serviceAccountToken', `${ours}.serviceAccountToken`, { unshown: /serviceaccount\/token/ }),
    unset('K8S_CLUSTER_TOKEN', { boot: /serviceAccountToken/ }),
    set('K8S_CLUSTER_TOKEN of an account without rights', { K8S_CLUSTER_TOKEN: process.env.ANOTHER }, { unshown: /403 \/api\/v1\/pods/ }),
    set('a K8S_CLUSTER_TOKEN that has ended', { K8S_CLUSTER_TOKEN: process.env.ENDED }, { unshown: /401 \/api\/v1\/pods/ }),
    set('an authority that nobody trusts', {}, { unshown: /unable to verify the first certificate/ }, { unknown: true }),
  ],
};
