import { createHash } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/server';

type Fields = Record<string, string>;

/** Signs the parameters of an upload as any client does. */
export function signed(sandbox: Sandbox, fields: Fields, algorithm = 'sha1'): Fields {
  const { CLOUDINARY_API_KEY: api_key = '', CLOUDINARY_API_SECRET: secret = '' } = sandbox.environment;
  const all: Fields = { timestamp: String(Math.floor(Date.now() / 1000)), ...fields };
  const text = Object.keys(all)
    .filter((name) => name !== 'file' && all[name] !== '')
    .sort()
    .map((name) => `${name}=${all[name] ?? ''}`)
    .join('&');
  const signature = createHash(algorithm)
    .update(text + secret)
    .digest('hex');
  return { ...all, api_key, signature };
}

export function apiUrl(sandbox: Sandbox, path: string): string {
  return `${sandbox.url}/v1_1/${sandbox.environment.CLOUDINARY_CLOUD_NAME ?? ''}/${path}`;
}

export function basicAuth(sandbox: Sandbox): string {
  const { CLOUDINARY_API_KEY: key = '', CLOUDINARY_API_SECRET: secret = '' } = sandbox.environment;
  return `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { error?: { message: string } };
}

export async function send(url: string, init: RequestInit): Promise<RawAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body = (isJson ? JSON.parse(text) : { text }) as RawAnswer['body'];
  return { status: response.status, headers: response.headers, body };
}

/** A multipart upload as browsers send it. */
export function multipart(fields: Fields, file?: Buffer, filename = 'photo.jpg'): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append('file', new Blob([new Uint8Array(file)], { type: 'application/octet-stream' }), filename);
  return form;
}
