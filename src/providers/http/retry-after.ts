const dayMs = 24 * 60 * 60_000;

/**
 * ISO instant that a `Retry-After` names, in seconds or as a date (RFC 9110, section 10.2.3); a day from now at most, so
 * that a mistake of a server holds nobody for a year. `undefined`: there is none, or none that can be read.
 */
export function retryAtOf(header: string | undefined, nowMs: number): string | undefined {
  const text = header?.trim() ?? '';
  const at = /^\d+$/.test(text) ? nowMs + Number(text) * 1000 : Date.parse(text);
  if (text === '' || Number.isNaN(at)) return undefined;
  return new Date(Math.min(Math.max(at, nowMs), nowMs + dayMs)).toISOString();
}
