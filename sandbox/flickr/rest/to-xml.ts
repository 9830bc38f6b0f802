import { isJsonObject, textOf, type JsonObject, type JsonValue } from '../../frame/json';

/**
 * An answer as XML. The API's JSON is made of it: attributes are plain values, `_content` is the text of an element, a
 * list is the element again and again (Flickr API, "JSON response format").
 */
export function toXml(answer: JsonObject): string {
  return `<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="ok">\n${children(answer)}</rsp>\n`;
}

/** A refusal as XML. */
export function refusalXml(code: number, message: string, more: Record<string, string> = {}): string {
  const attributes = Object.entries({ code: String(code), msg: message, ...more });
  const text = attributes.map(([name, value]) => ` ${name}="${escape(value)}"`).join('');
  return `<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="fail">\n<err${text} />\n</rsp>\n`;
}

/** Characters that XML has no way to write (XML 1.0, 2.2). */
const noXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** Text for an element or an attribute. */
export function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character).replace(noXml, '');
}

function element(name: string, value: JsonValue): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  if (!isJsonObject(value)) return `<${name}>${escape(textOf(value))}</${name}>\n`;
  const attributes = Object.entries(value)
    .filter(([key, one]) => key !== '_content' && (typeof one !== 'object' || one === null))
    .map(([key, one]) => ` ${key}="${escape(textOf(one))}"`)
    .join('');
  const inner = escape(textOf(value._content)) + children(value);
  return inner === '' ? `<${name}${attributes} />\n` : `<${name}${attributes}>${inner}</${name}>\n`;
}

function children(value: JsonObject): string {
  return Object.entries(value)
    .filter(([key, one]) => key !== '_content' && typeof one === 'object' && one !== null)
    .map(([key, one]) => element(key, one))
    .join('');
}
