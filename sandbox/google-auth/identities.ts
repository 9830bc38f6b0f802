/** Somebody who can call Google: a person, or a program with an account of its own. */
export interface Identity {
  email: string;
  displayName: string;
  /** The same in permissions wherever this identity is given one. */
  permissionId: string;
}

/** The person whose consent the sandbox gives. */
export const person: Identity = {
  email: 'ferry@sandbox.test',
  displayName: 'Ferry Sandbox',
  permissionId: '10000000000000000001',
};

/** The program with a key of its own (Google Cloud, "Service accounts"). */
export const serviceAccount: Identity = {
  email: 'ferry@ferry-sandbox.iam.gserviceaccount.com',
  displayName: 'ferry@ferry-sandbox.iam.gserviceaccount.com',
  permissionId: '20000000000000000002',
};

/** The project that both belong to. */
export const project = { id: 'ferry-sandbox', number: '765432101234' };

/** The app that people sign in to (Google Cloud console, "OAuth client ID", desktop app). */
export const client = {
  id: '765432101234-ferrysandbox.apps.googleusercontent.com',
  secret: 'GOCSPX-ferry-sandbox-client-secret',
};

/** The consent that was given from the start. */
export const firstRefreshToken = '1//ferry-sandbox-refresh-token-00000000000000000000000000000';

/** Finds who an email address belongs to. */
export function identityOf(email: string): Identity | undefined {
  return [person, serviceAccount].find((one) => one.email === email);
}
