/** True for what a service can be asked for by its address; false for a path. */
export function isUrl(file: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(file) && !/^[a-z]:[\\/]/i.test(file);
}

/** The last part of a URL's path or of a path, `shoe 1.jpg`, with percent-escapes undone; empty when there is none. */
export function lastPart(file: string): string {
  if (/^data:/i.test(file)) return '';
  const path = isUrl(file) ? file.replace(/[?#].*$/s, '').replace(/^[^:]+:\/\/[^/]*/, '') : file.replaceAll('\\', '/');
  const last = path.replace(/\/+$/, '').split('/').pop() ?? '';
  return isUrl(file) ? decoded(last) : last;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text is what it is.
    return text;
  }
}
