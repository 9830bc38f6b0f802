import fc from 'fast-check';
import { checkDigit, readGtin, spellingsOfGtin } from '../../src/core/gtin';

describe('a GTIN', () => {
  test.each([
    ['4006381333931', 'GTIN-13', '4006381333931'],
    ['40 06381-333 931', 'GTIN-13', '4006381333931'],
    ['4006381–333931\u00a0', 'GTIN-13', '4006381333931'],
    ['４００６３８１３３３９３１', 'GTIN-13', '4006381333931'],
    ['036000291452', 'GTIN-12', '036000291452'],
    ['36000291452', 'GTIN-12', '036000291452'],
    ['96385074', 'GTIN-8', '96385074'],
    ['00012348', 'GTIN-8', '00012348'],
    ['10614141000415', 'GTIN-14', '10614141000415'],
    ['04006381333931', 'GTIN-14', '04006381333931'],
  ])('%j is a %s', (text, kind, digits) => {
    expect(readGtin(text)).toEqual({ kind, digits, padded: digits.padStart(14, '0') });
  });

  test.each([
    ['', 'is empty'],
    [' - ', 'is empty'],
    ['4006381333932', 'has the check digit 2 where 1 is right: some digit is wrong'],
    ['40063813339A1', 'has "A" in it: a GTIN has digits only'],
    ['4.00638E+12', 'was rounded by a spreadsheet: format its column as text and enter it anew'],
    ['4,00638E+12', 'was rounded by a spreadsheet: format its column as text and enter it anew'],
    ['123456', 'has 6 digits: a GTIN has 8, 12, 13 or 14'],
    ['1', 'has 1 digit: a GTIN has 8, 12, 13 or 14'],
    ['123456789', 'has 9 digits: a GTIN has 8, 12, 13 or 14'],
    ['140063813339311', 'has 15 digits: a GTIN has 8, 12, 13 or 14'],
    ['0000000000000', 'is nothing but zeros'],
  ])('%j %s', (text, problem) => expect(readGtin(text)).toEqual({ problem }));

  test('has one check digit, and every wrong digit shows', () => {
    const digits = fc
      .constantFrom(7, 11, 12, 13)
      .chain((length) =>
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join('')),
      );
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
        fc.pre(!/^0+$/.test(body));
        const right = body + String(checkDigit(body));
        expect(readGtin(right)).toMatchObject({ digits: right });
        const at = place % right.length;
        const wrong = right.slice(0, at) + String((Number(right[at]) + change) % 10) + right.slice(at + 1);
        expect(readGtin(wrong)).toHaveProperty('problem');
      }),
    );
  });

  test('is the same product however many zeros are in front', () => {
    const spellings = (text: string): string[] => {
      const gtin = readGtin(text);
      return 'problem' in gtin ? [] : spellingsOfGtin(gtin);
    };
    const all = ['036000291452', '0036000291452', '00036000291452'];
    for (const text of all) expect(spellings(text)).toEqual(all);
    expect(spellings('96385074')).toEqual(['96385074', '000096385074', '0000096385074', '00000096385074']);
    expect(spellings('10614141000415')).toEqual(['10614141000415']);
  });
});
