/** A product's number (GS1 General Specifications, section 7.9: GTIN and its check digit). */
export interface Gtin {
  /** The digits, in the length of its kind. */
  digits: string;
  kind: 'GTIN-8' | 'GTIN-12' | 'GTIN-13' | 'GTIN-14';
  /** With zeros in front: the same product has the same fourteen digits, however it was written. */
  padded: string;
}

const lengths = [8, 12, 13, 14] as const;

/**
 * Reads a GTIN (EAN, UPC) as people write it: spaces and dashes are passed over, and zeros that a spreadsheet took from
 * the front come back where the check digit then is right. A problem says in words what is wrong.
 */
export function readGtin(text: string): Gtin | { problem: string } {
  const written = text.normalize('NFKC').replace(/[\s\p{Pd}\u00AD\u200B]/gu, '');
  if (written === '') return { problem: 'is empty' };
  if (/^\d[.,]\d+E\+?\d+$/i.test(text.trim())) {
    return { problem: 'was rounded by a spreadsheet: format its column as text and enter it anew' };
  }
  const odd = /[^0-9]/u.exec(written)?.[0];
  if (odd !== undefined) return { problem: `has "${odd}" in it: a GTIN has digits only` };
  if (/^0+$/.test(written)) return { problem: 'is nothing but zeros' };
  const length = lengths.find((known) => known >= written.length);
  // With more than one lost zero a GTIN-8 could be nearly any number.
  if (length === undefined || written.length < 7) {
    return {
      problem: `has ${written.length} ${written.length === 1 ? 'digit' : 'digits'}: a GTIN has 8, 12, 13 or 14`,
    };
  }
  const digits = written.padStart(length, '0');
  const right = checkDigit(digits.slice(0, -1));
  if (digits.endsWith(String(right))) return { digits, kind: `GTIN-${length}`, padded: digits.padStart(14, '0') };
  return {
    problem:
      digits === written
        ? `has the check digit ${digits.slice(-1)} where ${right} is right: some digit is wrong`
        : `has ${written.length} digits: a GTIN has 8, 12, 13 or 14`,
  };
}

/** The last digit of a GTIN, of the digits before it: from the right they count three and one in turn. */
export function checkDigit(digits: string): number {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
}

/** All the ways to write a GTIN with and without zeros in front, the shortest first, as a database may have any. */
export function spellingsOfGtin({ padded }: Gtin): string[] {
  return lengths.filter((length) => /^0*$/.test(padded.slice(0, 14 - length))).map((length) => padded.slice(-length));
}
