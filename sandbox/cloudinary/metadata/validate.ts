import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../frame/json';
import type { Account } from '../account';
import { badRequest } from '../api-error';
import type { MetadataValue } from '../store/asset';
import type { MetadataField } from './field';

/** Metadata after a change: what was, what is sent, nothing for values sent empty. */
export type MetadataValues = Record<string, MetadataValue>;

/**
 * Checks sent values against the account's fields. One that does not exist or fit refuses the whole call (Cloudinary
 * Metadata API reference).
 */
export function applyMetadata(account: Account, before: Readonly<MetadataValues>, sent: JsonObject): MetadataValues {
  const unknown = Object.keys(sent).filter((id) => !account.metadataFields.has(id));
  if (unknown.length > 0) throw badRequest(`Metadata External IDs do not exist: ${JSON.stringify(unknown)}`);
  const after = new Map(Object.entries(before));
  for (const [id, value] of Object.entries(sent)) {
    const field = account.metadataFields.get(id);
    if (!field) continue;
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) after.delete(id);
    else after.set(id, checkValue(field, value));
  }
  return Object.fromEntries(after);
}

/** Fields that are mandatory take their default, or refuse the upload. */
export function fillMandatory(account: Account, values: MetadataValues): MetadataValues {
  const after = { ...values };
  for (const field of account.metadataFields.values()) {
    if (after[field.external_id] !== undefined) continue;
    if (field.default_value !== null && !field.default_disabled) {
      after[field.external_id] = checkValue(field, field.default_value);
    } else if (field.mandatory) throw badRequest(`Metadata field ${field.external_id} is mandatory`);
  }
  return after;
}

/** One value in the form its field stores. */
export function checkValue(field: MetadataField, value: JsonValue): MetadataValue {
  switch (field.type) {
    case 'integer': {
      const number = typeof value === 'number' ? value : Number(asText(value));
      if (!Number.isInteger(number)) throw invalid(field, value);
      return validated(field, number);
    }
    case 'date': {
      const text = asText(value);
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) throw invalid(field, value);
      return validated(field, text);
    }
    case 'enum':
      return entryId(field, asText(value));
    case 'set':
      return listOf(value).map((one) => entryId(field, one));
    case 'string':
      return validated(field, asText(value));
  }
}

function entryId(field: MetadataField, value: string): string {
  const entry = field.datasource?.values.find((one) => one.external_id === value && one.state === 'active');
  if (!entry) throw invalid(field, value);
  return entry.external_id;
}

function listOf(value: JsonValue): string[] {
  const parsed = typeof value === 'string' && value.startsWith('[') ? parseJson(value) : value;
  if (Array.isArray(parsed)) return parsed.map(asText);
  return asText(value)
    .split(',')
    .map((one) => one.trim());
}

function validated<T extends string | number>(field: MetadataField, value: T): T {
  if (!satisfies(field.validation, value)) throw invalid(field, value);
  return value;
}

function satisfies(rule: JsonValue | undefined, value: string | number): boolean {
  if (!isJsonObject(rule)) return true;
  const bound = rule.value;
  switch (rule.type) {
    case 'and':
      return Array.isArray(rule.rules) && rule.rules.every((one) => satisfies(one, value));
    case 'strlen':
      return String(value).length >= Number(rule.min ?? 0) && String(value).length <= Number(rule.max ?? Infinity);
    case 'greater_than':
      return isBeyond(value, bound, rule.equals === true);
    case 'less_than':
      return typeof bound === 'number' || typeof bound === 'string'
        ? !isBeyond(value, bound, rule.equals !== true)
        : true;
    default:
      return true;
  }
}

function isBeyond(value: string | number, bound: JsonValue | undefined, orEqual: boolean): boolean {
  if (typeof bound !== 'number' && typeof bound !== 'string') return true;
  const [a, b] = typeof value === 'number' ? [value, Number(bound)] : [value, String(bound)];
  return a > b || (orEqual && a === b);
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function invalid(field: MetadataField, value: JsonValue): Error {
  return badRequest(`Value ${asText(value)} is invalid for field ${field.external_id}`);
}
