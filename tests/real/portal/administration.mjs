// The RBAC backend, in the newest release whose own packages are published. It is older than Backstage's line here, and makes a
// reader of addresses without saying which: any.
export function rbac(require) {
  const readers = require('@backstage/backend-defaults/urlReader');
  const { FetchUrlReader } = readers;
  readers.FetchUrlReader = class extends FetchUrlReader {
    constructor(options = { predicate: () => true }) {
      super(options);
    }
  };
  return require('@backstage-community/plugin-rbac-backend').default;
}
