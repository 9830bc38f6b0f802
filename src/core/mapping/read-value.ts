import { cellOf } from './cell-of';
import type { MappedValue } from './mapping';
import { fillTemplate, type TemplateValues } from './template';

/** A mapped value for one row: its text, in parts where it comes from several or is cut. */
export interface RowValue {
  parts: string[];
  /** Says that the parts are a list rather than one text. */
  isList: boolean;
}

/** What a mapping says for one row, trimmed; undefined when there is nothing and no default. */
export function readValue(mapped: MappedValue, values: TemplateValues): RowValue | undefined {
  const texts = textsOf(mapped, values)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const found = texts.length > 0 || mapped.default === undefined ? texts : [mapped.default.trim()];
  const { split } = mapped;
  const cut = split === undefined || split === '' ? found : found.flatMap((text) => text.split(split));
  const parts = cut.map((part) => replaced(part, mapped.replace).trim()).filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  return { parts, isList: split !== undefined && split !== '' };
}

/** The value as one text: parts joined as the mapping says, or by a space where they are several columns. */
export function joined({ parts, isList }: RowValue, { join }: MappedValue): string {
  return parts.join(join ?? (isList ? ',' : ' '));
}

function textsOf(mapped: MappedValue, values: TemplateValues): string[] {
  if (mapped.constant !== undefined) return [String(mapped.constant)];
  if (mapped.template !== undefined) return [fillTemplate(mapped.template, values)];
  return [...(mapped.column === undefined ? [] : [mapped.column]), ...(mapped.columns ?? [])].map((column) =>
    cellOf(values.cells, column),
  );
}

function replaced(text: string, replace: Record<string, string> = {}): string {
  return Object.entries(replace).reduce(
    (value, [from, to]) => (from === '' ? value : value.replaceAll(from, () => to)),
    text,
  );
}
