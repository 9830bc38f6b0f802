import type { Sandbox } from '../../../sandbox/server';

/** Fills the sandbox's account with small pictures below a prefix, spread over folders, without uploading any. */
export async function seed(
  { url }: Pick<Sandbox, 'url'>,
  request: { prefix: string; count: number; folders: number },
): Promise<void> {
  const answer = await fetch(`${url}/__seed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ service: 'cloudinary', ...request }),
  });
  if (!answer.ok) throw new Error(`/__seed: ${answer.status} ${await answer.text()}`);
}

/** Everything the sandbox has stored by public id, with the bytes as they are delivered. */
export async function storedBytes({ url }: Pick<Sandbox, 'url'>): Promise<Map<string, Buffer>> {
  const state = await (await fetch(`${url}/__state/cloudinary`)).json();
  const stored = new Map<string, Buffer>();
  for (const asset of (state as { assets: { public_id: string; url: string }[] }).assets) {
    const answer = await fetch(asset.url);
    if (!answer.ok) throw new Error(`${asset.url}: ${answer.status}`);
    stored.set(asset.public_id, Buffer.from(await answer.arrayBuffer()));
  }
  return stored;
}
