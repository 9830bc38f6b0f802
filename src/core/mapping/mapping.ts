/** Where one value of an upload comes from: columns, a template of columns, or always the same. */
export interface MappedValue {
  column?: string;
  /** Several columns, joined by `join`. */
  columns?: string[];
  /** `{{sku}}/{{name}}`: columns by name. */
  template?: string;
  constant?: string | number | boolean;
  /** Cuts the cell into a list. */
  split?: string;
  join?: string;
  /** Texts in the cell that others take the place of. */
  replace?: Record<string, string>;
  /** Taken where the cell is empty. */
  default?: string;
}

/** How the columns of a CSV become parameters of uploads; `parameters.file` is the asset itself. */
export interface Mapping {
  parameters: Record<string, MappedValue>;
  context: Record<string, MappedValue>;
  metadata: Record<string, MappedValue>;
}
