import { join, relative, resolve } from 'node:path';

/**
 * Where the compiled form of a program of this folder is, by its name without ending. From TypeScript, as in a test, it
 * is below `dist/`; from compiled code it lies beside this file.
 */
export function compiledProgram(name: string): string {
  if (__filename.endsWith('.js')) return join(__dirname, `${name}.js`);
  const root = resolve(__dirname, '..', '..');
  return join(root, 'dist', relative(root, __dirname), `${name}.js`);
}
