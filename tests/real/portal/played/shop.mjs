// The one file of a private repository: who reads it was given what opens it.
export const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: shop, description: in a private repository, annotations: { backstage.io/kubernetes-id: shop } }
spec: { type: service, lifecycle: production, owner: platform }
`;
