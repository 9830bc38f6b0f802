import { randomBytes } from 'node:crypto';
import { ApiError, badRequest, missingParameter } from '../api-error';
import type { Call, CallResult } from '../call';
import { isJsonObject, textOf, type JsonValue } from '../../frame/json';
import type { DatasourceEntry, MetadataField, MetadataFieldType } from '../metadata/field';
import type { Params } from '../params';

const types = new Set<string>(['string', 'integer', 'date', 'enum', 'set']);

/** `GET /metadata_fields` (Cloudinary Metadata API reference). */
export function listFields({ account }: Call): CallResult {
  return { metadata_fields: [...account.metadataFields.values()] };
}

/** `GET /metadata_fields/:external_id`. */
export function getField(call: Call): CallResult {
  return { ...fieldAt(call) };
}

/** `POST /metadata_fields`. */
export function createField({ account, params }: Call): CallResult {
  const type = params.text('type') ?? '';
  if (!types.has(type)) throw badRequest(`Invalid metadata field type ${type}`);
  const label = params.text('label');
  if (label === undefined) throw missingParameter('label');
  const id = params.text('external_id') ?? randomBytes(10).toString('hex');
  if (account.metadataFields.has(id)) throw badRequest(`external id ${id} already exists`);
  const datasource = datasourceOf(params);
  if ((type === 'enum' || type === 'set') && !datasource) throw missingParameter('datasource');
  const field: MetadataField = {
    external_id: id,
    type: type as MetadataFieldType,
    label,
    mandatory: params.flag('mandatory'),
    default_value: params.value('default_value') ?? null,
    validation: params.value('validation') ?? null,
    default_disabled: params.flag('default_disabled'),
    ...(params.has('restrictions') ? { restrictions: params.value('restrictions') ?? null } : {}),
    ...(datasource ? { datasource: { values: datasource } } : {}),
  };
  account.metadataFields.set(id, field);
  return { ...field };
}

/** `PUT /metadata_fields/:external_id`. */
export function updateField(call: Call): CallResult {
  const { account, params } = call;
  const before = fieldAt(call);
  const datasource = datasourceOf(params);
  const field: MetadataField = {
    ...before,
    label: params.text('label') ?? before.label,
    mandatory: params.flag('mandatory', before.mandatory),
    default_value: params.has('default_value') ? (params.value('default_value') ?? null) : before.default_value,
    validation: params.has('validation') ? (params.value('validation') ?? null) : before.validation,
    default_disabled: params.flag('default_disabled', before.default_disabled),
    ...(datasource ? { datasource: { values: datasource } } : {}),
  };
  account.metadataFields.set(field.external_id, field);
  return { ...field };
}

/** `DELETE /metadata_fields/:external_id`. */
export function deleteField(call: Call): CallResult {
  call.account.metadataFields.delete(fieldAt(call).external_id);
  return { message: 'ok' };
}

/** `PUT /metadata_fields/:external_id/datasource`: entries added or given another text. */
export function updateDatasource(call: Call): CallResult {
  const before = fieldAt(call);
  const values = new Map((before.datasource?.values ?? []).map((entry) => [entry.external_id, entry]));
  for (const entry of entriesOf(call.params.value('values'))) values.set(entry.external_id, entry);
  return saveDatasource(call, before, [...values.values()]);
}

/** `DELETE /metadata_fields/:external_id/datasource`: entries put out of use. */
export function deleteEntries(call: Call): CallResult {
  return setState(call, 'inactive');
}

/** `POST /metadata_fields/:external_id/datasource_restore`. */
export function restoreEntries(call: Call): CallResult {
  return setState(call, 'active');
}

/** `POST /metadata_fields/:external_id/datasource/order`. */
export function orderEntries(call: Call): CallResult {
  const before = fieldAt(call);
  const sign = call.params.text('direction') === 'desc' ? -1 : 1;
  const values = [...(before.datasource?.values ?? [])].sort((a, b) => sign * a.value.localeCompare(b.value));
  return saveDatasource(call, before, values);
}

function setState(call: Call, state: DatasourceEntry['state']): CallResult {
  const before = fieldAt(call);
  const ids = new Set(call.params.items('external_ids'));
  const values = (before.datasource?.values ?? []).map((one) => (ids.has(one.external_id) ? { ...one, state } : one));
  return saveDatasource(call, before, values);
}

function saveDatasource({ account }: Call, before: MetadataField, values: DatasourceEntry[]): CallResult {
  account.metadataFields.set(before.external_id, { ...before, datasource: { values } });
  return { values };
}

function fieldAt({ account, path }: Call): MetadataField {
  const id = path.external_id ?? '';
  const field = account.metadataFields.get(id);
  if (!field) throw new ApiError(404, `External ID ${id} doesn't exist`);
  return field;
}

function datasourceOf(params: Params): DatasourceEntry[] | undefined {
  const value = params.value('datasource');
  return isJsonObject(value) ? entriesOf(value.values) : undefined;
}

function entriesOf(value: JsonValue | undefined): DatasourceEntry[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((entry) => ({
    external_id: typeof entry.external_id === 'string' ? entry.external_id : randomBytes(10).toString('hex'),
    value: textOf(entry.value),
    state: 'active',
  }));
}
