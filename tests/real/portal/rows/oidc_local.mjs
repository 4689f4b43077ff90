import oidc from './oidc.mjs';

/** A portal on one's own machine. What is made wrong is made wrong in the other one. */
export default { ...oidc, system: 'oidc-provider 8.8.1, local', address: 'http://localhost:7007', traps: [] };
