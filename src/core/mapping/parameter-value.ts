/** A parameter of an upload as it is handed to the service's SDK; JSON stays text. */
export type ParameterValue = string | number | boolean | string[] | Record<string, string | string[]>;

/** What one row asks for: the asset itself, a URL or a path, and the parameters of its upload. */
export interface Payload {
  file: string;
  parameters: Record<string, ParameterValue>;
}
