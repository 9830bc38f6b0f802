import type { Sniffed } from './sniff';

/** A text file as the first bytes of a text file in UTF-8 or UTF-16 tell, or `undefined` when they are no text. */
export function sniffText(head: Uint8Array): Sniffed | undefined {
  const text = decode(head);
  if (text === undefined) return undefined;
  if (/^\s*%PDF-/.test(text)) return { mediaType: 'document', format: 'PDF document', mime: 'application/pdf' };
  if (text.startsWith('%!PS')) {
    return { mediaType: 'document', format: 'PostScript document', mime: 'application/postscript' };
  }
  if (text.startsWith('{\\rtf')) return { mediaType: 'document', format: 'RTF document', mime: 'application/rtf' };
  return sniffMarkup(text) ?? { mediaType: 'other', format: 'plain text', mime: 'text/plain' };
}

/** SVG, HTML or XML by its first element; `undefined` when the text does not begin with one. */
function sniffMarkup(text: string): Sniffed | undefined {
  const start = afterProlog(text);
  const element = /^<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(start)?.[1]?.toLowerCase();
  if (element === 'svg') return { mediaType: 'image', format: 'svg', mime: 'image/svg+xml' };
  if (element === 'html' || /^<!doctype html/i.test(start) || /<html[\s>]/i.test(text)) {
    return { mediaType: 'document', format: 'HTML page', mime: 'text/html' };
  }
  // Editors write kilobytes of entities into the document type; it names the element that follows.
  if (/^<!doctype svg\b/i.test(start)) return { mediaType: 'image', format: 'svg', mime: 'image/svg+xml' };
  if (text.trimStart().startsWith('<?xml')) {
    return { mediaType: 'document', format: 'XML document', mime: 'application/xml' };
  }
  return undefined;
}

/** The text from its first element on: without XML declaration, processing instructions, comments and document type. */
function afterProlog(text: string): string {
  let rest = text.trimStart();
  for (;;) {
    const skipped = /^(?:<\?[^]*?\?>|<!--[^]*?-->|<!doctype svg[^[>]*(?:\[[^\]]*\]\s*)?>)\s*/i.exec(rest);
    if (skipped === null) return rest;
    rest = rest.slice(skipped[0].length);
  }
}

function decode(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head.subarray(2));
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head.subarray(2));
  if (head.some(isControl)) return undefined;
  try {
    // As a stream: a character cut off at the end of the head is no fault.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return isMostlyLetters(head) ? new TextDecoder('latin1').decode(head) : undefined;
  }
}

/** Whether a byte is a control character that texts do not have: all but tab, line feed, form feed, return, escape. */
function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b;
}

/** Whether this may be a text in an old Western encoding: nearly all of it ASCII, and enough to judge by. */
function isMostlyLetters(head: Uint8Array): boolean {
  const ascii = head.reduce((count, byte) => count + (byte < 0x80 ? 1 : 0), 0);
  return head.length >= 16 && ascii / head.length > 0.8;
}
