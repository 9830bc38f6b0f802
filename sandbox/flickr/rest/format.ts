import { jsonAnswer, textAnswer, type Answer } from '../../frame/answer';
import type { JsonObject } from '../../frame/json';
import { common, type ApiError } from '../api-error';
import { refusalXml, toXml } from './to-xml';

/** How a call wants to be answered. */
export type Format = { kind: 'xml' } | { kind: 'json'; callback?: string };

/** `format`, `nojsoncallback` and `jsoncallback` of a call; XML when it does not say. @throws {ApiError} 111 */
export function formatOf(values: ReadonlyMap<string, string>): Format {
  const format = values.get('format') ?? 'rest';
  if (format === 'rest' || format === '') return { kind: 'xml' };
  if (format !== 'json') throw common.unknownFormat(format);
  if (values.get('nojsoncallback') === '1') return { kind: 'json' };
  return { kind: 'json', callback: values.get('jsoncallback') ?? 'jsonFlickrApi' };
}

/** What a method said, in the form that was asked for. */
export function success(format: Format, result: JsonObject): Answer {
  return format.kind === 'xml' ? xmlAnswer(toXml(result)) : json(format, { ...result, stat: 'ok' });
}

/** A refusal in the form that was asked for, with HTTP 200. */
export function refusal(format: Format, { code, message }: ApiError): Answer {
  return format.kind === 'xml' ? xmlAnswer(refusalXml(code, message)) : json(format, { stat: 'fail', code, message });
}

/** XML as API and uploads send it. */
export function xmlAnswer(text: string): Answer {
  return textAnswer(200, text, 'text/xml; charset=utf-8');
}

function json({ callback }: { callback?: string }, value: JsonObject): Answer {
  if (callback === undefined) return jsonAnswer(200, value);
  return textAnswer(200, `${callback}(${JSON.stringify(value)})`, 'text/javascript; charset=utf-8');
}
