/** The keys of transformations (Cloudinary, "Transformation URL API reference"). */
const keys = new Set(
  'a ac af ar b bl bo br c co cs d dl dn dpr du e eo f fl fn fps g h ki l o p pg q r so sp t u vc vs w x y z'.split(
    ' ',
  ),
);

const part = /^(?:(\$\w+|[a-z]{1,3})_)./;

/** True for what is written like a component, whatever its keys: enough where a version follows. */
export function looksLikeComponent(segment: string): boolean {
  return segment.split(',').every((text) => part.test(text));
}

/** True for a component all of whose keys are known. */
export function isComponent(segment: string): boolean {
  return segment.split(',').every((text) => {
    const key = part.exec(text)?.[1];
    return key !== undefined && (key.startsWith('$') || key === 'if' || keys.has(key));
  });
}

/** A component that nobody would take for a folder's name: several parts, or a known key with a value of its kind. */
export function isSurelyComponent(segment: string): boolean {
  if (segment.includes(',') || segment.startsWith('$')) return true;
  return /^(?:(?:w|h|x|y|r|ar|dpr|du|so|eo|a|o|z|pg|dn)_-?[\d.]+|(?:w|h|q|dpr|f|vc|g|fps)_auto\b.*|q_\d+.*|f_[a-z0-9]{2,4}|c_(?:scale|fit|fill|crop|thumb|pad|limit|mfit|lfill|lpad|mpad|fill_pad|imagga_\w+)|fl_.+)$/.test(
    segment,
  );
}

/** The value of a key where it counts: the last one that is written. */
export function lastValue(components: string[], key: 'f' | 'q'): string | undefined {
  return parts(components)
    .findLast((text) => text.startsWith(`${key}_`))
    ?.slice(key.length + 1);
}

/**
 * Sets a key once: in place of the last one there is, and no other stays. In conditions each branch keeps its own place.
 * Undefined when the key is nowhere.
 */
export function replaceValue(components: string[], key: 'f' | 'q', value: string): string[] | undefined {
  const isKey = (text: string): boolean => text.startsWith(`${key}_`);
  const count = parts(components).filter(isKey).length;
  if (count === 0) return undefined;
  const hasConditions = parts(components).some((text) => text.startsWith('if_'));
  let met = 0;
  return components
    .map((component) =>
      component
        .split(',')
        .flatMap((text) => {
          if (!isKey(text)) return [text];
          met += 1;
          return hasConditions || met === count ? [`${key}_${value}`] : [];
        })
        .join(','),
    )
    .filter((component) => component !== '');
}

function parts(components: string[]): string[] {
  return components.flatMap((component) => component.split(','));
}
