import type { Sandbox } from '../../sandbox/server';
import { apiUrl, multipart, send, signed } from '../sandbox/support/raw-upload';

/** How an asset is uploaded; what is left out is the service's default. */
export interface UploadOptions {
  resourceType?: 'image' | 'video' | 'raw';
  type?: 'upload' | 'private' | 'authenticated';
  /** Further parameters of the Upload API as it takes them: `{tags: 'a,b', asset_folder: 'x'}`. */
  parameters?: Record<string, string>;
}

/** Fills and changes an account of a sandbox as another client of the service would. */
export class Account {
  constructor(private readonly sandbox: Sandbox) {}

  /** Uploads under a public id, over what is there. */
  async upload(publicId: string, bytes: Buffer, options: UploadOptions = {}): Promise<void> {
    const { resourceType = 'raw', type = 'upload', parameters = {} } = options;
    await this.call(`${resourceType}/upload`, { public_id: publicId, type, overwrite: '1', ...parameters }, bytes);
  }

  async destroy(publicId: string, { resourceType = 'raw', type = 'upload' }: UploadOptions = {}): Promise<void> {
    await this.call(`${resourceType}/destroy`, { public_id: publicId, type });
  }

  async rename(from: string, to: string, { resourceType = 'raw', type = 'upload' }: UploadOptions = {}): Promise<void> {
    await this.call(`${resourceType}/rename`, { from_public_id: from, to_public_id: to, type });
  }

  private async call(path: string, fields: Record<string, string>, file?: Buffer): Promise<void> {
    const body = multipart(signed(this.sandbox, fields), file, 'x.bin');
    const answer = await send(apiUrl(this.sandbox, path), { method: 'POST', body });
    if (answer.status !== 200) throw new Error(`${path} ${JSON.stringify(fields)}: ${JSON.stringify(answer.body)}`);
  }
}
