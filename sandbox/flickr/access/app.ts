/** The app that clients are registered as (Flickr, "The App Garden"). */
export const app = { key: 'fe44a5d0b0c00000000000005a4db0c5', secret: '5a4db0c5fe44a5d0' };

/** What a token lets its holder do; each includes those before it. */
export const permissions = ['read', 'write', 'delete'] as const;

export type Permission = (typeof permissions)[number];

/** True when `held` includes `needed`; nothing is held by who has not signed in. */
export function includesPermission(held: Permission | undefined, needed: Permission): boolean {
  return held !== undefined && permissions.indexOf(held) >= permissions.indexOf(needed);
}

/** Checks what a client says; undefined for what is no permission. */
export function permissionNamed(name: string): Permission | undefined {
  return permissions.find((permission) => permission === name);
}

/** The tokens that are there from the start, one for each permission, so that no test has to sign in. */
export const firstTokens: readonly { token: string; secret: string; permission: Permission }[] = [
  { token: '72157720000000003-de1e7e00fe44a5d0', secret: 'de1e7e5ec4e70003', permission: 'delete' },
  { token: '72157720000000002-4417e000fe44a5d0', secret: '4417e05ec4e70002', permission: 'write' },
  { token: '72157720000000001-4ead0000fe44a5d0', secret: '4ead005ec4e70001', permission: 'read' },
];

/** Whose account it is. */
export const person = {
  nsid: '210075975@N07',
  username: 'ferry.sandbox',
  fullName: 'Ferry Sandbox',
  pathAlias: 'ferrysandbox',
  /** Of the picture that stands for the person. */
  iconServer: '65535',
  iconFarm: 66,
};
