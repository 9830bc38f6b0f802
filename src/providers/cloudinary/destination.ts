import { createHash } from 'node:crypto';
import type { UploadApiResponse, v2 } from 'cloudinary';
import type { Page } from '../../core/asset';
import type { Destination, ProviderContext, PutAnswer, StoredAsset } from '../provider';
import { CloudinaryCallError } from './call-error';
import { chunkedAboveBytes, uploadInChunks } from './chunked-upload';
import { quotaName } from './classify';
import type { CloudinaryClient } from './client';
import { AccountFolderMode } from './folder-mode';
import { inventoryExpression } from './inventory-expression';
import { passOn } from './pass-on';
import { toStored, type CloudinaryResource } from './resource';
import { uploadOptions } from './upload-options';
import { uploadWith } from './upload-with';

/** The most a listing call returns (Admin API reference, `max_results`). */
const listedAtOnce = 500;

/** A folder of a Cloudinary account as a destination. */
export function cloudinaryDestination(root: string, client: CloudinaryClient, context: ProviderContext): Destination {
  const scope = `cloudinary:${client.cloudName}`;
  const mode = new AccountFolderMode(client, context.factsOf(scope));

  return {
    scope,
    service: `Cloudinary account ${client.cloudName}`,
    quotas: {
      listing: [quotaName(client.cloudName, 'admin')],
      writing: [quotaName(client.cloudName, 'upload')],
    },

    async check({ signal }) {
      await mode.findUnlessLimited(signal);
    },

    async list({ cursor }, { signal }): Promise<Page<StoredAsset>> {
      const expression = inventoryExpression(root, await mode.find(signal));
      const answer = await client.admin<{ resources: CloudinaryResource[]; next_cursor?: string }>(
        (sdk, options) =>
          searchOf(sdk)(
            {
              expression,
              max_results: listedAtOnce,
              sort_by: [{ public_id: 'asc' }],
              next_cursor: cursor,
            },
            options,
          ),
        signal,
      );
      return { entries: answer.resources.map(toStored), cursor: answer.next_cursor };
    },

    async stat({ path, resourceType }, { signal }) {
      const answer = await client
        .admin<CloudinaryResource>(
          (sdk, options) => sdk.api.resource(path, { ...options, resource_type: resourceType, type: 'upload' }),
          signal,
        )
        .catch((error: unknown) => {
          if (error instanceof CloudinaryCallError && error.httpStatus === 404) return undefined;
          throw error;
        });
      return answer === undefined ? undefined : toStored(answer);
    },

    async put(request, { signal }): Promise<PutAnswer> {
      const options = uploadOptions(request, await mode.findUnlessLimited(signal));
      if (request.content.bytes > chunkedAboveBytes) {
        const answer = await uploadInChunks(client, request, options, signal);
        await mode.learn(answer);
        return toAnswer(answer);
      }
      const hash = createHash('md5');
      let sent = 0;
      const body = passOn(await request.content.open(), {
        onPiece(piece) {
          hash.update(piece);
          sent += piece.length;
          request.onProgress(sent);
        },
      });
      const answer = await client.upload(body, options, signal);
      await mode.learn(answer);
      return { ...toAnswer(answer), sentMd5: hash.digest('hex') };
    },

    async putFromUrl({ url, ...request }, { signal }): Promise<PutAnswer> {
      const options = uploadOptions(request, await mode.findUnlessLimited(signal));
      const answer = await client.uploadUrl(url, options, signal);
      await mode.learn(answer);
      return toAnswer(answer);
    },

    uploadWith: (request, { signal }) => uploadWith(client, request, signal),

    async delete({ path, resourceType }, { signal }) {
      await client.uploadApi(
        (sdk, options) => sdk.uploader.destroy(path, { ...options, resource_type: resourceType, invalidate: true }),
        signal,
      );
    },

    async move({ path, to, resourceType }, { signal }) {
      await client.uploadApi(
        (sdk, options) => sdk.uploader.rename(path, to, { ...options, resource_type: resourceType }),
        signal,
      );
    },

    async health({ signal }) {
      await client.admin((sdk, options) => sdk.api.ping(options), signal);
      const left = client.quotaLeft;
      const quota = left === undefined ? '' : `, ${left.remaining} Admin API calls left until ${left.resetAt}`;
      return { words: `the credentials work${quota}`, clockSkewMs: await client.clockSkewMs(signal) };
    },

    probe: ({ signal }) => client.probe(signal),
  };
}

function toAnswer(answer: UploadApiResponse): PutAnswer {
  return {
    stored: toStored(answer),
    existed: answer.existing === true,
    createdAt: answer.created_at,
  };
}

type Search = (query: Record<string, unknown>, options: object) => Promise<unknown>;

/** The SDK's typings call the query of `api.search` a string; the SDK itself hands it an object (`lib/v2/search.js`). */
function searchOf(sdk: typeof v2): Search {
  return sdk.api.search as unknown as Search;
}
