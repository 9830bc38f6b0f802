import type { JsonValue } from '../../frame/json';

export type MetadataFieldType = 'string' | 'integer' | 'date' | 'enum' | 'set';

/** A value a list field offers. */
export interface DatasourceEntry {
  external_id: string;
  value: string;
  state: 'active' | 'inactive';
}

/** A structured metadata field as the Admin API shows it (Cloudinary Metadata API reference). */
export interface MetadataField {
  external_id: string;
  type: MetadataFieldType;
  label: string;
  mandatory: boolean;
  default_value: JsonValue;
  validation: JsonValue;
  restrictions?: JsonValue;
  datasource?: { values: DatasourceEntry[] };
  default_disabled: boolean;
  allow_dynamic_list_values?: boolean;
}
