import type { Account } from '../account';
import { badRequest } from '../api-error';

/** Parameters a transformation may have (Cloudinary transformation reference). */
const known =
  /^(a|ac|af|ar|b|bl|bo|br|c|co|cs|d|dl|dn|dpr|du|e|eo|f|fl|fn|fps|g|h|ki|l|o|p|pg|q|r|so|sp|t|u|vc|vs|w|x|y|z)_.|^\$[a-z]|^if_/i;

/** One step of a transformation: `w_100,h_50,c_fill` as pairs. */
export type Step = Record<string, string>;

/** True for a URL segment that is a transformation, by its parameters. */
export function isTransformationSegment(segment: string): boolean {
  return segment !== '' && segment.split(',').every((part) => known.test(part));
}

/** Takes a transformation apart, named ones replaced by what they stand for; refuses values that cannot be. */
export function parseSteps(account: Account, transformation: string): Step[] {
  return transformation
    .split('/')
    .filter((segment) => segment !== '')
    .flatMap((segment) => {
      const step = parseStep(segment);
      if (step.t === undefined) return [step];
      const named = account.transformations.get(step.t);
      if (!named) throw badRequest(`Unknown transformation ${step.t}`);
      return parseSteps(account, named.transformation);
    });
}

function parseStep(segment: string): Step {
  const step: Step = {};
  for (const part of segment.split(',')) {
    const underscore = part.indexOf('_');
    if (underscore < 1) throw badRequest(`Invalid transformation component - ${part}`);
    const [key, value] = [part.slice(0, underscore), part.slice(underscore + 1)];
    step[key] = key === 'fl' && step.fl !== undefined ? `${step.fl}.${value}` : value;
  }
  check(step, 'w', 'width', /^(\d+(\.\d+)?|auto(:.*)?|iw|ih|\d*\$.*|.*(iw|ih|_).*)$/);
  check(step, 'h', 'height', /^(\d+(\.\d+)?|iw|ih|.*(iw|ih|_).*)$/);
  check(step, 'q', 'quality', /^(\d{1,3}(:.*)?|auto(:.*)?|jpegmini.*)$/);
  check(step, 'c', 'crop', /^[a-z_]+$/);
  return step;
}

function check(step: Step, key: string, name: string, pattern: RegExp): void {
  const value = step[key];
  if (value !== undefined && !pattern.test(value)) throw badRequest(`Invalid ${name} in transformation: ${value}`);
}
