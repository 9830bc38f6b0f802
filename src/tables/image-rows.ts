/** An image of a SKU and the row it comes from. */
export interface ImageEntry {
  sku: string;
  /** Absent for images that only follow the others of their SKU. */
  position?: number;
  image: string;
  row: number;
}

/** A row that finds no place, and why. */
export interface Displaced {
  row: number;
  reason: string;
}

/** A SKU with its images; the first is that of the first column, and null is a gap. */
export interface SkuImages {
  sku: string;
  images: (string | null)[];
}

/** Displaced rows first; images by SKU, then by position, those without one last, then by row. */
export function compareImages(a: ImageEntry | Displaced, b: ImageEntry | Displaced): number {
  if ('reason' in a || 'reason' in b) return Number('reason' in b) - Number('reason' in a) || a.row - b.row;
  if (a.sku !== b.sku) return a.sku < b.sku ? -1 : 1;
  const [first, second] = [a.position ?? Infinity, b.position ?? Infinity];
  return first === second ? a.row - b.row : first - second;
}

interface ImagesToPlace {
  /** Sorted by `compareImages`. */
  entries: AsyncIterable<ImageEntry | Displaced>;
  /** Asked when the first has come: 0 where some image has that position, else 1. */
  firstPosition: () => number;
  maxImages: number;
  /** What becomes of another image at a position that is taken: it follows the last, or is displaced. */
  onTaken: 'append' | 'displace';
  /** Told of an image that its SKU has already. */
  repeated: () => void;
}

interface Group {
  sku: string;
  taken: Map<number, ImageEntry>;
  later: ImageEntry[];
}

/** Groups sorted images by SKU and gives each its column; gaps stay gaps. The same image twice is there once. */
export async function* placeImages(input: ImagesToPlace): AsyncGenerator<SkuImages | Displaced> {
  let group: Group | undefined;
  for await (const entry of input.entries) {
    if ('reason' in entry) {
      yield entry;
      continue;
    }
    if (group !== undefined && group.sku !== entry.sku) {
      yield* finish(group, input);
      group = undefined;
    }
    group ??= { sku: entry.sku, taken: new Map(), later: [] };
    const displaced = place(entry, group, input);
    if (displaced !== undefined) yield displaced;
  }
  if (group !== undefined) yield* finish(group, input);
}

function place(entry: ImageEntry, { taken, later }: Group, input: ImagesToPlace): Displaced | undefined {
  const { sku, row, image, position } = entry;
  const at = position === undefined ? undefined : position - input.firstPosition();
  const holder = at === undefined ? undefined : taken.get(at);
  if (holder?.image === image) {
    input.repeated();
    return undefined;
  }
  if (at !== undefined && holder === undefined) taken.set(at, entry);
  else if (input.onTaken === 'displace') {
    return { row, reason: `position ${position} of SKU ${sku} is taken by row ${holder?.row}` };
  } else if (later.length < input.maxImages) later.push(entry);
  else return tooMany(entry, input);
  return undefined;
}

function* finish({ sku, taken, later }: Group, input: ImagesToPlace): Generator<SkuImages | Displaced> {
  const images: (string | null)[] = [];
  for (const [at, { image }] of taken) {
    while (images.length < at) images.push(null);
    images[at] = image;
  }
  for (const entry of later) {
    if (images.includes(entry.image)) input.repeated();
    else if (images.length < input.maxImages) images.push(entry.image);
    else yield tooMany(entry, input);
  }
  yield { sku, images };
}

function tooMany({ row, sku }: ImageEntry, { maxImages }: ImagesToPlace): Displaced {
  return { row, reason: `SKU ${sku} has more than ${maxImages} images` };
}
