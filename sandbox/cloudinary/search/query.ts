import { badRequest } from '../api-error';
import { isJsonObject, textOf } from '../../frame/json';
import { jsonParam, type Params } from '../params';

/** A search as asked for, however it was sent. */
export interface SearchQuery {
  expression: string;
  sortBy: [string, 'asc' | 'desc'][];
  max: number;
  cursor: string | undefined;
  withField: string[];
  fields: string[];
  aggregate: string[];
}

const defaultMax = 50;
const mostResults = 500;

/** Reads the parameters of a search (Cloudinary Search API reference). */
export function parseSearch(params: Params): SearchQuery {
  return {
    expression: params.text('expression') ?? '',
    sortBy: sortOf(params),
    max: maxResults(params, defaultMax, mostResults),
    cursor: params.text('next_cursor'),
    withField: params.list('with_field'),
    fields: params.list('fields'),
    aggregate: params.list('aggregate'),
  };
}

/** `max_results`, within what the call allows. */
export function maxResults(params: Params, otherwise: number, most: number): number {
  const text = params.text('max_results');
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw badRequest('Invalid value for parameter max_results');
  return Math.min(value, most);
}

function sortOf(params: Params): [string, 'asc' | 'desc'][] {
  const value = jsonParam(params, 'sort_by') ?? params.items('sort_by');
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => {
    if (isJsonObject(one)) return Object.entries(one).map(([name, way]) => direction(name, textOf(way)));
    const [name = '', way = 'asc'] = textOf(one).split(/[\s:]+/);
    return name === '' ? [] : [direction(name, way)];
  });
}

function direction(name: string, way: string): [string, 'asc' | 'desc'] {
  const lower = way.toLowerCase();
  if (lower !== 'asc' && lower !== 'desc') throw badRequest(`Invalid sort direction ${way}`);
  return [name, lower];
}
