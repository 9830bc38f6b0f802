import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { jsonAnswer, textAnswer, type Answer } from '../../frame/answer';
import type { Exchange } from '../../frame/exchange';
import type { Account } from '../account';
import { endpointError } from '../api-error';
import { argumentOf, type Call } from '../call';
import { sendFile } from '../send-file';
import { present, untagged } from '../store/entry';
import { lookUpFile } from '../store/find';
import { nameOf } from '../store/path';

/** A link that gives a file to anybody, for a while. */
export interface TemporaryLink {
  file: string;
  expiresAt: number;
  /** How often it may still be fetched; null: any number of times. */
  usesLeft: number | null;
}

/** Below this path links live; it is nothing the service itself has. */
const linkPath = '/dropbox-link/';

/** `files/get_temporary_link`: four hours, then 410 (Dropbox API v2). */
export async function getTemporaryLink(call: Call): Promise<Answer> {
  const { account } = call;
  const { path } = argumentOf(call, z.object({ path: z.string() }));
  const file = lookUpFile({ ...call, path });
  if (file.exportAs !== undefined) throw endpointError(['unsupported_file']);
  const token = randomBytes(24).toString('base64url');
  const { linkSeconds, linkUses } = account.settings;
  account.temporaryLinks.set(token, { file: file.id, expiresAt: Date.now() + linkSeconds * 1000, usesLeft: linkUses });
  await account.journal.flush();
  const link = `${account.context.baseUrl()}${linkPath}${token}/${encodeURIComponent(nameOf(file.path))}`;
  return jsonAnswer(200, { metadata: untagged(present(file)), link });
}

export function isTemporaryLink(path: string): boolean {
  return path.startsWith(linkPath);
}

/** Answers `GET` and `HEAD` of a link. */
export function openTemporaryLink(account: Account, exchange: Exchange): Answer {
  const [token = ''] = exchange.rawPath.slice(linkPath.length).split('/');
  const link = account.temporaryLinks.get(token);
  const file = account.tree.byId(link?.file ?? '');
  if (link === undefined) return textAnswer(404, 'Not Found', 'text/plain');
  if (file?.tag !== 'file' || link.expiresAt <= Date.now() || link.usesLeft === 0) {
    return textAnswer(410, 'Gone', 'text/plain');
  }
  if (link.usesLeft !== null && exchange.method === 'GET') {
    account.temporaryLinks.set(token, { ...link, usesLeft: link.usesLeft - 1 });
  }
  return sendFile(account, exchange, file, { 'Content-Type': contentType(file.path) });
}

const contentTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
};

function contentType(path: string): string {
  return contentTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
}
