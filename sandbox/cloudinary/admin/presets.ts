import { randomBytes } from 'node:crypto';
import { ApiError } from '../api-error';
import type { Call, CallResult } from '../call';
import type { JsonValue } from '../../frame/json';
import type { Params } from '../params';
import { maxResults } from '../search/query';
import type { UploadPreset } from '../upload/preset';

const notSettings = new Set(['name', 'unsigned', 'timestamp', 'api_key', 'signature']);

/** `GET /upload_presets` (Cloudinary Admin API reference). */
export function listPresets({ account, params }: Call): CallResult {
  const request = {
    listing: 'presets',
    cursor: params.text('next_cursor'),
    max: maxResults(params, 10, 500),
  };
  const byName = [{ value: (preset: UploadPreset) => preset.name, descending: false }];
  const page = account.lists.page(request, NaN, () => account.presets.values(), byName);
  return { presets: page.entries, ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }) };
}

/** `GET /upload_presets/:name`. */
export function getPreset(call: Call): CallResult {
  return { ...presetAt(call) };
}

/** `POST /upload_presets`. */
export function createPreset({ account, params }: Call): CallResult {
  const name = params.text('name') ?? randomBytes(4).toString('hex');
  if (account.presets.has(name)) throw new ApiError(409, `Upload preset ${name} already exists`);
  account.presets.set(name, { name, unsigned: params.flag('unsigned'), settings: settingsOf(params) });
  return { message: 'created', name };
}

/** `PUT /upload_presets/:name`. */
export function updatePreset(call: Call): CallResult {
  const { account, params } = call;
  const before = presetAt(call);
  const settings = { ...before.settings, ...settingsOf(params) };
  account.presets.set(before.name, { ...before, unsigned: params.flag('unsigned', before.unsigned), settings });
  return { message: 'updated' };
}

/** `DELETE /upload_presets/:name`. */
export function deletePreset(call: Call): CallResult {
  call.account.presets.delete(presetAt(call).name);
  return { message: 'deleted' };
}

function presetAt({ account, path }: Call): UploadPreset {
  const name = path.name ?? '';
  const preset = account.presets.get(name);
  if (!preset) throw new ApiError(404, `Can't find upload preset named ${name}`);
  return preset;
}

/** Upload parameters as sent; flags become booleans, as the service shows them. */
function settingsOf(params: Params): Record<string, JsonValue> {
  const entries = Object.entries(params.toObject()).filter(([name]) => !notSettings.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, asFlag(value)]));
}

function asFlag(value: JsonValue): JsonValue {
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : value;
}
