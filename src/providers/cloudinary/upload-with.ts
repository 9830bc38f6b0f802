import type { UploadApiOptions, UploadApiResponse } from 'cloudinary';
import { redactResponse } from '../../core/mapping/redact-payload';
import { parameterFault } from '../../core/mapping/upload-parameters';
import { ProviderError } from '../provider-error';
import type { UploadWithAnswer, UploadWithRequest } from '../provider';
import { chunkedAboveBytes, uploadInChunks } from './chunked-upload';
import type { CloudinaryClient } from './client';
import { passOn } from './pass-on';
import { toStored } from './resource';
import { headerSafe } from './upload-options';

/**
 * What the SDK hands to Cloudinary to fetch; it takes everything else for a path on this machine and would send that file
 * (cloudinary 2.11, `isRemoteUrl`).
 */
const fetchable = /^(?:https?|ftp|s3|gs):\/\/./;
const inlineContent = /^data:(?:[\w-.]+\/[\w-.]+(?:\+[\w-.]+)?)?(?:;[\w-.]+=[\w-.]+)*;base64,[a-zA-Z0-9/+\n=]+$/;
const inlineHeadLength = 120;

/**
 * Uploads with any parameters of the Upload API, which are sent as they are given in both folder modes. What is not given
 * and decided here: `resource_type` is `auto`, so that one table may hold pictures, films and files; `overwrite` is
 * false, so that what is there stays unless its loss is asked for.
 *
 * @throws {CloudinaryCallError} or {ProviderError} `InvalidAsset` when Cloudinary would not take the parameters.
 */
export async function uploadWith(
  client: CloudinaryClient,
  request: UploadWithRequest,
  signal: AbortSignal,
): Promise<UploadWithAnswer> {
  const options = optionsOf(request);
  const answer = await send(client, request, options, signal);
  if (typeof answer.public_id !== 'string' || answer.asset_id === undefined) {
    throw new ProviderError('Unexpected', 'Cloudinary did not say what became of the upload.', {
      service: `Cloudinary account ${client.cloudName}`,
    });
  }
  const { result } = toStored(answer);
  return {
    existed: answer.existing === true,
    overwritten: answer.overwritten === true,
    createdAt: answer.created_at,
    // The URL of an asset that is not public carries a signature that lets anybody in.
    result: answer.type === 'upload' ? result : { ...result, url: undefined },
    response: redactResponse(answer),
  };
}

async function send(
  client: CloudinaryClient,
  { from, session, onProgress }: UploadWithRequest,
  options: UploadApiOptions,
  signal: AbortSignal,
): Promise<UploadApiResponse> {
  if ('url' in from) return client.uploadUrl(fetchableUrl(from.url), options, signal);
  const { content, name } = from;
  const named = { ...options, filename: headerSafe(name) };
  if (content.bytes > chunkedAboveBytes) {
    return uploadInChunks(client, { content, session, onProgress }, named, signal);
  }
  let sent = 0;
  const body = passOn(await content.open(), {
    onPiece(piece) {
      sent += piece.length;
      onProgress(sent);
    },
  });
  return client.upload(body, named, signal);
}

function fetchableUrl(given: string): string {
  const url = given.trim().replace(/^[a-z\d]+:/i, (scheme) => scheme.toLowerCase());
  if (fetchable.test(url) || inlineContent.test(url.slice(0, inlineHeadLength))) return url;
  throw new ProviderError(
    'InvalidAsset',
    'Cloudinary fetches http, https, ftp, s3 and gs URLs, and takes data URIs in base64. This is none of them.',
  );
}

/** Parameters in the form in which the SDK sends them as they were meant (cloudinary 2.11, `build_upload_params`). */
function optionsOf({ parameters, publicId }: UploadWithRequest): UploadApiOptions {
  const options: Record<string, unknown> = { resource_type: 'auto', overwrite: false };
  for (const [name, value] of Object.entries(parameters)) {
    const fault = parameterFault(name);
    if (fault !== undefined) throw new ProviderError('InvalidAsset', fault);
    switch (name) {
      case 'file':
        break;
      case 'transformation':
        // Under its own name a text would be the name of a stored transformation. It is percent-decoded on the way.
        options.raw_transformation = typeof value === 'string' ? value.replaceAll('%', '%25') : value;
        break;
      case 'regions':
      case 'responsive_breakpoints':
        // These are written as JSON by the SDK; given as text they would be JSON in JSON.
        options[name] = typeof value === 'string' ? parsed(name, value) : value;
        break;
      default:
        options[name] = value;
    }
  }
  options.public_id = publicId;
  // A preset may ask for answers that say nothing yet, or hold a secret.
  if (options.upload_preset !== undefined) Object.assign(options, { async: false, return_delete_token: false });
  return options;
}

function parsed(name: string, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new ProviderError('InvalidAsset', `${name} is not JSON.`);
  }
}
