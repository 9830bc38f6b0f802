import { generateKeyPair } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { client, firstRefreshToken, project, serviceAccount } from './identities';

/** The files that Google's clients sign in with, as the Cloud console gives them. */
export interface CredentialFiles {
  serviceAccount: string;
  installedApp: string;
  authorizedUser: string;
  /** What proves that an assertion is the service account's. */
  publicKey: string;
}

/** Writes the files, or finds those of an earlier run: a key is made once. Readable by their owner only. */
export async function makeCredentialFiles(directory: string): Promise<CredentialFiles> {
  const files = {
    serviceAccount: join(directory, 'service-account.json'),
    installedApp: join(directory, 'installed-app.json'),
    authorizedUser: join(directory, 'authorized-user.json'),
    publicKey: join(directory, 'public-key.pem'),
  };
  const write = (file: string, content: unknown): Promise<void> =>
    writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2), { mode: 0o600 });
  if (!existsSync(files.serviceAccount) || !existsSync(files.publicKey)) {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await write(files.publicKey, publicKey);
    await write(files.serviceAccount, serviceAccountFile(privateKey));
  }
  await write(files.installedApp, {
    installed: {
      client_id: client.id,
      project_id: project.id,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: 'https://oauth2.googleapis.com/token',
      auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
      client_secret: client.secret,
      redirect_uris: ['http://localhost'],
    },
  });
  await write(files.authorizedUser, {
    type: 'authorized_user',
    client_id: client.id,
    client_secret: client.secret,
    refresh_token: firstRefreshToken,
  });
  return { ...files, publicKey: readFileSync(files.publicKey, 'utf8') };
}

function serviceAccountFile(privateKey: string): Record<string, string> {
  return {
    type: 'service_account',
    project_id: project.id,
    private_key_id: 'ferrysandboxkey0000000000000000000000001',
    private_key: privateKey,
    client_email: serviceAccount.email,
    client_id: '100000000000000000001',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    universe_domain: 'googleapis.com',
  };
}
