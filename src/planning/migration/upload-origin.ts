import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from '../../core/location';
import { ProviderError } from '../../providers/provider-error';
import { refuseIfPrivate } from '../../providers/http/address-guard';
import { urlContent } from '../../providers/http/url-content';
import type { WebClients } from '../../providers/http/web-clients';
import type { CallOptions, Source, UploadWithRequest } from '../../providers/provider';

interface Origin {
  /** As the row has it: a URL or a path. */
  file: string;
  /** Paths are relative to it. */
  folder: string;
  via: 'service' | 'worker';
  allowPrivate: boolean;
  /** Where content of unknown length lies while it is sent. */
  scratchDir: string;
}

interface OriginPorts {
  web: WebClients;
  openLocation(location: Location): Source;
}

/** Stores that Cloudinary itself reads, of buckets its account is allowed (Upload API reference, `file`). */
const cloudStore = /^(s3|gs):\/\//i;

/**
 * What an upload is made from: a URL that the service fetches, or content that is read here.
 * @throws {ProviderError} for what is neither, is not there, or leads into a private network.
 */
export async function openUploadOrigin(
  { web, openLocation }: OriginPorts,
  { file, folder, via, allowPrivate, scratchDir }: Origin,
  options: CallOptions,
): Promise<UploadWithRequest['from']> {
  if (/^https?:\/\//i.test(file)) {
    if (via === 'worker') {
      const content = await urlContent(file, { client: web.at(), allowPrivate, scratchDir }, options).catch(
        (error: unknown) => {
          throw passing(error);
        },
      );
      return { content, name: nameInUrl(file) };
    }
    if (!allowPrivate) await refuseIfPrivate(file, options);
    return { url: file };
  }
  if (cloudStore.test(file)) {
    if (via === 'service') return { url: file };
    throw new ProviderError('InvalidAsset', `${file} can be fetched by Cloudinary alone: leave --via worker out.`);
  }
  const scheme = /^([a-z][a-z0-9+.-]{1,}):/i.exec(file)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') {
    const words = `ferry takes https:, http:, s3: and gs: addresses and paths, not ${scheme}:.`;
    throw new ProviderError('InvalidAsset', words);
  }
  const path = scheme === 'file' ? fileURLToPath(file) : resolve(folder, file);
  const content = await openLocation({ provider: 'local', root: dirname(path) }).content(
    { path: basename(path) },
    options,
  );
  return { content, name: basename(path) };
}

/** A server that asks us to wait holds what is fetched from it, not the whole migration. */
function passing(error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.kind !== 'RateLimited') return error;
  return new ProviderError('Transient', error.message, { atOrigin: true });
}

function nameInUrl(url: string): string {
  const last = basename(new URL(url).pathname);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
