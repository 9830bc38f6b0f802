/**
 * Names two sides that are kept in step, for ever, in the table of what they last agreed on.
 * @param localRoot Absolute path of the local root.
 * @param scope The service's account, and the folder where albums are folders: `Albums.scope`.
 */
export function pairOf(localRoot: string, scope: string): string {
  const root = localRoot.replace(/(?<=.)\/+$/, '');
  return `local:${root} ${scope}`;
}
