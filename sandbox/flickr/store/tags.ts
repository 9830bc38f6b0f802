/** A tag of a photo. */
export interface Tag {
  /** `<owner>-<photo>-<number>`; what `removeTag` takes. */
  id: string;
  /** As it was written. */
  raw: string;
  /** As it is compared and listed. */
  clean: string;
  isMachine: boolean;
}

/** `namespace:predicate=value`, in parts (Flickr, "Machine tags"). */
export interface MachineTag {
  namespace: string;
  predicate: string;
  value: string;
}

const machineForm = /^([a-z]\w*):([a-z]\w*)=(.*)$/is;

/** Tags out of one text: separated by spaces, those in double quotes whole (`geo:name="New York"` as well). */
export function splitTags(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)]
    .map(([tag]) => tag.replaceAll('"', ''))
    .filter((tag) => tag.trim() !== '');
}

/** The parts of a machine tag, cleaned; undefined for other tags. */
export function machineTagOf(raw: string): MachineTag | undefined {
  const parts = machineForm.exec(raw.trim());
  if (!parts) return undefined;
  const [, namespace = '', predicate = '', value = ''] = parts;
  return { namespace: namespace.toLowerCase(), predicate: predicate.toLowerCase(), value: bare(value) };
}

/** A tag as it is compared: lower case, letters and digits only, the form of machine tags kept. */
export function cleanTag(raw: string): string {
  const machine = machineTagOf(raw);
  return machine ? `${machine.namespace}:${machine.predicate}=${machine.value}` : bare(raw);
}

/** Makes tags of texts, each once; `numbered` gives each its id. Texts of which nothing remains are no tags. */
export function makeTags(texts: readonly string[], numbered: () => string, before: readonly Tag[] = []): Tag[] {
  const known = new Set(before.map(({ clean }) => clean));
  const made: Tag[] = [];
  for (const raw of texts) {
    const clean = cleanTag(raw);
    if (clean === '' || known.has(clean)) continue;
    known.add(clean);
    made.push({ id: numbered(), raw, clean, isMachine: machineTagOf(raw) !== undefined });
  }
  return made;
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}
