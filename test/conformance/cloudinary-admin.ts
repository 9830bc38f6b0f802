import type { Sandbox } from '../../sandbox/server';

/** Posts to the Admin API as an account's owner does in the console: makes fields, presets. */
export async function callAdmin(sandbox: Sandbox, path: string, body: unknown): Promise<void> {
  const { CLOUDINARY_CLOUD_NAME: cloud = '', CLOUDINARY_API_KEY: key = '' } = sandbox.environment;
  const { CLOUDINARY_API_SECRET: secret = '', CLOUDINARY_UPLOAD_PREFIX: prefix = '' } = sandbox.environment;
  const answer = await fetch(`${prefix}/v1_1/${cloud}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
